"""A response's way to the citizen by e-mail, recorded on the response's delivery row."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.delivery.actions import mark_delivered
from citizen_service.identity.mail import addressed, reference_of
from citizen_service.outbox import notices
from citizen_service.outbox.post import post
from citizen_service.outbox.retry import RetryLater

NOTICE = "full_reply"
SHORTEST_WAIT = 2
LONGEST_WAIT = 600


def deliver_email(doc: Document, payload: dict) -> None:
	"""Action "deliver_email": put the response into the e-mail queue, in the citizen's language."""
	row = row_of(doc, payload)
	if row.status != "Pending" or row.email_queue:
		return
	before = _letters(doc)
	notices.notify(doc, {"notice": NOTICE})
	letters = [name for name in _letters(doc) if name not in before]
	if not letters:
		settle(
			doc,
			row,
			"Failed",
			_("No e-mail was made: the notice is switched off, or the address is not valid."),
		)
		return
	row.email_queue = letters[-1]
	_save(doc)
	post("confirm_delivery", doc, payload, key=f"confirm_delivery:{row.name}")


def confirm_delivery(doc: Document, payload: dict) -> None:
	"""Action "confirm_delivery": the row is Delivered once the mail server has taken the message."""
	row = row_of(doc, payload)
	if row.status != "Pending":
		return
	letter = frappe.db.get_value(
		"Email Queue", row.email_queue, ["status", "error", "creation"], as_dict=True
	)
	if not letter:
		settle(doc, row, "Failed", _("The e-mail is no longer in the queue."))
	elif letter.status == "Sent":
		settle(doc, row, "Delivered")
	elif letter.status == "Error":
		settle(doc, row, "Failed", _last_line(letter.error) or _("The mail server refused it."))
	else:
		age = (now_datetime() - letter.creation).total_seconds()
		raise RetryLater(int(min(max(SHORTEST_WAIT, age / 4), LONGEST_WAIT)))


def give_up(doc: Document, payload: dict) -> None:
	"""Sending has failed for good: the office must see it on the response."""
	row = row_of(doc, payload)
	if row.status == "Pending":
		settle(doc, row, "Failed", _("The e-mail could not be made. See the Outbox for the reason."))


def _last_line(error: str | None) -> str:
	"""What a traceback says in the end."""
	return (error or "").strip().rpartition("\n")[2]


def row_of(doc: Document, payload: dict) -> Document:
	"""The delivery that the entry is about."""
	return doc.getone("deliveries", {"name": payload["delivery"]})


def _letters(doc: Document) -> list[str]:
	"""The e-mails about the document to the citizen: an admin may have added a copy to somebody else."""
	doctype, name = reference_of(doc)
	mail = frappe.qb.DocType("Email Queue")
	to = frappe.qb.DocType("Email Queue Recipient")
	rows = (
		frappe.qb.from_(mail)
		.join(to)
		.on((to.parent == mail.name) & (to.parenttype == "Email Queue"))
		.where((mail.reference_doctype == doctype) & (mail.reference_name == name))
		.where(to.recipient == addressed(doc).email)
		.select(mail.name)
		.orderby(mail.creation)
	).run()
	return [name for (name,) in rows]


def settle(doc: Document, row: Document, status: str, note: str | None = None) -> None:
	"""Write on the delivery how it ended, and on the response that it has reached the citizen."""
	row.status = status
	row.note = note
	if status != "Failed":
		row.delivered_on = now_datetime()
	if status == "Delivered":
		mark_delivered(doc, row.delivered_on)
	_save(doc)


def _save(doc: Document) -> None:
	"""The worker's own writing on a response that nobody may change by hand any more."""
	doc.flags.ignore_permissions = True
	doc.save()
