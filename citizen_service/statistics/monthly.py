"""What is counted by month and kept, for periods of which too much would have to be joined: cases by department and type,
and time limits met late by why.

Joining a million cases with their referrals takes the database nine seconds, and asking their time limits why they were missed
ten, so a job counts them every night, and those of the last months every hour (`recount`). What is open, and what is overdue, is
never kept: the open ones are few.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika import Case as When
from pypika.functions import Extract, Max, Min
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from citizen_service import bulk
from citizen_service.statistics import COUNTED_REFERRALS, DAYS
from citizen_service.statistics.clocks import CLOCKS
from citizen_service.statistics.limits import late_by_reason
from citizen_service.statistics.periods import Kind, Period

DOCTYPE, BREACHES = "Monthly Case Count", "Monthly Breach Count"
COUNTS = ("cases", "former")
KEYS = ("month", "department", "case_type", "state")
BREACH_KEYS = ("month", "clock", "department", "reason")
HEAVY = 50_000
"""From how many cases, or answers' time limits, on a period is counted from what is kept; below, everything is counted anew."""
RECENT = 400
"""Days back from today whose months are counted every hour: most of what changes concerns them."""


def recount_all() -> None:
	"""Count every month anew; for the scheduler, every night."""
	case = frappe.qb.DocType("Case")
	(first,) = frappe.qb.from_(case).select(Min(case.opened_on)).run()[0]
	if first:
		recount(first.date())


def recount_recent() -> None:
	"""Count the last months anew; for the scheduler, every hour."""
	recount(now_datetime().date() - timedelta(days=RECENT))


def recount(since: date) -> None:
	"""Count the months from that day's on anew, a year in a transaction, the latest first: what is kept has no gap."""
	today = now_datetime().date()
	for year in reversed(list(Period(since.replace(day=1), max(today, since)).parts(Kind.YEAR))):
		hold(DOCTYPE)
		months = ("between", (_month_of(year.first), _month_of(year.last)))
		for basis in DAYS:
			keep(
				DOCTYPE,
				{"basis": basis, "month": months},
				(*KEYS, *COUNTS),
				partial(_counted, basis, year),
			)
		keep(BREACHES, {"month": months}, (*BREACH_KEYS, "breaches"), partial(_missed, year))
		if not frappe.flags.in_test:
			frappe.db.commit()  # one year at a time


def hold(doctype: str) -> None:
	"""Wait for whoever counts the same anew, until this transaction's end."""
	frappe.db.get_value("DocType", doctype, "name", for_update=True)


def keep(
	doctype: str, which: dict[str, object], names: tuple[str, ...], count: Callable[[], list[tuple]]
) -> None:
	"""Put the rows that `count` gives, whose columns are `names`, in the place of those that are kept and fit `which`: a value, or a span,
	for each of some fields."""
	begun, rows = now_datetime(), count()
	frappe.db.delete(doctype, which)
	fixed = {name: value for name, value in which.items() if not isinstance(value, tuple)}
	head = {**bulk.row_head(), **fixed, "counted_on": begun}
	bulk.insert(
		doctype,
		[
			{**head, "name": frappe.generate_hash(length=16), **dict(zip(names, row, strict=True))}
			for row in rows
		],
	)


def _counted(basis: str, period: Period) -> list[tuple]:
	"""KEYS and COUNTS."""
	return count_joined(
		basis,
		period,
		lambda case, referral: [
			Extract("YEAR_MONTH", case[DAYS[basis]]).as_("month"),
			referral.department,
			case.case_type,
			case.workflow_state,
		],
	)


def count_joined(basis: str, period: Period, keys: Callable[[Table, Table], list[Term]]) -> list[tuple]:
	"""The keys, which are of a case and a referral, and COUNTS: cases, and how many of them are of a former register; each
	case once with each department that was asked about it."""
	case, referral = frappe.qb.DocType("Case"), frappe.qb.DocType("Case Referral")
	day, terms = case[DAYS[basis]], keys(case, referral)
	former = When().when(case.closed_in_former_register == 1, case.name)
	return (
		frappe.qb.from_(case)
		.left_join(referral)
		.on((referral.case == case.name) & referral.status.isin(COUNTED_REFERRALS))
		.where((day >= period.first) & (day < period.end))
		.groupby(*terms)
		.select(*terms, Count(case.name).distinct(), Count(former).distinct())
		.run()
	)


def _missed(year: Period) -> list[tuple]:
	"""BREACH_KEYS, and how many time limits were met late."""
	return [
		(_month_of(month.first), clock, *row)
		for month in year.parts(Kind.MONTH)
		for clock in CLOCKS
		for row in late_by_reason(month, clock)
	]


def _month_of(day: date) -> int:
	return day.year * 100 + day.month


def kept_part(period: Period, doctype: str = DOCTYPE) -> Period | None:
	"""The whole months of a period that are over and kept; None without any.

	A month that is not over is counted anew, and so is what a period has of months that it cuts.
	"""
	kept = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(kept).select(Max(kept.counted_on), Min(kept.month), Max(kept.month))
	last, oldest, latest = query.where(kept.month > 0).run()[0]  # not what was put in by hand without one
	if last is None:
		return None
	first = period.first if period.first.day == 1 else _next_month(period.first)
	first = max(first, _first_day(oldest))
	end = min(period.end, last.date(), _next_month(_first_day(latest))).replace(day=1)
	return Period(first, end - timedelta(days=1)) if first < end else None


def _first_day(month: int) -> date:
	return date(month // 100, month % 100, 1)


def _next_month(day: date) -> date:
	return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def around(period: Period, part: Period) -> Iterator[Period]:
	"""What of a period lies before and after a part of it."""
	if period.first < part.first:
		yield Period(period.first, part.first - timedelta(days=1))
	if part.last < period.last:
		yield Period(part.end, period.last)


def counted(
	basis: str, part: Period, departments: frozenset[str] | None, case_type: tuple[str, ...]
) -> tuple[QueryBuilder, Table]:
	"""A query of what is kept of the months of `part`, for whoever groups it."""
	kept = frappe.qb.DocType(DOCTYPE)
	query = _within(kept, part, departments).where(kept.basis == basis)
	if case_type:
		query = query.where(kept.case_type.isin(list(case_type)))
	return query, kept


def breaches(
	part: Period, departments: frozenset[str] | None, clocks: Sequence[str]
) -> list[tuple[str, int, int]]:
	"""Clock, reason, and how many of its time limits of the months of `part` were met late for it."""
	kept = frappe.qb.DocType(BREACHES)
	query = _within(kept, part, departments).where(kept.clock.isin(list(clocks)))
	rows = query.groupby(kept.clock, kept.reason).select(kept.clock, kept.reason, Sum(kept.breaches)).run()
	return [(clock, reason, int(number)) for clock, reason, number in rows]


def _within(kept: Table, part: Period, departments: frozenset[str] | None) -> QueryBuilder:
	query = frappe.qb.from_(kept).where(kept.month[_month_of(part.first) : _month_of(part.last)])
	if departments is not None:
		query = query.where(kept.department.isin(sorted(departments) or [""]))
	return query


def figures(kept: Table) -> list[Term]:
	"""Cases, and those of a former register."""
	return [Sum(kept.cases), Sum(kept.former)]


def counted_on(part: Period, doctype: str = DOCTYPE) -> datetime | None:
	"""The oldest of the times at which the months of `part` were counted; None if there was nothing in them."""
	kept = frappe.qb.DocType(doctype)
	return _within(kept, part, None).select(Min(kept.counted_on)).run()[0][0]
