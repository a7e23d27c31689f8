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
	staff, keeps_all = _holders(STAFF_ROLES), _holders(KEEPS_ALL)
	choosing = frappe.get_all(
		"User", {"module_profile": ["is", "set"]}, pluck="name", order_by="name asc"
	) + list(_blocked_for(sorted(staff)))
	_write(sorted(staff - keeps_all - {"Administrator"} - set(choosing)), PROFILE, _blocked())


def bring_up_to_date() -> None:
	"""Who has the profile has what it holds now; the framework copies it to users only when they are saved."""
	if not frappe.db.exists(DOCTYPE, PROFILE):
		return
	users, blocked = _with_profile(), _blocked()
	found = _blocked_for(users)
	_write([user for user in users if found.get(user, set()) != set(blocked)], PROFILE, blocked)


def take_back() -> None:
	"""The app goes: users see again what their roles allow."""
	_write(_with_profile(), None, [])
	frappe.delete_doc(DOCTYPE, PROFILE, force=True, ignore_missing=True)


def _give(user: Document) -> None:
	if user.module_profile or user.block_modules or not frappe.db.exists(DOCTYPE, PROFILE):
		return
	user.module_profile = PROFILE
	user.set("block_modules", [{"module": module} for module in _blocked()])


def _write(users: list[str], profile: str | None, blocked: list[str]) -> None:
	"""Set users' profile and modules in three statements: saving a user takes the framework a second each."""
	if not users:
		return
	frappe.db.set_value("User", {"name": ["in", users]}, "module_profile", profile, update_modified=False)
	frappe.db.delete("Block Module", {"parenttype": "User", "parent": ["in", users]})
	fields = ["name", "parent", "parenttype", "parentfield", "idx", "module"]
	rows = [
		(frappe.generate_hash(length=10), user, "User", "block_modules", position, module)
		for user in users
		for position, module in enumerate(blocked, start=1)
	]
	if rows:
		frappe.db.bulk_insert("Block Module", fields, rows)
	for user in users:
		frappe.clear_document_cache("User", user)
		frappe.clear_cache(user=user)


def _holders(roles: frozenset[str]) -> set[str]:
	return set(
		frappe.get_all(
			"Has Role",
			filters={"role": ["in", sorted(roles)], "parenttype": "User"},
			pluck="parent",
			order_by="parent asc",
		)
	)


def _with_profile() -> list[str]:
	return frappe.get_all("User", {"module_profile": PROFILE}, pluck="name", order_by="name asc")


def _blocked() -> list[str]:
	"""The modules that the profile blocks."""
	return frappe.get_all(
		"Block Module",
		filters={"parent": PROFILE, "parenttype": DOCTYPE},
		pluck="module",
		order_by="idx asc",
	)


def _blocked_for(users: list[str]) -> dict[str, set[str]]:
	"""User → the modules blocked for them; only users for whom any is."""
	found: dict[str, set[str]] = {}
	for row in frappe.get_all(
		"Block Module",
		filters={"parent": ["in", users or [""]], "parenttype": "User"},
		fields=["parent", "module"],
		order_by="parent asc, idx asc",
	):
		found.setdefault(row.parent, set()).add(row.module)
	return found


def _is_staff(user: Document) -> bool:
	roles = {row.role for row in user.roles}
	return bool(roles & STAFF_ROLES) and not roles & KEEPS_ALL and user.name != "Administrator"
