"""Photographs from the spot: private, seen by whoever sees the visit, and kept once it is done."""

import frappe
from frappe import _

from citizen_service.errors import AttachmentRefused
from citizen_service.field_visit.access import VISIT
from citizen_service.field_visit.actions import expect_planned, for_attending
from citizen_service.portal.attachments import MEGABYTE, check_one
from citizen_service.portal.messages import Problem

PICTURES = ("jpg", "png", "webp")


@frappe.whitelist(methods=["POST"])
def add(visit: str) -> str:
	"""Keep the multipart file `file` with the visit.

	:return: its address on the site
	:raises AttachmentRefused: no file, too large, or not what its name says
	:raises StageNotReached: the visit is done or cancelled
	:raises NotYours: neither plans visits nor attends this one
	"""
	document = for_attending(visit)
	expect_planned(document)
	sent = frappe.request.files.get("file") if frappe.request else None
	if not sent:
		_refuse(_("No file came with the request: send it as “file” of a multipart form."))
	limit = frappe.get_cached_doc("Citizen Service Settings").max_attachment_mb * MEGABYTE
	found = check_one(sent.filename or "", sent.stream.read(), limit)
	if isinstance(found, Problem):
		_refuse(_(found.text).format(*found.values))
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": found.name,
			"content": found.content,
			"attached_to_doctype": VISIT,
			"attached_to_name": document.name,
			"is_private": 1,
		}
	).insert(ignore_permissions=True)
	file.db_set("owner", "Administrator", update_modified=False)  # who owns a File may delete it
	return file.file_url


@frappe.whitelist(methods=["GET"])
def of_visit(visit: str) -> list[dict]:
	"""The files of a visit: `file_name`, `file_url`, `is_picture`; the oldest first."""
	frappe.get_doc(VISIT, visit).check_permission("read")
	rows = frappe.get_all(
		"File",
		filters={"attached_to_doctype": VISIT, "attached_to_name": visit},
		fields=["file_name", "file_url"],
		order_by="creation asc",
	)
	return [{**row, "is_picture": row.file_name.lower().endswith(PICTURES)} for row in rows]


def _refuse(message: str) -> None:
	frappe.throw(message, AttachmentRefused, title=_("Photo"))
