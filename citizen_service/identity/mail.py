"""Letters to a citizen whose identity is withheld: sent without a trace that anybody but the mail server reads."""

import copy

import frappe
from frappe.email.doctype.notification.notification import Notification
from frappe.model.document import Document

from citizen_service.identity.copies import MARK
from citizen_service.identity.sealing import SEALED, contact_of, unsealed

CLOSED = f"ifnull(`tab{{}}`.`reference_doctype`, '') != '{SEALED}'"


def withheld_case(doc: Document) -> str | None:
	"""The case whose withheld citizen a notice about `doc` goes to; None where nothing is withheld."""
	if doc.doctype == "Case":
		return doc.name if doc.withhold_identity else None
	if doc.doctype != "Response":
		return None
	return doc.case if frappe.db.get_value("Case", doc.case, "withhold_identity") else None


def reference_of(doc: Document) -> tuple[str, str]:
	"""What the queue keeps a letter under, as DocType and name."""
	case = withheld_case(doc)
	return (SEALED, case) if case else (doc.doctype, doc.name)


def addressed(doc: Document) -> Document:
	"""The document as the recipients of a notice are read from it: a copy with the addresses, which no template sees."""
	case = withheld_case(doc)
	if not case:
		return doc
	contact, with_addresses = contact_of(case), copy.copy(doc)
	with_addresses.email, with_addresses.mobile = contact.email, contact.mobile
	return with_addresses


def send_privately(notice: Notification, doc: Document, context: dict) -> None:
	"""Send a notice's e-mail as the framework does, but without a copy on the timeline, which would show the address."""
	recipients, cc, bcc = notice.get_list_of_recipients(doc, context)
	if not (recipients or cc or bcc):
		return
	doctype, name = reference_of(doc)
	for recipient in {*recipients, *cc, *bcc}:  # each alone: none reads in the head who else got it
		frappe.sendmail(
			recipients=[recipient],
			subject=frappe.render_template(notice.subject, context),
			message=frappe.render_template(notice.message, context),
			attachments=notice.get_attachment(doc),
			reference_doctype=doctype,
			reference_name=name,
			add_unsubscribe_link=0,
		)


def mask_sender(doc: Document, method: str | None = None) -> None:
	"""Communication, before it is written: an answer from a withheld citizen does not show whose it is."""
	if doc.reference_doctype != "Case" or not frappe.db.get_value(
		"Case", doc.reference_name, "withhold_identity"
	):
		return
	contact = unsealed(doc.reference_name)
	if contact.email and contact.email.casefold() in (doc.sender or "").casefold():
		doc.sender, doc.sender_full_name = "", MARK


# The queue, closed to everybody who may read queues


def queue_query(user: str | None = None) -> str:
	return CLOSED.format("Email Queue")


def has_queue_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return doc.reference_doctype != SEALED


def recipient_query(user: str | None = None) -> str:
	return (
		"`tabEmail Queue Recipient`.`parent` not in "
		f"(select `name` from `tabEmail Queue` where `reference_doctype` = '{SEALED}')"
	)


def sealed_query(user: str | None = None) -> str:
	"""Withheld Identity: whatever a role is given in the Role Permission Manager, nothing is listed."""
	return "1=0"


def has_sealed_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return False
