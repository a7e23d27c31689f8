"""Whoever may read a case reads its signed forms, and nobody else: one criterion, for lists and for documents alike.

The scan shows who signed. Where the identity is withheld it is open to the clerk who received it until it is accepted,
and afterwards to those who looked at the identity, which is recorded.
"""

import frappe
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document

from citizen_service.permissions.scope import NOBODY


def form_query(user: str | None = None) -> str:
	"""The list's condition: the case is among those that the user's list of cases may show."""
	user = user or frappe.session.user
	if not frappe.has_permission("Case", "read", user=user):
		return NOBODY
	name = frappe.db.escape(user)
	shown = (
		"(not exists (select 1 from `tabCase` where `tabCase`.`name` = `tabSigned Form`.`case`"
		" and `tabCase`.`withhold_identity` = 1)"
		f" or (`tabSigned Form`.`status` = 'Received' and `tabSigned Form`.`received_by` = {name})"
		f" or `tabSigned Form`.`case` in (select `case` from `tabIdentity Look` where `user` = {name}))"
	)
	cases = DatabaseQuery("Case", user=user).build_match_conditions(as_condition=True)
	return (
		f"{shown} and `tabSigned Form`.`case` in (select `name` from `tabCase` where {cases})"
		if cases
		else shown
	)


def has_form_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""The document's: the case may be read, or, where the form has none yet, cases may."""
	user = user or frappe.session.user
	case = frappe.get_doc("Case", doc.case) if doc.case and frappe.db.exists("Case", doc.case) else None
	if not frappe.has_permission("Case", "read", doc=case, user=user):
		return False
	if not case or not case.withhold_identity or user == "Administrator":
		return True
	return (doc.status == "Received" and doc.received_by == user) or bool(
		frappe.db.exists("Identity Look", {"case": case.name, "user": user})
	)
