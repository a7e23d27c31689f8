"""A closed case is opened again with a reason, on whatever path; the record of it is only ever added to."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, now_datetime

from citizen_service.closing.rules import last_day_to_reopen
from citizen_service.errors import ReopeningRefused

ASKED_ANEW = ("closed_on", "outcome", "root_cause", "reopen_reason", "cancel_wished_on", "cancel_wish")
"""What a reopened case no longer has; the record of the reopening keeps it."""


def reopen(case: Document) -> None:
	"""Called whenever a case leaves a closing state for one that is none, before it is written.

	:raises ReopeningRefused: the window is over, or no reason is given
	"""
	if not case.flags.appeal:  # which has a window of its own
		refuse_late_reopening(case)
	reason = (case.flags.appeal or case.flags.reopen_reason or case.reopen_reason or "").strip()
	if not reason:
		frappe.throw(
			_("Say why case {0} is reopened: “Reason for Reopening” is empty.").format(case.name),
			ReopeningRefused,
			title=_("Reason Missing"),
		)
	before = case.get_doc_before_save()
	case.flags.reopening = {
		"reason": reason,
		"for_appeal": int(bool(case.flags.appeal)),
		**{field: before.get(field) for field in ("closed_on", "outcome", "root_cause")},
	}
	for field in ASKED_ANEW:
		case.set(field, None)
	case.reopened_on = now_datetime()


def record_reopening(case: Document) -> None:
	"""Once the case is written: the line of the record."""
	if facts := case.flags.pop("reopening", None):
		frappe.get_doc(
			{
				"doctype": "Case Reopening",
				"case": case.name,
				"reopened_on": case.reopened_on,
				"reopened_by": frappe.session.user,
				**facts,
			}
		).insert(ignore_permissions=True)


def refuse_late_reopening(case: Document) -> None:
	"""Refuse to reopen a case once the window for it is over; the manager may at any time.

	:raises ReopeningRefused: with the day on which the window ended
	"""
	if "Citizen Service Manager" in frappe.get_roles():
		return
	days = frappe.get_cached_doc("Citizen Service Settings").reopen_days or 0
	last = last_day_to_reopen(getdate(case.closed_on), days)
	if last and getdate() > last:
		frappe.throw(
			_(
				"Case {0} could be reopened until {1}. Register a new case, or ask the manager to reopen it."
			).format(case.name, format_date(last)),
			ReopeningRefused,
			title=_("Reopening Not Possible"),
		)
