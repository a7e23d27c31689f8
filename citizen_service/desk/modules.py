"""Staff of the office see its workspaces, not the framework's own (Users, Website, Build, Tools …).

The framework's way is used, a Module Profile, as an admin knows it, can change it and can take it from somebody: it hides
workspaces and takes no permission. It is shipped through the ledger like every tunable record, and given to a user once:
when the user gets the first role of ours. Whatever an admin chose for a user, before or after, stays.
"""

from typing import Any

import frappe
from frappe.model.document import Document

PROFILE = "Citizen Service Staff"
DOCTYPE = "Module Profile"

STAFF_ROLES = frozenset(
	{
		"Reception Officer",
		"Follow-up Officer",
		"Department Officer",
		"Department Manager",
		"Citizen Service Manager",
		"Citizen Service Supervisor",
		"Citizen Service Admin",
	}
)
KEEPS_ALL = frozenset({"System Manager", "Workspace Manager", "Administrator"})
"""Roles that run the site: their workspaces are left alone."""


def shipped_profile() -> dict[str, Any]:
	"""The profile as this version of the framework needs it: all its modules are blocked."""
	modules = frappe.get_all("Module Def", {"app_name": "frappe"}, pluck="name", order_by="name asc")
	return {
		"doctype": DOCTYPE,
		"module_profile_name": PROFILE,
		"block_modules": [{"module": module} for module in modules],
	}


def give_profile(user: Document, method: str | None = None) -> None:
	"""User, validate: whoever joins the staff gets the profile, unless an admin has chosen something for them."""
	before = user.get_doc_before_save()
	if _is_staff(user) and not (before and _is_staff(before)):
		_give(user)


def give_profile_to_staff() -> None:
	"""Those who work here already, when the profile comes to a site."""
	staff = frappe.get_all(
		"Has Role",
		filters={"role": ["in", sorted(STAFF_ROLES)], "parenttype": "User"},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
	for name in staff:
		user = frappe.get_doc("User", name)
		if _is_staff(user) and _give(user):
			user.save(ignore_permissions=True)


def bring_up_to_date() -> None:
	"""Who has the profile has what it holds now; the framework copies it to users only when they are saved."""
	if not frappe.db.exists(DOCTYPE, PROFILE):
		return
	blocked = set(_blocked())
	for name in frappe.get_all("User", {"module_profile": PROFILE}, pluck="name", order_by="name asc"):
		user = frappe.get_doc("User", name)
		if {row.module for row in user.block_modules} != blocked:
			user.save(ignore_permissions=True)


def take_back() -> None:
	"""The app goes: users see again what their roles allow."""
	for name in frappe.get_all("User", {"module_profile": PROFILE}, pluck="name", order_by="name asc"):
		user = frappe.get_doc("User", name)
		user.module_profile = None
		user.set("block_modules", [])
		user.save(ignore_permissions=True)
	frappe.delete_doc(DOCTYPE, PROFILE, force=True, ignore_missing=True)


def _give(user: Document) -> bool:
	if user.module_profile or user.block_modules or not frappe.db.exists(DOCTYPE, PROFILE):
		return False
	user.module_profile = PROFILE
	user.set("block_modules", [{"module": module} for module in _blocked()])
	return True


def _blocked() -> list[str]:
	return frappe.get_all(
		"Block Module",
		filters={"parent": PROFILE, "parenttype": DOCTYPE},
		pluck="module",
		order_by="idx asc",
	)


def _is_staff(user: Document) -> bool:
	roles = {row.role for row in user.roles}
	return bool(roles & STAFF_ROLES) and not roles & KEEPS_ALL and user.name != "Administrator"
