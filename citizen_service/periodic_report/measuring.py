"""The statements behind a periodic report: what the statistics count, of one period or of several at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika import Case as When
from pypika.terms import Criterion, Term

from citizen_service.citizen_service.report.department_performance.department_performance import COLUMN_OF
from citizen_service.citizen_service.report.extensions.extensions import REQUESTS
from citizen_service.citizen_service.report.reopened_and_appealed.reopened_and_appealed import REOPENINGS
from citizen_service.citizen_service.report.satisfaction.satisfaction import RATINGS
from citizen_service.closing.rules import APPEAL
from citizen_service.emergency.record import EVENT, MARKED
from citizen_service.referral.order import WAITING
from citizen_service.sla.instants import present, to_column
from citizen_service.sla.records import ANSWER, FULL_REPLY, OPEN, RECORD
from citizen_service.statistics import CLOSED, RECEIVED, cases, clocks, events
from citizen_service.statistics.cases import Selection
from citizen_service.statistics.dimensions import DEPARTMENT
from citizen_service.statistics.period import utc_bounds
from citizen_service.statistics.periods import Kind, Period

Key = tuple[str | None, ...]
Counts = dict[Key, int]
Numbers = dict[str | None, list[float]]
Referred = dict[str, dict[str, int]]

LONG = 400
"""Days: joined with their referrals, the cases of ten years would take half of the time of the whole report."""
REFERRALS = ("referrals", "answered", "returned", "referrals_open")


@dataclass(frozen=True)
class Totals:
	"""What is counted of each of the three periods.

	`limits` by department (None: the office's own) and clock; `referrals` by department; `ratings`,
	`reopenings` by type and `extensions` by department as the measures of their reports.
	"""

	received: int
	closed: int
	limits: dict[Key, dict[str, float]]
	referrals: Referred
	ratings: Numbers
	reopenings: Numbers
	extensions: Numbers
	emergencies: int
	tallied: dict[str | None, int]


@dataclass(frozen=True)
class Cases:
	"""Cases received and closed in a period, by type and channel and by category and area; closed ones by outcome and
	type and by root cause."""

	by_type: dict[str, Counts]
	by_category: dict[str, Counts]
	outcomes: Counts
	root_causes: Counts

	def total(self, basis: str) -> int:
		return sum(self.by_type[basis].values())


def cases_of(period: Period) -> Cases:
	received, closed = Selection(period, RECEIVED), Selection(period, CLOSED)
	both = (received, closed)
	return Cases(
		{one.basis: _count(one, "Type", "Channel") for one in both},
		{one.basis: _count(one, "Category", "Area") for one in both},
		_count(closed, "Outcome", "Type"),
		_count(closed, "Root Cause"),
	)


def what_became(period: Period) -> Counts:
	"""Cases received in the period, by type and by the outcome that they have now."""
	return _count(Selection(period, RECEIVED), "Type", "Outcome")


def by_month(period: Period, kind: Kind) -> dict[str, Counts]:
	"""Cases received and closed, by month or another part of the calendar."""
	return {basis: _count(Selection(period, basis), kind.value) for basis in (RECEIVED, CLOSED)}


def _count(selection: Selection, *dimensions: str) -> Counts:
	found = cases.count_anew(selection, dimensions, standing=False)
	return {key: figures["cases"] for key, figures in found.items()}


def totals_of(period: Period, now: Cases, then: Cases) -> tuple[Totals, Totals, Totals]:
	"""Of the period, of the one before and of the same a year before.

	:param now, then: the cases of the period and of the one before
	"""
	before, year_before = period.previous(), period.year_before()
	present, past = _referrals(Period(before.first, period.last), period.first)
	former, _nothing = _referrals(year_before, year_before.first)
	all_ = (sum(_count(Selection(year_before, basis)).values()) for basis in (RECEIVED, CLOSED))
	return (
		_totals(period, now.total(RECEIVED), now.total(CLOSED), present),
		_totals(before, then.total(RECEIVED), then.total(CLOSED), past),
		_totals(year_before, *all_, former),
	)


def _totals(period: Period, received: int, closed: int, referrals: Referred) -> Totals:
	return Totals(
		received,
		closed,
		clocks.compliance(period, None, ("department", "clock")),
		referrals,
		_events(RATINGS, period, "Type"),
		_events(REOPENINGS, period, "Type"),
		_events(REQUESTS, period, DEPARTMENT),
		_emergencies(period),
		_tallied(period),
	)


def hours_of_replies(period: Period) -> dict[str, float]:
	"""Median and 90th percentile of the full replies of all departments together."""
	return clocks.working_hours(period, None, ("clock",), (FULL_REPLY,)).get((FULL_REPLY,), {})


def _events(kind: events.Events, period: Period, by: str) -> Numbers:
	asked = frappe._dict(from_date=period.first, to_date=period.last, group_by=by)
	return dict(events.count(kind, asked).lines)


def _referrals(period: Period, parted_at: date) -> tuple[Referred, Referred]:
	"""From a day on, and before it; not those that wait for their turn, nor appeals. One statement."""
	referral = frappe.qb.DocType("Case Referral")
	later = Sum(When().when(referral.referred_on >= parted_at, 1).else_(0))
	rows = (
		frappe.qb.from_(referral)
		.where((referral.referred_on >= period.first) & (referral.referred_on < period.end))
		.where((referral.kind != APPEAL) & referral.department.isnotnull() & (referral.status != WAITING))
		.groupby(referral.department, referral.status)
		.select(referral.department, referral.status, Count("*"), later)
		.run()
	)
	found: tuple[Referred, Referred] = ({}, {})
	for department, status, all_, number in rows:
		for part, of_part in zip(found, (int(number), all_ - int(number)), strict=True):
			if not of_part:
				continue
			figures = part.setdefault(department, dict.fromkeys(REFERRALS, 0))
			figures["referrals"] += of_part
			if COLUMN_OF[status] in figures:
				figures[COLUMN_OF[status]] += of_part
	return found


def asked(period: Period) -> Counts:
	"""Cases received in the period, by department that was asked and by category; each once with a department. Of a period
	longer than LONG, whole years are as they were counted last night (`statistics.yearly`)."""
	counted = cases.count if (period.last - period.first).days > LONG else cases.count_anew
	found = counted(Selection(period), (DEPARTMENT, "Category"), standing=False)
	return {key: figures["cases"] for key, figures in found.items() if key[0]}


def _emergencies(period: Period) -> int:
	event = frappe.qb.DocType(EVENT)
	within = (event.happened_on >= period.first) & (event.happened_on < period.end)
	query = frappe.qb.from_(event).where((event.event == MARKED) & within)
	return query.select(Count(event.case).distinct()).run()[0][0]


def _tallied(period: Period) -> dict[str | None, int]:
	entry = frappe.qb.DocType("Day Book Entry")
	query = frappe.qb.from_(entry).where(entry.day[period.first : period.last])
	return {
		kind or None: number
		for kind, number in query.groupby(entry.kind).select(entry.kind, Count("*")).run()
	}


# What stood at the end of a period


def open_at_end(periods: Sequence[Period]) -> list[int]:
	"""How many cases were open when each period ended; of one that still runs, are open now. One statement."""
	case, now = frappe.qb.DocType("Case"), now_datetime()
	ends = [min(_start_of(period.end), now) for period in periods]
	query = frappe.qb.from_(case).where(case.opened_on < max(ends))
	return _sums(
		query.select,
		((case.opened_on < end) & (case.closed_on.isnull() | (case.closed_on >= end)) for end in ends),
	)


def overdue_at_end(periods: Sequence[Period]) -> list[int]:
	"""How many answers to citizens were overdue when each period ended, or are now. One statement.

	What stood still counts only if its due date had gone by before the pause.
	"""
	record, now = frappe.qb.DocType(RECORD), to_column(present())
	ends = [min(utc_bounds(period)[1], now) for period in periods]
	met_late = (record.status == "Met") & (record.breached == 1)
	query = (
		frappe.qb.from_(record)
		.where((record.clock == ANSWER) & (record.started_utc < max(ends)) & (record.due_utc < max(ends)))
		.where(met_late | record.status.isin(OPEN))
	)

	def late(end: datetime) -> Criterion:
		not_ended = record.ended_utc.isnull() | (record.ended_utc >= end)
		ran = met_late | record.paused_utc.isnull() | (record.due_utc < record.paused_utc)
		return (record.started_utc < end) & (record.due_utc < end) & not_ended & ran

	return _sums(query.select, map(late, ends))


def _start_of(day: date) -> datetime:
	return datetime.combine(day, time())


def _sums(select: Callable, conditions: Iterable[Criterion]) -> list[int]:
	terms: list[Term] = [Sum(When().when(one, 1).else_(0)) for one in conditions]
	return [int(number or 0) for number in select(*terms).run()[0]]
