"""An answer as an SMS: the whole of it where it fits, otherwise a notice that it is ready. See README.md for the rule."""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from citizen_service.answer.segments import Size, size_of
from citizen_service.outbox.notices import matching, speaking

WHOLE, READY = "answer_sms", "answer_ready_sms"
"""The methods of the Notifications that word the two kinds of message."""
USUAL_LIMIT = 6


@dataclass(frozen=True)
class Message:
	"""What is sent; `whole` says whether it carries the whole text of the response."""

	text: str
	size: Size
	whole: bool


def message_of(response: Document) -> Message | None:
	"""The SMS of a response, in its language; None where its Notification is switched off."""
	with speaking(response.language):
		whole = _worded(response, WHOLE)
		if whole and size_of(whole).segments <= limit():
			return Message(whole, size_of(whole), True)
		notice = _worded(response, READY)
	return Message(notice, size_of(notice), False) if notice else None


def limit() -> int:
	"""The most messages that a whole answer may take."""
	given = frappe.get_cached_doc("Citizen Service Settings").sms_segments
	return USUAL_LIMIT if given is None else cint(given)


def _worded(response: Document, method: str) -> str:
	alerts = matching(response, method)
	if not alerts:
		return ""
	return frappe.render_template(alerts[0].message, {"doc": response, "alert": alerts[0]}).strip()
