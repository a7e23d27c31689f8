"""A response's way to the citizen by SMS, recorded on the response's delivery row.

The gateway has no queue of its own that could be asked: the row turns Delivered once it has taken the message. A worker
that dies between the gateway's answer and the commit sends it once more; nobody can know then whether it was heard.
"""

import frappe
import requests
from frappe import _
from frappe.model.document import Document

from citizen_service.answer.gateway import send
from citizen_service.answer.sms import message_of
from citizen_service.identity.mail import addressed
from citizen_service.outbox.delivery import row_of, settle

TRY_AGAIN = frozenset((408, 425, 429))
"""Refusals of a gateway that may pass, among those that blame the request."""


def deliver_sms(doc: Document, payload: dict) -> None:
	"""Action "deliver_sms": hand the answer to the gateway, whole or as a notice, in the citizen's language."""
	row = row_of(doc, payload)
	if row.status != "Pending":
		return
	message = message_of(doc)
	if not message:
		settle(doc, row, "Failed", _("No SMS was made: its notice is switched off."))
		return
	try:
		send(addressed(doc).mobile, message.text)
	except requests.HTTPError as refusal:
		if not _is_final(refusal):
			raise
		settle(doc, row, "Failed", _("The SMS gateway refused it: {0}").format(_reason(refusal)))
		return
	if message.whole:
		settle(doc, row, "Delivered")
	else:
		settle(
			doc, row, "Notice Only", _("Too long for an SMS: the citizen was told that the answer is ready.")
		)


def give_up(doc: Document, payload: dict) -> None:
	"""Sending has failed for good: the office must see it on the response."""
	row = row_of(doc, payload)
	if row.status == "Pending":
		settle(doc, row, "Failed", _("The SMS gateway could not be reached. See the Outbox for the reason."))


def _is_final(refusal: requests.HTTPError) -> bool:
	status = refusal.response.status_code
	return 400 <= status < 500 and status not in TRY_AGAIN


def _reason(refusal: requests.HTTPError) -> str:
	"""What the gateway said, without the address, which may hold the number and a password."""
	return f"{refusal.response.status_code} {frappe.utils.escape_html(refusal.response.text[:140])}".strip()
