"""A mark that only one record of a DocType may carry: the default priority, the default calendar, the portal's channel."""

import frappe
from frappe.model.document import Document


def keep_single(doc: Document, mark: str) -> None:
	"""If `doc` carries the mark, take it from whichever record carried it before."""
	if doc.get(mark):
		frappe.db.set_value(doc.doctype, {mark: 1, "name": ("!=", doc.name)}, mark, 0)


MARKS = {
	"Case Priority": "is_default",
	"Escalation Ladder": "is_default",
	"Intake Channel": "is_portal",
	"Working Calendar": "is_default",
}
"""The mark of each DocType that has one."""


def leave_with_its_bearer(doc: Document) -> None:
	"""A new record that the app ships does not take the mark from one that an admin gave it to."""
	mark = MARKS.get(doc.doctype)
	if mark and doc.get(mark) and frappe.db.exists(doc.doctype, {mark: 1}):
		doc.set(mark, 0)
