"""An answer as an SMS: the whole of it where it fits, otherwise a notice that it is ready. See README.md for the rule."""

from dataclasses import dataclass

import frappe
from frappe.core.doctype.sms_settings.sms_settings import get_headers, send_request, validate_receiver_nos
from frappe.model.document import Document
from frappe.utils import cint

from citizen_service.answer.gateway import require_gateway
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


def send(number: str, text: str) -> None:
	"""Hand a message to the gateway of SMS Settings, and keep no copy: the framework's SMS Log shows number and text.

	:raises DeliveryRefused: there is none
	:raises requests.RequestException: the gateway did not take it
	"""
	require_gateway()
	settings = frappe.get_cached_doc("SMS Settings")
	headers = get_headers(settings)
	(receiver,) = validate_receiver_nos([number])
	values = {row.parameter: row.value for row in settings.parameters if not row.header}
	values.update({settings.message_parameter: text, settings.receiver_parameter: receiver})
	as_json = headers.get("Content-Type") == "application/json"
	send_request(settings.sms_gateway_url, values, headers, settings.use_post, as_json)


def _worded(response: Document, method: str) -> str:
	alerts = matching(response, method)
	if not alerts:
		return ""
	return frappe.render_template(alerts[0].message, {"doc": response, "alert": alerts[0]}).strip()
