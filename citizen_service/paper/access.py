"""Whoever may read a case reads its signed forms, and nobody else: one criterion, for lists and for documents alike."""

import frappe
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document

from citizen_service.permissions.scope import NOBODY


def form_query(user: str | None = None) -> str:
	"""The list's condition: the case is among those that the user's list of cases may show."""
	user = user or frappe.session.user
	if not frappe.has_permission("Case", "read", user=user):
		return NOBODY
	cases = DatabaseQuery("Case", user=user).build_match_conditions(as_condition=True)
	return f"`tabSigned Form`.`case` in (select `name` from `tabCase` where {cases})" if cases else ""


def has_form_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""The document's: the case may be read, or, where the form has none yet, cases may."""
	case = frappe.get_doc("Case", doc.case) if doc.case and frappe.db.exists("Case", doc.case) else None
	return bool(frappe.has_permission("Case", "read", doc=case, user=user or frappe.session.user))
