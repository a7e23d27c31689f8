"""Doors of the framework that ask for no permission, closed."""

import frappe
from frappe.desk.form import linked_with as framework


@frappe.whitelist(methods=["GET", "POST"])
def linked_with(doctype: str, docname: str) -> dict[str, list[dict]]:
	"""What is linked to a document, comments included, for those who may read the document.

	Stands in for `frappe.desk.form.linked_with.get`, which asks for the permission and goes on without it,
	and shows linked DocTypes that the user may not read.
	"""
	frappe.get_doc(doctype, docname).check_permission("read")
	found = framework.get(doctype, docname)
	return {linked: rows for linked, rows in found.items() if frappe.has_permission(linked, "read")}
