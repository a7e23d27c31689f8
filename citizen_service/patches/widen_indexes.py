"""Two indexes have made way for others that hold more fields; their DocTypes make those."""

import frappe

FORMER = {"Case": "closed_figures", "Case Referral": "status_department_due_on_referred_on_index"}


def execute() -> None:
	for doctype, index in FORMER.items():
		if frappe.db.has_index(f"tab{doctype}", index):
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP INDEX `{index}`")
		frappe.get_doc("DocType", doctype).run_module_method("on_doctype_update")
