"""The due date of a department's full reply, or of its decision on an appeal, as an appointment, and when it hears of it."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from citizen_service.appointments.common import office, uid
from citizen_service.appointments.ics import Appointment, Person
from citizen_service.outbox.post import post
from citizen_service.sla.instants import from_column, instant_of, present, to_local
from citizen_service.sla.records import APPEAL, RECORD, SHOWN_OF_REFERRAL, Change

SHOWN_SECONDS = 1800
"""How long before the due time the entry begins, so that a calendar shows it."""
ALARM_MINUTES = 24 * 60
TAKEN_BACK = ("Withdrawn", "Transferred")


def appointment_of(doc: Document) -> Appointment | None:
	"""Case Referral: its due date, without the citizen. None if nothing is owed."""
	due = doc.due_on or _last_due(doc)
	if not due:
		return None
	end, url = instant_of(due), get_url_to_form(doc.doctype, doc.name)
	subject = f"{doc.name}: {doc.subject}" if doc.subject else doc.name
	asked = _("Decision on the appeal due: {0}") if doc.kind == APPEAL else _("Full reply due: {0}")
	summary = asked.format(subject)
	return Appointment(
		uid=uid(doc.name),
		sequence=0,
		stamp=present(),
		start=end - SHOWN_SECONDS,
		end=end,
		summary=f"{_('Emergency')} - {summary}" if doc.is_emergency else summary,
		description="\n".join([_("Case {0}").format(doc.case), doc.instruction or "", url]),
		url=url,
		organizer=office(),
		attendees=(Person(doc.department_email, doc.department),) if doc.department_email else (),
		alarm=ALARM_MINUTES,
		busy=False,
	)


def _last_due(doc: Document) -> datetime | None:
	"""The due date that a settled referral had, for taking it out of the calendars again."""
	if not doc.settled_on:
		return None
	due = frappe.db.get_value(RECORD, {"referral": doc.name, "clock": ("in", SHOWN_OF_REFERRAL)}, "due_utc")
	return to_local(from_column(due)) if due else None


def tell_due_moved(done: Change) -> None:
	"""A person set another due date: the department's calendar follows. The citizen's and first-reply clocks do not."""
	row = done.after.row
	if row["referral"] and row["clock"] in SHOWN_OF_REFERRAL:
		key = f"referral_due_moved:{row['name']}:{len(done.after.events)}"
		post(
			"invite", frappe.get_doc("Case Referral", row["referral"]), {"notice": "referral_due_moved"}, key
		)


def tell_taken_back(referral: Document) -> None:
	"""Follow-up withdrew or transferred the referral: the department hears so, and its calendar lets go of it."""
	if referral.status in TAKEN_BACK:
		payload = {"notice": "referral_withdrawn", "cancel": True}
		post("invite", referral, payload, key=f"referral_withdrawn:{referral.name}")
