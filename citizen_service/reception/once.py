"""A request that is sent again, as no answer came, registers nothing twice: the case keeps the mark of its key."""

import hashlib

import frappe


def mark_of(door: str, key: str | None) -> str | None:
	"""What the case keeps of a key that the caller chose; one user's and one door's are not another's. None without one."""
	if not key:
		return None
	return hashlib.sha256(f"{door}\n{frappe.session.user}\n{key}".encode("utf-8", "replace")).hexdigest()


def registered_before(mark: str | None) -> str | None:
	"""Asked when a registration is refused: the case that an earlier request with this mark made, if one did.

	What was begun is undone, and what was said of it forgotten where there is such a case.
	"""
	if not mark:
		return None
	frappe.db.rollback()  # of what was begun; and the earlier request may have ended since this one began
	name = frappe.db.get_value("Case", {"submission_key": mark})
	if name:
		frappe.clear_messages()
		frappe.local.response.pop("problems", None)
	return name
