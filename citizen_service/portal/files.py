"""What was let in from outside becomes a private file of a document, on every path on which it comes."""

import frappe
from frappe.model.document import Document

from citizen_service.portal.attachments import Attachment


def attach(attachment: Attachment, document: Document) -> Document:
	"""The File. Who may attach it is checked before: whoever sends it has no permission of their own.

	:raises MaxFileSizeReachedError: it is larger than the site takes
	"""
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": attachment.name,
			"content": attachment.content,
			"attached_to_doctype": document.doctype,
			"attached_to_name": document.name,
			"is_private": 1,
		}
	).insert(ignore_permissions=True)
