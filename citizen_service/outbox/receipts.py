"""Notices that tell the secret code: to the citizen alone, on the wire, and in no record (rule 6).

A Notification for cases that has `secret_code` or `secret_link` in its text is such a notice, whichever event it is for.
The template is given marks that stand for the code, and the code comes into the finished message only: so that whatever
goes wrong in a template an admin changed, its error cannot hold the code.
"""

import re

import frappe
from frappe import _
from frappe.email.doctype.notification.notification import Notification
from frappe.model.document import Document
from frappe.utils import get_url

from citizen_service.answer.gateway import has_gateway
from citizen_service.confirmation import wire
from citizen_service.confirmation.codes import kind_of, normal
from citizen_service.errors import MessageRefused
from citizen_service.following.link import tracking_link
from citizen_service.identity.mail import addressed
from citizen_service.outbox.notices import CODE, LINK, Notice, speaking
from citizen_service.portal.code import code_for
from citizen_service.portal.fields import EMAIL, PHONE
from citizen_service.portal.secret_code import to_digits

FIELDS = {"Email": (EMAIL, "email"), "SMS": (PHONE, "mobile")}
"""Channel of a Notification → kind of contact, and the field that has it."""


def send_receipt(doc: Document, payload: dict) -> None:
	"""Action "send_receipt": send one such notice to the contact of the case, in its language; nothing without one.

	The timeline keeps that it was sent, and nothing of what was said. What comes again, as a worker died after the
	mail server had it, bears the same Message-ID.
	"""
	notice = Notice("Notification", payload["notification"])
	kind, field = FIELDS[notice.channel]
	contact = normal(addressed(doc).get(field) or "")
	code = code_for(doc)
	if not (contact and kind_of(contact) == kind and code) or (kind == PHONE and not has_gateway()):
		return
	subject, message = _worded(notice, doc, code)
	try:
		if kind == EMAIL:
			message_id = f"receipt.{doc.flags.outbox_entry}@{frappe.local.site}"
			wire.send_email(contact, subject, message, message_id)
			_keep_trace(doc, message_id)
		else:
			wire.send_sms(contact, message.strip())
			_note(doc, _("The secret code was sent to the citizen by SMS."))
	except MessageRefused as refusal:
		_note(doc, _("The secret code could not be sent to the citizen: {0}").format(refusal))


def give_up(doc: Document, payload: dict) -> None:
	"""Sending has failed for good: the office must see it on the case."""
	_note(
		doc,
		_("The secret code could not be sent to the citizen: {0}").format(
			_("See the Outbox for the reason.")
		),
	)


def mask_code(doc: Document, method: str | None = None) -> None:
	"""Communication, before it is written: a citizen's answer quotes the receipt, and the office is not to read the code."""
	if doc.reference_doctype != "Case" or doc.sent_or_received != "Received":
		return
	case = frappe.db.get_value("Case", doc.reference_name, ("name", "code_nonce"), as_dict=True)
	code = code_for(case) if case else ""
	if not code:
		return
	written = re.compile(r"(?:\s|&nbsp;)*".join(to_digits(code)))
	for field in ("content", "text_content"):
		if doc.get(field):
			doc.set(field, written.sub("••••", doc.get(field)))


def _worded(notice: Notification, doc: Document, code: str) -> tuple[str, str]:
	"""Subject and message, in the language of the case."""
	link = tracking_link(get_url(), doc.name, code)
	marks = {CODE: frappe.generate_hash(length=20), LINK: frappe.generate_hash(length=20)}
	with speaking(doc.language):
		context = {"doc": doc, "alert": notice, **marks}
		worded = [frappe.render_template(text or "", context) for text in (notice.subject, notice.message)]
	return tuple(text.replace(marks[CODE], code).replace(marks[LINK], link) for text in worded)


def _keep_trace(doc: Document, message_id: str) -> None:
	"""So that it is on the timeline, and the citizen's answer to it comes to the case."""
	frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Automated Message",
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": _("Secret code of case {0}").format(doc.name),
			"content": _("The secret code was sent to the citizen by e-mail. No copy is kept."),
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"message_id": message_id,
		}
	).insert(ignore_permissions=True)


def _note(doc: Document, text: str) -> None:
	doc.add_comment("Info", text)
