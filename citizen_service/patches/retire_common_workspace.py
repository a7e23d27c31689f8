"""The workspace that all roles shared has made room for one per role.."""

import frappe

OLD = "Citizen Service"


def execute() -> None:
	if frappe.db.get_value("Workspace", OLD, ["module", "public"]) == ("Citizen Service", 1):
		frappe.delete_doc("Workspace", OLD, force=True)
