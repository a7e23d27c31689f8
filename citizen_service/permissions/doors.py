"""Doors of the framework that ask for no permission, closed."""

import frappe
from frappe.desk import like as framework_likes
from frappe.desk import search as framework_titles
from frappe.desk.form import linked_with as framework_links
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils import global_search as framework_search


@frappe.whitelist(methods=["GET", "POST"])
def linked_with(doctype: str, docname: str) -> dict[str, list[dict]]:
	"""What is linked to a document, comments included, as far as the user may read both.

	Stands in for `frappe.desk.form.linked_with.get`, which asks for the permission and goes on without it.
	"""
	_document(doctype, docname).check_permission("read")
	found = framework_links.get(doctype, docname)
	return {linked: kept for linked, rows in found.items() if (kept := _readable(linked, rows))}


@frappe.whitelist(methods=["GET", "POST"])
def search(text: str, start: int | str = 0, limit: int | str = 20, doctype: str = "") -> list[dict]:
	"""The framework's global search, less what the user may not read.

	Stands in for `frappe.utils.global_search.search`, which looks at no document's permission, and takes the numbers as
	SQL as they come.
	"""
	found = framework_search.search(text, max(cint(start), 0), max(cint(limit), 0), doctype)
	readable = {
		kind: {row["name"] for row in _readable(kind, [row for row in found if row["doctype"] == kind])}
		for kind in {row["doctype"] for row in found}
	}
	return [row for row in found if row["name"] in readable[row["doctype"]]]


@frappe.whitelist(methods=["GET", "POST"])
def link_title(doctype: str, docname: str) -> str | None:
	"""The title of a linked document, for those who may read it.

	Stands in for `frappe.desk.search.get_link_title`, which asks for no permission.
	"""
	return (
		framework_titles.get_link_title(doctype, docname)
		if _readable(doctype, [{"name": docname}])
		else docname
	)


@frappe.whitelist(methods=["POST"])
def like(doctype: str, name: str, add: bool | int | str = False) -> None:
	"""A like on a document, by those who may read it.

	Stands in for `frappe.desk.like.toggle_like`, which writes on any document, with a comment and a notice.
	"""
	_document(doctype, name).check_permission("read")
	framework_likes.toggle_like(doctype, name, add)


def _document(doctype: str, name: str) -> Document:
	frappe.get_meta(doctype)  # says that there is no such DocType, where `get_doc` looks for its code
	return frappe.get_doc(doctype, name)


def _readable(doctype: str, rows: list[dict]) -> list[dict]:
	"""The rows whose documents the user may read."""
	if not rows or not frappe.has_permission(doctype, "read"):
		return []
	names = frappe.get_list(
		doctype,
		filters={"name": ("in", [row["name"] for row in rows])},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	return [row for row in rows if row["name"] in names]
