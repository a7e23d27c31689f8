"""Private files: nobody gets at one by naming its address, and lists name only what documents open.

The framework asks nobody whether they may read the file that a new row of theirs points to, and lists the files of
every document of a DocType that somebody reads, whichever of its documents they may read.
"""

import posixpath
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.core.doctype.file.file import has_permission as may_use
from frappe.model.document import Document

from citizen_service.errors import FileRefused
from citizen_service.permissions.scope import scope_of
from citizen_service.permissions.sharing import CLOSED_DOCTYPES

LOCAL = ("/private/files/", "/files/")
PRIVATE = LOCAL[0]
SCOPED = (
	"Case Referral",
	"Response",
	"Service Level Record",
	"Extension Request",
	"Field Visit",
	"Response Template",
)
"""The DocTypes with files of which a department's staff read some documents and not others."""


class GuardedFile(File):
	"""The framework's File, whose address is looked at before anything is read from it."""

	def before_insert(self) -> None:
		refuse_foreign_address(self)
		refuse_foreign_document(self)
		super().before_insert()


def refuse_foreign_address(doc: Document, method: str | None = None) -> None:
	"""File: an address of ours that a user sends is one of a file that they may read.

	:raises FileRefused: it is not, or it is written in a roundabout way
	"""
	address = unquote(doc.file_url or "")
	if not address.startswith(LOCAL) or frappe.session.user == "Administrator":
		return
	before = None if doc.is_new() else frappe.db.get_value("File", doc.name, "file_url")
	if address == before:
		return
	if posixpath.normpath(address) != address or not (
		doc.flags.new_file or not address.startswith(PRIVATE) or _is_open(address)
	):
		frappe.throw(
			_("This file belongs to a record that is not open to you."), FileRefused, title=_("File Refused")
		)


def refuse_foreign_document(doc: Document) -> None:
	"""File: nobody attaches one to a document of the office's that they may not read; the framework's upload asks nobody.

	:raises FileRefused: the document is not open to the user
	"""
	attached, name = doc.attached_to_doctype, doc.attached_to_name
	if doc.flags.ignore_permissions or attached not in CLOSED_DOCTYPES or not name:
		return
	if not frappe.db.exists(attached, name) or frappe.get_doc(attached, name).has_permission("read"):
		return
	frappe.throw(
		_("This file belongs to a record that is not open to you."), FileRefused, title=_("File Refused")
	)


def _is_open(address: str) -> bool:
	rows = frappe.get_all("File", {"file_url": address}, ["*"], order_by="creation asc, name asc")
	return any(may_read(row) for row in rows)


def may_read(row: dict) -> bool:
	"""Whether the present user may read what a File row shows; a row whose document is gone opens nothing."""
	attached, name = row.get("attached_to_doctype"), row.get("attached_to_name")
	if attached and name and not frappe.db.exists(attached, name):
		return False
	return bool(may_use(frappe.get_doc({"doctype": "File", **row}), "read"))


def file_query(user: str | None = None) -> str:
	"""The list's condition, beside the framework's: of what departments see a part of, the files of that part."""
	if scope_of(user).departments is None:
		return ""
	closed = ", ".join(frappe.db.escape(doctype) for doctype in SCOPED)
	parts = [f"ifnull(`tabFile`.`attached_to_doctype`, '') not in ({closed})"]
	hooks = frappe.get_hooks("permission_query_conditions")
	for doctype in SCOPED:
		condition = frappe.get_attr(hooks[doctype][-1])(user)
		parts.append(
			f"(`tabFile`.`attached_to_doctype` = {frappe.db.escape(doctype)} and `tabFile`.`attached_to_name` in"
			f" (select `tab{doctype}`.`name` from `tab{doctype}` where {condition or '1=1'}))"
		)
	return f"({' or '.join(parts)})"
