"""Sends a document's appointment: the framework's Notifications, editable by the admin, with an .ics file attached."""

from collections.abc import Callable
from dataclasses import replace

import frappe
from frappe.model.document import Document

from citizen_service.appointments import referral, visit
from citizen_service.appointments.ics import Appointment, Person, write
from citizen_service.outbox.notices import Notice, matching, speaking

BUILDERS: dict[str, Callable[[Document], Appointment | None]] = {
	"Case Referral": referral.appointment_of,
	"Field Visit": visit.appointment_of,
}
"""DocType → what a calendar shows of a document, in the present language; None where there is no date."""

SEQUENCE = "calendar_sequence"


def invite(doc: Document, payload: dict) -> None:
	"""Action "invite": send the Notifications of the event "Method" for `payload["notice"]`, with the appointment.

	The file says what holds when it is written, so entries may be done in any order. With `payload["cancel"]` the
	appointment leaves the calendars; with `payload["only"]` (addresses) it goes to nobody else.
	"""
	with speaking(doc.get("language")):
		notices = matching(doc, payload["notice"], AppointmentNotice)
		appointment = _appointment(doc, payload) if notices else None
		for notice in notices:
			notice.appointment = appointment
			notice.only = payload.get("only")
			notice.send(doc)


def _appointment(doc: Document, payload: dict) -> Appointment | None:
	found = BUILDERS[doc.doctype](doc)
	if not found:
		return None
	only = payload.get("only")
	return replace(
		found,
		sequence=_next_sequence(doc),
		cancelled=bool(payload.get("cancel")),
		attendees=tuple(Person(email) for email in only) if only else found.attendees,
	)


def _next_sequence(doc: Document) -> int:
	"""How often the appointment was sent before. Two workers at once get two numbers."""
	sent = frappe.db.get_value(doc.doctype, doc.name, SEQUENCE, for_update=True) or 0
	frappe.db.set_value(doc.doctype, doc.name, SEQUENCE, sent + 1, update_modified=False)
	return sent


class AppointmentNotice(Notice):
	"""A Notification with an appointment; `only` keeps it to some of its recipients."""

	appointment: Appointment | None = None
	only: list[str] | None = None

	def get_attachment(self, doc: Document) -> list[dict] | None:
		attached = super().get_attachment(doc) or []
		if self.appointment:
			attached.append(
				{
					"fname": f"{doc.name}.ics",
					"fcontent": write(self.appointment),
					"content_type": f"text/calendar; method={self.appointment.method}",
				}
			)
		return attached or None

	def get_list_of_recipients(self, doc: Document, context: dict) -> tuple[list, list, list]:
		to, cc, bcc = super().get_list_of_recipients(doc, context)
		if self.only is None:
			return to, cc, bcc
		return list(self.only), [], []
