"""Whose response templates a user reads and writes: one criterion, for lists and for documents alike."""

import frappe
from frappe.model.document import Document

from citizen_service.permissions.scope import department_scope

KEEPERS = frozenset({"Citizen Service Admin", "System Manager"})
"""The roles that tune the office without working in it."""


def own_departments(user: str | None = None) -> frozenset[str] | None:
	"""The departments whose templates a user may change; None where it is all of them, and the general ones."""
	user = user or frappe.session.user
	return None if KEEPERS.intersection(frappe.get_roles(user)) else department_scope(user)


def template_query(user: str | None = None) -> str:
	"""The list's condition: general templates, and those of the user's own departments."""
	own = own_departments(user)
	if own is None:
		return ""
	names = ", ".join(frappe.db.escape(name) for name in ("", *sorted(own)))
	return f"ifnull(`tabResponse Template`.`department`, '') in ({names})"


def has_template_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""The document's: reading as in lists; general ones are written by the office alone."""
	own = own_departments(user)
	if own is None or doc.department in own:
		return True
	return not doc.department and (ptype in (None, "read", "select", "print") or bool(doc.is_new()))
