"""Files that go to the citizen with an answer: each only by the ticket of its own case, and only to be kept."""

from urllib.parse import quote

import frappe
from frappe.model.document import Document
from werkzeug.wrappers import Response

from citizen_service.portal.attachments import MEDIA_TYPES, kind_of
from citizen_service.states.meaning import STATE_FIELD, states_in


def meant_for_citizen(case: str, key: str) -> Document | None:
	"""The File behind a Response Attachment, if it went to the citizen of this case with an answer that they have."""
	attachment, response = frappe.qb.DocType("Response Attachment"), frappe.qb.DocType("Response")
	rows = (
		frappe.qb.from_(attachment)
		.join(response)
		.on((response.name == attachment.parent) & (attachment.parenttype == "Response"))
		.where((attachment.name == key) & (response.case == case))
		.where((response.audience == "Citizen") & response.delivered_on.isnotnull())
		.where(response[STATE_FIELD].isin(states_in("Response", "Accepted") or [""]))
		.select(attachment.file)
	).run(pluck=True)
	if not rows or not frappe.db.exists("File", rows[0]):
		return None
	return frappe.get_doc("File", rows[0])


def download(file: Document) -> Response:
	"""To be kept, never shown by the browser as a page of ours, whatever it is.

	:raises OSError: the bytes are gone
	"""
	content = file.get_content()
	content = content.encode() if isinstance(content, str) else content
	response = Response(content, mimetype=MEDIA_TYPES.get(kind_of(content) or "", "application/octet-stream"))
	response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.file_name, safe='')}"
	return response
