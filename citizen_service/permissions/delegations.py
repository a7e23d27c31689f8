"""Who sees which delegations: those who lead the office see all, everybody else those that concern them."""

import frappe
from frappe.model.document import Document

LEADING = frozenset({"Citizen Service Manager", "Citizen Service Admin"})


def may_name_anybody(user: str | None = None) -> bool:
	"""Whether the user records delegations for others."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(LEADING.intersection(frappe.get_roles(user)))


def query(user: str | None = None) -> str:
	user = user or frappe.session.user
	if may_name_anybody(user):
		return ""
	name = frappe.db.escape(user)
	return f"(`tabDelegation`.`absent_user` = {name} or `tabDelegation`.`stand_in` = {name})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	user = user or frappe.session.user
	if ptype == "create" or may_name_anybody(user) or user == doc.absent_user:
		return True  # whoever creates one for somebody else is told why not
	return user == doc.stand_in and ptype not in ("write", "delete")
