"""The time that is left of a time limit, in words, for lists and the heads of forms.

What is left, and by how much a due date has been missed, is working time: days as `sla.spans` counts them. A due date
that was missed stays missed, whatever new date was given since, so both are said.
"""

from collections.abc import Iterable

import frappe
from frappe import _
from pypika import Criterion

from citizen_service.calls import names_in
from citizen_service.desk.wording import day, duration
from citizen_service.errors import TooManyNames
from citizen_service.permissions.require import require
from citizen_service.sla.calendar import Calendar
from citizen_service.sla.instants import from_column, present, to_local
from citizen_service.sla.reading import calendar_named
from citizen_service.sla.records import (
	ANSWER,
	APPEAL_CLOCKS,
	FIRST_REPLY,
	LEDGER,
	OPEN,
	RECORD,
	REFERRAL_CLOCKS,
)
from citizen_service.sla.spans import span

MOST = 500
"""Names in one call."""

KEY = {"Case": "case", "Case Referral": "referral", RECORD: "name"}
"""By which column of the record its clocks are found, of each DocType that can be asked about."""
CLOCKS = {"Case": (ANSWER,), "Case Referral": (*REFERRAL_CLOCKS, *APPEAL_CLOCKS)}
"""Which clocks are shown of it; none named: all."""


@frappe.whitelist(methods=["GET", "POST"])
def time_left(doctype: str, names: str | list) -> dict[str, dict]:
	"""What is left of the time limits of cases, referrals or time limits, of those that the user may read.

	Of a case it is the answer to the citizen's, of a referral the first that the department still owes. Six
	statements at most, whatever the number of names.

	:param names: a list or its JSON, at most 500 names
	:return: by name, where there is a time limit: `kind` (left, overdue, paused, met, met_late, cancelled), `text`
		and its `parts` in the user's language, `seconds` of working time left (negative: overdue; None once it has
		ended), `clock` in words, `due` (site's time; None in a pause before it), `label`: the clock in short where a list must name it
	:raises NotYours: no permission on the DocType
	:raises TooManyNames: another DocType, or more than 500 names
	"""
	require(doctype)
	names = names_in(names, "names")
	if doctype not in KEY or len(names) > MOST:
		frappe.throw(
			_("Ask for at most {0} cases, referrals or time limits at a time.").format(MOST),
			TooManyNames,
			title=_("Too Many"),
		)
	readable = frappe.get_list(doctype, filters={"name": ["in", names]}, pluck="name", order_by="name asc")
	if not readable:
		return {}
	record, key = frappe.qb.DocType(RECORD), KEY[doctype]
	criterion = record[key].isin(readable)
	if doctype in CLOCKS:
		criterion &= record.clock.isin(CLOCKS[doctype]) & (record.status != "Cancelled")
	shown: dict[str, frappe._dict] = {}
	for row in clocks(criterion):
		if row[key] not in shown or _rank(row) < _rank(shown[row[key]]):
			shown[row[key]] = row
	said = in_words(shown.values(), names_clock=doctype == "Case Referral")
	return {name: said[row.name] for name, row in shown.items()}


def clocks(criterion: Criterion) -> list[frappe._dict]:
	"""The clocks that a criterion on Service Level Record gives, with the columns that `describe` reads."""
	record = frappe.qb.DocType(RECORD)
	return (
		frappe.qb.from_(record)
		.where(criterion)
		.select(record.name, record.case, record.referral, record.department, record.clock)
		.select(record.working_calendar, record.status, record.started_utc, record.due_utc)
		.select(record.promised_utc, record.paused_utc, record.ended_utc, record.breached)
		.select(record.is_emergency)
		.orderby(record.due_utc)
		.orderby(record.name)
	).run(as_dict=True)


def in_words(rows: Iterable[frappe._dict], names_clock: bool = False) -> dict[str, dict]:
	"""What `describe` says of each of these clocks now, by the record's name (one statement)."""
	rows, now = list(rows), present()
	reasons = _pause_reasons([row.name for row in rows if row.status == "Paused"])
	return {
		row.name: describe(row, calendar_named(row.working_calendar), now, reasons.get(row.name), names_clock)
		for row in rows
	}


def _rank(row: frappe._dict) -> tuple:
	"""Of several clocks the lowest is shown: the open one that is due first, else the one that ended last."""
	if row.status in OPEN:
		return (0, from_column(row.due_utc), row.clock != FIRST_REPLY)
	return (1, -from_column(row.ended_utc), row.clock == FIRST_REPLY)


def _pause_reasons(names: list[str]) -> dict[str, str]:
	"""Why each of these paused clocks stands still."""
	if not names:
		return {}
	event = frappe.qb.DocType(LEDGER)
	rows = (
		frappe.qb.from_(event)
		.where(event.parent.isin(names) & (event.parenttype == RECORD) & (event.event == "Paused"))
		.select(event.parent, event.pause_reason)
		.orderby(event.parent)
		.orderby(event.idx)
	).run()
	return dict(rows)  # the latest pause of each is the last


def describe(
	row: frappe._dict,
	calendar: Calendar,
	now: int,
	pause_reason: str | None = None,
	names_clock: bool = False,
) -> dict:
	"""A clock (the columns of its record) in words as of the instant `now`; see `time_left`.

	:param names_clock: say which clock it is where that is not the one that people would think of
	"""
	due = from_column(row.due_utc)
	told: dict = {"clock": _(row.clock), "due": str(to_local(due)), "seconds": None, "label": ""}
	if names_clock and row.clock == FIRST_REPLY:
		told["label"] = _("First Reply")
	if row.status not in OPEN:
		kind, words = _ended(row)
		return {**told, "kind": kind, "parts": [words], "text": words}
	paused = from_column(row.paused_utc)
	at = now if paused is None else paused
	parts = []
	if paused is not None:
		parts.append(_("paused: {0}").format(_(pause_reason)) if pause_reason else _("Paused"))
	if due < at:
		parts.append(_("overdue by {0}").format(duration(span(due, at, calendar))))
		parts.extend(_promise(from_column(row.promised_utc), at))
	elif paused is None:
		parts.append(_("{0} left").format(duration(span(at, due, calendar))))
	else:
		told["due"] = None  # it moves until the pause ends
	if row.breached and due >= at:
		parts.append(_("an earlier date was missed"))
	return {
		**told,
		"kind": "paused" if paused is not None else "overdue" if due < at else "left",
		"seconds": calendar.elapsed(at, due),
		"parts": parts,
		"text": " · ".join(parts),
	}


def _promise(date: int | None, at: int) -> list[str]:
	"""The new date that was given when the due date was missed."""
	if date is None:
		return []
	said = _("new date {0}") if date >= at else _("new date {0} missed too")
	return [said.format(day(date))]


def _ended(row: frappe._dict) -> tuple[str, str]:
	if row.status == "Cancelled":
		return "cancelled", _("cancelled")
	return ("met_late", _("met late")) if row.breached else ("met", _("met in time"))
