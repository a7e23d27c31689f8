"""An answer as the citizen will get it: by e-mail, by SMS, or as a letter."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.answer import sms
from citizen_service.answer.files import refuse_departments
from citizen_service.answer.gateway import has_gateway
from citizen_service.errors import PreviewRefused
from citizen_service.identity.sealing import reachable
from citizen_service.outbox.delivery import NOTICE
from citizen_service.outbox.notices import matching, speaking

LETTER = "/api/method/citizen_service.paper.printing.letter_pdf?response="


@frappe.whitelist(methods=["GET"])
def preview(response: str, as_: str) -> dict:
	"""A response for the citizen as it will be sent, whatever its state; nothing is sent.

	:param as_: `E-mail`, `SMS` or `Letter`
	:return: `to` (whether the citizen can be reached that way) and, for an e-mail, `subject`, `html` and `files`; for an
		SMS, `text`, `alphabet`, `units`, `segments`, `limit` and `whole`; for a letter, the `url` of its PDF
	:raises NotYours: somebody of a department asks
	:raises PreviewRefused: it is not for the citizen, another form is asked for, or its notice is switched off
	"""
	refuse_departments()
	document = frappe.get_doc("Response", response)
	document.check_permission("read")
	if document.audience != "Citizen":
		_refuse(_("Response {0} is for the office only: the citizen never gets it.").format(document.name))
	if as_ not in FORMS:
		_refuse(_("A preview is an E-mail, an SMS or a Letter."))
	return FORMS[as_](document)


def _email(response: Document) -> dict:
	with speaking(response.language):
		alerts = matching(response, NOTICE)
		if not alerts:
			_refuse(_("No e-mail would be made: its notice is switched off."))
		context = {"doc": response, "alert": alerts[0], "comments": None}
		subject = frappe.render_template(alerts[0].subject or "", context)
		html = frappe.render_template(alerts[0].message or "", context)
	return {
		"to": _reachable(response)[0],
		"subject": subject,
		"html": html,
		"files": [row.file_name for row in response.citizen_files],
	}


def _sms(response: Document) -> dict:
	message = sms.message_of(response)
	if not message:
		_refuse(_("No SMS was made: its notice is switched off."))
	return {
		"to": _reachable(response)[1] and has_gateway(),
		"text": message.text,
		"alphabet": message.size.alphabet,
		"units": message.size.units,
		"segments": message.size.segments,
		"limit": sms.limit(),
		"whole": message.whole,
	}


def _letter(response: Document) -> dict:
	return {"to": True, "url": LETTER + response.name}


FORMS = {"E-mail": _email, "SMS": _sms, "Letter": _letter}


def _reachable(response: Document) -> tuple[bool, bool]:
	return reachable(frappe.get_doc("Case", response.case))


def _refuse(message: str) -> None:
	frappe.throw(message, PreviewRefused, title=_("No Preview"))
