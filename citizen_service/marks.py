"""A mark that only one record of a DocType may carry: the default priority, the default calendar, the portal's channel."""

import frappe
from frappe.model.document import Document


def keep_single(doc: Document, mark: str) -> None:
	"""If `doc` carries the mark, take it from whichever record carried it before."""
	if doc.get(mark):
		frappe.db.set_value(doc.doctype, {mark: 1, "name": ("!=", doc.name)}, mark, 0)
