"""People by their names: most of the staff may not read User, and would see e-mail addresses.

With each of our documents the desk gets the names of the people in it, as the titles of links to User; the framework
shows those on all its versions, also to whom the linked record is closed. `language.js` gives them to the timeline.
"""

from collections.abc import Iterable

import frappe
from frappe.desk.form.load import send_link_titles
from frappe.model.document import Document

from citizen_service.desk.reading import rows_of

MODULE = "Citizen Service"


def names_of(users: Iterable[str]) -> dict[str, str]:
	"""User → full name, in one statement."""
	users = set(users)
	if not users:
		return {}
	rows = rows_of("User", ["name", "full_name"], ["name"], name=sorted(users))
	return {row.name: row.full_name or row.name for row in rows}


def send_names(document: Document, method: str | None = None) -> None:
	"""Any document, onload: with one of ours, the names of whoever is in it or changed it (two statements)."""
	if document.meta.module != MODULE or document.is_new():
		return
	users = _linked(document) | _changed(document)
	send_link_titles({f"User::{user}": name for user, name in names_of(users).items()})


def _linked(document: Document) -> set[str]:
	found = {document.get(field.fieldname) for field in document.meta.get("fields", {"options": "User"})}
	for table in document.meta.get_table_fields():
		for row in document.get(table.fieldname):
			found |= _linked(row)
	return {user for user in [*found, document.get("owner"), document.get("modified_by")] if user}


def _changed(document: Document) -> set[str]:
	version = frappe.qb.DocType("Version")
	rows = (
		frappe.qb.from_(version)
		.where((version.ref_doctype == document.doctype) & (version.docname == document.name))
		.select(version.owner)
		.distinct()
	).run()
	return {user for (user,) in rows}
