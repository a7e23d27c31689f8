"""The files of a case that a department gets with its referral, and no others.

A department has no permission on the case, so none on its files. Those that Follow-up chooses get File rows of their
own on the referral, which show the same bytes.
"""

import json
from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import FileRefused
from citizen_service.listing import listed
from citizen_service.permissions.files import may_read

ROW = [
	"name",
	"file_name",
	"file_url",
	"file_size",
	"content_hash",
	"is_private",
	"owner",
	"attached_to_doctype",
	"attached_to_name",
]


def chosen_rows(names: Sequence[str], case: str, referral: str | None = None) -> list[frappe._dict]:
	"""The File rows of these names: of the case, of the referral that a new one replaces, or new ones of the user's.

	:raises FileRefused: a file that belongs to none of these, or that the user may not read
	"""
	if not names:
		return []
	rows = frappe.get_all(
		"File", {"name": ("in", list(names)), "is_folder": 0}, ROW, order_by="creation asc, name asc"
	)
	sources = {("Case", case), ("Case Referral", referral)}
	taken = {row.name for row in rows if _is_source(row, sources)}
	if strange := [name for name in dict.fromkeys(names) if name not in taken]:
		_refuse(
			_("{0} is not among the files of case {1}: attach it to the case first.").format(
				frappe.bold(listed(strange)), case
			)
		)
	return rows


def _is_source(row: frappe._dict, sources: set[tuple]) -> bool:
	"""A file of these documents, or one that the user uploaded and that belongs to nothing yet."""
	if not row.attached_to_name:
		return row.owner == frappe.session.user
	return (row.attached_to_doctype, row.attached_to_name) in sources and may_read(row)


def attach(document: Document, rows: Sequence[frappe._dict]) -> None:
	"""Give a document that the present user may write rows of its own of `chosen_rows`."""
	for row in rows:
		_attach(row, document)


def _attach(row: frappe._dict, document: Document) -> None:
	"""A private row of its own that shows the same bytes."""
	copy = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": row.file_name,
			"attached_to_doctype": document.doctype,
			"attached_to_name": document.name,
			"is_private": 1,
		}
	)
	if row.is_private:
		copy.update({field: row[field] for field in ("file_url", "file_size", "content_hash")})
	else:
		copy.content = frappe.get_doc("File", row.name).get_content()
	copy.insert(ignore_permissions=True)


def chosen_of(referral: Document) -> tuple[str, ...]:
	"""The names of the files that a referral has."""
	return tuple(row["name"] for row in files_of(referral.doctype, referral.name))


def files_of(doctype: str, name: str) -> list[dict]:
	"""`name`, `file_name`, `file_url`, `file_size` (bytes) of a document's files; who asks may read it."""
	return frappe.get_all(
		"File",
		{"attached_to_doctype": doctype, "attached_to_name": name, "is_folder": 0},
		["name", "file_name", "file_url", "file_size"],
		order_by="creation asc, name asc",
	)


def file_names(given: str | list | None) -> list[str]:
	"""File names as REST sends them: a list, or the list as JSON.

	:raises FileRefused: something else
	"""
	try:
		names = json.loads(given) if isinstance(given, str) and given else given or []
	except ValueError:
		names = None
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		_refuse(_("The chosen files are not a list of file names."))
	return names


def _refuse(message: str) -> None:
	frappe.throw(message, FileRefused, title=_("File Refused"))
