"""Follow-up sets or extends a due date by hand, with a reason that stays in the ledger."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_datetime

from citizen_service.appointments.referral import tell_due_moved
from citizen_service.errors import BadDate, DueDateRefused, NotYours
from citizen_service.outbox.post import post
from citizen_service.sla import clock as engine
from citizen_service.sla.calendar import Calendar
from citizen_service.sla.clock import Event
from citizen_service.sla.instants import instant_of, present, to_local
from citizen_service.sla.records import ANSWER, KINDS, RECORD, Change, change

LONGEST = 3653 * 86400
"""A due date more than ten years ahead is a slip of the pen."""


@frappe.whitelist(methods=["POST"])
def set_due(record: str, due_on: str, reason: str, tell_citizen: bool | int | str = 0) -> dict:
	"""Set the due date of an open time limit, later or earlier. A breach before that stays on record.

	A date outside the working hours is taken as it is; `note` then says when the office closes before it.

	:param record: a Service Level Record
	:param due_on: in the site's time
	:param tell_citizen: send the new date to the citizen; for the answer's time limit only
	:return: `due_on`, `note` (or None), and `ledger`: the events with the site's times, oldest first
	:raises NotYours: not Follow-up's or the manager's own right on the case or referral
	:raises DueDateRefused: no reason, a date in the past, a time limit that has ended
	:raises BadDate: not a date
	"""
	parent = for_follow_up(record)
	due, at = instant_from(due_on), present()
	if due <= at:
		refuse(_("{0} lies in the past: choose a later date.").format(frappe.bold(shown(to_local(due)))))
	if not (reason or "").strip():
		refuse(_("Say why: the reason is empty."))
	frappe.db.get_value(parent.doctype, parent.name, "name", for_update=True)
	changes = change(lambda held: engine.extend(held.clock, at, due, reason.strip()), name=record)
	if not changes:
		refuse(_("This time limit has ended: its due date cannot be changed any more."))
	tell_due_moved(changes[0])
	if cint(tell_citizen):
		_tell_citizen(changes[0])
	return {
		"due_on": to_local(due),
		"note": outside_hours(due, changes[0].after.calendar),
		"ledger": [_shown(event) for event in changes[0].after.events],
	}


def for_follow_up(record: str) -> Document:
	"""What the time limit belongs to (its Case Referral or its Case), if the present user may set its due date:
	who writes it and refers cases. Departments and Reception do not.

	:raises NotYours: HTTP 403
	"""
	found = frappe.get_doc(RECORD, record)
	doctype, name = ("Case Referral", found.referral) if found.referral else ("Case", found.case)
	parent = frappe.get_doc(doctype, name)
	if not (parent.has_permission("write") and frappe.has_permission("Case Referral", "create")):
		frappe.throw(
			_("Only Follow-up and the manager of the office set due dates."),
			NotYours,
			title=_("Not Permitted"),
		)
	return parent


def instant_from(due_on: str | datetime) -> int:
	"""The instant of a date and time in the site's time.

	:raises BadDate: not one, or more than ten years ahead
	"""
	try:
		due = instant_of(due_on) if due_on else None
	except (ValueError, OverflowError, TypeError):
		due = None
	if due is None:
		text = frappe.utils.escape_html(str(due_on or ""))
		bad_date(_("“{0}” is not a date and time. For example: {1}.").format(text, "2027-02-08 14:30"))
	if due > present() + LONGEST:
		bad_date(_("{0} lies more than ten years ahead.").format(shown(to_local(due))))
	return due


def shown(local: datetime) -> str:
	"""A time of the site in the user's format, kept in its order within a text that runs from right to left."""
	return f"\u2066{format_datetime(local)}\u2069"


def bad_date(message: str) -> None:
	frappe.throw(message, BadDate, title=_("Due Date"))


def refuse(message: str) -> None:
	frappe.throw(message, DueDateRefused, title=_("Due Date Not Possible"))


def outside_hours(due: int, calendar: Calendar) -> str | None:
	"""For a due date when nobody works: when the office last works before it."""
	if calendar.is_open(due - 1):
		return None
	closing = calendar.due(calendar.before(due, 1), 1)
	return _("{0} is outside the working hours; the office last works before it until {1}.").format(
		shown(to_local(due)), shown(to_local(closing))
	)


def _tell_citizen(done: Change) -> None:
	"""Post the notice of the new date.

	:raises DueDateRefused: not the answer's time limit, or one that is paused, so that its date will still move
	"""
	row, clock = done.after.row, done.after.clock
	if row["clock"] != ANSWER:
		refuse(_("The citizen is told the date of the answer only, not that of a department."))
	if clock.paused_since is not None:
		refuse(_("The time limit is paused, so the date will still move: tell the citizen once it runs on."))
	key = f"case_new_date:{row['name']}:{len(done.after.events)}"
	post("notify", frappe.get_doc("Case", row["case"]), {"notice": "case_new_date"}, key=key)


def _shown(event: Event) -> dict:
	return {
		"event": _(KINDS[event.kind]),
		"at": to_local(event.at),
		"due_on": None if event.due is None else to_local(event.due),
		"reason": event.reason,
	}
