"""Steps of ours on the framework's File: what shows a signed form is never changed, moved, re-attached or deleted.

By nobody: not by the Administrator and not by code that ignores permissions, as removing an attachment does.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import SignedFormKept
from citizen_service.paper.store import DOCTYPE, URL


def refuse_change(doc: Document, method: str | None = None) -> None:
	"""File: nothing is attached to a signed form but its scan, and its scan stays as it is.

	Runs before the framework validates, which would move the file on disk.
	:raises SignedFormKept: it is the scan of a signed form, or would pass for one
	"""
	if doc.attached_to_doctype == DOCTYPE or (doc.file_url or "").startswith(URL) or _shows_a_form(doc):
		_refuse(_("It cannot be changed, moved, or replaced; a new scan supersedes it, with a reason."))


def refuse_removal(doc: Document, method: str | None = None, *args: object) -> None:
	"""File: the scan of a signed form is neither deleted nor renamed.

	:raises SignedFormKept: it is one
	"""
	if _shows_a_form(doc):
		_refuse(_("It cannot be deleted or renamed; a new scan supersedes it, with a reason."))


def _shows_a_form(doc: Document) -> bool:
	return bool(doc.name and frappe.db.exists(DOCTYPE, {"file": doc.name}))


def _refuse(what: str) -> None:
	frappe.throw(
		_("This file is kept as the scan of a signed form.") + " " + what,
		SignedFormKept,
		title=_("Kept in the Record"),
	)
