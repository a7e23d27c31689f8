"""Cases counted by month, department and type, kept for periods whose cases are too many to join with their referrals.

Joining a million cases with their referrals takes the database nine seconds, so a job counts them every night, and those of
the last months every hour (`recount`). What is open, and what is overdue, is never kept: the open ones are few.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika import Case as When
from pypika.functions import Extract, Max, Min
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from citizen_service import bulk
from citizen_service.statistics import COUNTED_REFERRALS, DAYS, RECEIVED
from citizen_service.statistics.periods import Kind, Period

DOCTYPE = "Monthly Case Count"
KEYS = ("month", "department", "case_type", "state")
HEAVY = 50_000
"""From how many cases on a period is counted from what is kept; below, everything is counted anew."""
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
	"""Count the months from that day's on anew, a year in a transaction."""
	today = now_datetime().date()
	for year in Period(since.replace(day=1), max(today, since)).parts(Kind.YEAR):
		for basis in DAYS:
			_recount(basis, year)
		if not frappe.flags.in_test:
			frappe.db.commit()  # one year at a time


def _recount(basis: str, period: Period) -> None:
	first, last = _month_of(period.first), _month_of(period.last)
	counted_on = now_datetime()
	rows = _counted(basis, period)
	frappe.db.delete(DOCTYPE, {"basis": basis, "month": ("between", (first, last))})
	if not rows:
		return
	head = bulk.row_head()
	names = ("basis", *KEYS, "cases", "former", "counted_on")
	bulk.run(
		bulk.insert(DOCTYPE, [*head, *names]),
		[
			{
				**head,
				"name": frappe.generate_hash(length=16),
				**dict(zip(names, (basis, *row, counted_on), strict=True)),
			}
			for row in rows
		],
	)


def _counted(basis: str, period: Period) -> list[tuple]:
	"""KEYS, cases, and how many of them are of a former register; each case once with each of its departments."""
	case, referral = frappe.qb.DocType("Case"), frappe.qb.DocType("Case Referral")
	day = case[DAYS[basis]]
	keys = [
		Extract("YEAR_MONTH", day).as_("month"),
		referral.department,
		case.case_type,
		case.workflow_state,
	]
	former = When().when(case.closed_in_former_register == 1, case.name)
	return (
		frappe.qb.from_(case)
		.left_join(referral)
		.on((referral.case == case.name) & referral.status.isin(COUNTED_REFERRALS))
		.where((day >= period.first) & (day < period.end))
		.groupby(*keys)
		.select(*keys, Count(case.name).distinct(), Count(former).distinct())
		.run()
	)


def _month_of(day: date) -> int:
	return day.year * 100 + day.month


def kept_part(period: Period) -> Period | None:
	"""The whole months of a period that are over and kept; None without any.

	A month that is not over is counted anew, and so is what a period has of months that it cuts.
	"""
	kept = frappe.qb.DocType(DOCTYPE)
	(last,) = frappe.qb.from_(kept).select(Max(kept.counted_on)).run()[0]
	if last is None:
		return None
	first = period.first if period.first.day == 1 else _next_month(period.first)
	end = min(period.end, last.date()).replace(day=1)
	return Period(first, end - timedelta(days=1)) if first < end else None


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
	query = (
		frappe.qb.from_(kept)
		.where(kept.basis == basis)
		.where(kept.month[_month_of(part.first) : _month_of(part.last)])
	)
	if departments is not None:
		query = query.where(kept.department.isin(sorted(departments) or [""]))
	if case_type:
		query = query.where(kept.case_type.isin(list(case_type)))
	return query, kept


def figures(kept: Table) -> list[Term]:
	"""Cases, and those of a former register."""
	return [Sum(kept.cases), Sum(kept.former)]


def counted_on(part: Period) -> datetime:
	"""The oldest of the times at which the months of `part` were counted."""
	query, kept = counted(RECEIVED, part, None, ())
	return query.select(Min(kept.counted_on)).run()[0][0]
