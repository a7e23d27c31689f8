"""Where an admin has changed the permissions of Case, the levels that came later are given as they are shipped."""

import frappe
from frappe.permissions import add_permission, update_permission_property

LEVELS = {
	3: {"Reception Officer": 1, "Follow-up Officer": 1, "Citizen Service Manager": 1},
	4: {"Reception Officer": 0, "Follow-up Officer": 1, "Citizen Service Manager": 1},
	5: {"Reception Officer": 0, "Follow-up Officer": 1, "Citizen Service Manager": 1},
}
"""Level → role → whether it writes; all read."""


def execute() -> None:
	if not frappe.db.exists("Custom DocPerm", {"parent": "Case"}):
		return
	for level, roles in LEVELS.items():
		for role, writes in roles.items():
			if frappe.db.exists("Custom DocPerm", {"parent": "Case", "role": role, "permlevel": level}):
				continue
			add_permission("Case", role, level)
			update_permission_property("Case", role, level, "write", writes)
	if frappe.db.exists(
		"Custom DocPerm", {"parent": "Case", "role": "Citizen Service Manager", "permlevel": 0}
	):
		update_permission_property("Case", "Citizen Service Manager", 0, "create", 1)
