"""New nodes from the tree views. The framework's own method cannot add a root below a translated title."""

import frappe
from frappe import _
from frappe.utils import sbool

from citizen_service.errors import NotYours
from citizen_service.permissions.require import require

TREES = ("Department", "Case Category", "Case Area")


@frappe.whitelist(methods=["POST"])
def add_node(doctype: str, parent: str | None = None, is_root: bool | str = False) -> str:
	"""Add the node whose further fields the form holds; a root where `is_root`.

	:return: its name
	:raises NotYours: not one of our trees
	"""
	require(doctype, "create")
	if doctype not in TREES:
		frappe.throw(
			_("{0} is not a tree of this app.").format(_(doctype)), NotYours, title=_("Not Permitted")
		)
	meta = frappe.get_meta(doctype)
	values = {key: value for key, value in frappe.form_dict.items() if meta.has_field(key)}
	values[f"parent_{frappe.scrub(doctype)}"] = None if sbool(is_root) else parent
	return frappe.get_doc({**values, "doctype": doctype}).insert().name
