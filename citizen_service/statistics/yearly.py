"""Cases by department and one other field, kept by year: by month they would be as many rows as there are cases.

Counted anew every night. Used of whole years that are over; what a period has besides them is counted when it is asked for, and so
is what is open or overdue.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import frappe
from frappe.utils import now_datetime
from pypika.functions import Max, Min
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from citizen_service.statistics import DAYS
from citizen_service.statistics.monthly import COUNTS, count_joined, hold, keep
from citizen_service.statistics.periods import Period

DOCTYPE = "Yearly Cross Count"
FIELDS = ("category", "channel", "area", "priority", "outcome", "root_cause")
KEYS = ("department", "value")


def recount() -> None:
	"""Count every year that is over anew, a year in a transaction, the latest first; for the scheduler, every night."""
	case = frappe.qb.DocType("Case")
	(first,) = frappe.qb.from_(case).select(Min(case.opened_on)).run()[0]
	this_year = now_datetime().year
	for year in range(this_year - 1, first.year - 1 if first else this_year - 1, -1):
		hold(DOCTYPE)
		_recount(Period(date(year, 1, 1), date(year, 12, 31)))
		if not frappe.flags.in_test:
			frappe.db.commit()  # one year at a time


def _recount(year: Period) -> None:
	for basis in DAYS:
		for field in FIELDS:
			which = {"basis": basis, "dimension": field, "year": year.first.year}
			keep(DOCTYPE, which, (*KEYS, *COUNTS), partial(count_joined, basis, year, _by(field)))


def _by(field: str) -> Callable[[Table, Table], list[Term]]:
	return lambda case, referral: [referral.department, case[field]]


def kept_part(period: Period) -> Period | None:
	"""The whole years of a period that are over and kept; None without any."""
	kept = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(kept).select(Max(kept.counted_on), Min(kept.year), Max(kept.year))
	last, oldest, latest = query.where(kept.year > 0).run()[0]  # not what was put in by hand without one
	if last is None:
		return None
	first = max(period.first.year + (period.first > date(period.first.year, 1, 1)), oldest)
	end = min(period.end.year, last.year, latest + 1)
	return Period(date(first, 1, 1), date(end - 1, 12, 31)) if first < end else None


def counted(
	basis: str, field: str, part: Period, departments: frozenset[str] | None
) -> tuple[QueryBuilder, Table]:
	"""A query of what is kept of the years of `part` by one of FIELDS, which is `value`, for whoever groups it."""
	kept = frappe.qb.DocType(DOCTYPE)
	query = (
		frappe.qb.from_(kept)
		.where((kept.basis == basis) & (kept.dimension == field))
		.where(kept.year[part.first.year : part.last.year])
	)
	if departments is not None:
		query = query.where(kept.department.isin(sorted(departments) or [""]))
	return query, kept


def counted_on(part: Period) -> datetime | None:
	"""The oldest of the times at which the years of `part` were counted; None if there was nothing in them."""
	kept = frappe.qb.DocType(DOCTYPE)
	return (
		frappe.qb.from_(kept)
		.where(kept.year[part.first.year : part.last.year])
		.select(Min(kept.counted_on))
		.run()[0][0]
	)
