"""Who sees which periodic reports: the supervisor those that were approved, whoever draws them up all of them."""

import frappe
from frappe.model.document import Document

DRAWING_UP = frozenset({"Citizen Service Manager", "Follow-up Officer"})


def sees_drafts(user: str | None = None) -> bool:
	user = user or frappe.session.user
	return user == "Administrator" or bool(DRAWING_UP.intersection(frappe.get_roles(user)))


def query(user: str | None = None) -> str:
	return "" if sees_drafts(user) else "`tabPeriodic Report`.`docstatus` = 1"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return doc.docstatus == 1 or sees_drafts(user)
