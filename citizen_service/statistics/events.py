"""What happens to cases, counted by one grouping of the cases: reopenings, ratings, requests for more time."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from pypika.queries import Table
from pypika.terms import Term

from citizen_service.desk.lists import Condition
from citizen_service.statistics import COUNTED_REFERRALS, table
from citizen_service.statistics.departments import departments, refuse_missing
from citizen_service.statistics.dimensions import (
	DEPARTMENT,
	DIMENSIONS,
	TIMES,
	Tables,
	label_of,
	refuse_grouping,
)
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Kind, Period, label, months_of

OF_CASES = (*TIMES, "Type", "Main Category", "Category", "Channel", "Area")
"""The groupings that all such reports offer."""


@dataclass(frozen=True)
class Events:
	"""The DocType, its field of the day that counts, and what of its rows is counted.

	`own_department`: its rows are a department's own; else the case is looked at, which the department was asked about.
	"""

	doctype: str
	day: str
	measures: Callable[[Table, Table], list[Term]]
	own_department: bool = False

	@property
	def groupings(self) -> tuple[str, ...]:
		return (DEPARTMENT, *OF_CASES) if self.own_department else OF_CASES


@dataclass(frozen=True)
class Counted:
	"""The measures by line in order, of everything together, and what was asked for."""

	by: str
	period: Period
	lines: list[tuple[str | None, list[float]]]
	total: list[float]


def count(events: Events, filters: frappe._dict, usual: str = Kind.MONTH.value) -> Counted:
	"""Two statements: by line, and of everything.

	:raises BadPeriod, NoLongerThere, FiguresNotOpen: as `cases.selection`
	:raises BadGrouping: the report offers no such grouping
	"""
	by = filters.group_by or usual
	if by not in events.groupings:
		refuse_grouping(by)
	period, within = asked_period(filters.from_date, filters.to_date), departments(filters.department)
	if filters.case_type:
		refuse_missing("Case Type", filters.case_type)
	found: dict[str | None, list[float]] = {}
	fold = DIMENSIONS[by].fold()
	for value, *numbers in _rows(events, filters, period, within, by):
		sums = found.setdefault(fold(value), [0] * len(numbers))
		sums[:] = [float(old or 0) + float(new or 0) for old, new in zip(sums, numbers, strict=True)]
	rows = _rows(events, filters, period, within)
	total = [float(value or 0) for value in rows[0]]
	return Counted(by, period, _in_order(by, period, found, len(total)), total)


def _rows(
	events: Events,
	filters: frappe._dict,
	period: Period,
	within: frozenset[str] | None,
	by: str | None = None,
) -> list[tuple]:
	event, case = frappe.qb.DocType(events.doctype), frappe.qb.DocType("Case")
	day = event[events.day]
	query = (
		frappe.qb.from_(event)
		.join(case)
		.on(case.name == event.case)
		.where((day >= period.first) & (day < period.end))
	)
	if filters.case_type:
		query = query.where(case.case_type == filters.case_type)
	if within is not None:
		inside = sorted(within) or [""]
		asked = frappe.qb.DocType("Case Referral").as_("asked")
		query = query.where(
			event.department.isin(inside)
			if events.own_department
			else case.name.isin(
				frappe.qb.from_(asked)
				.where(asked.department.isin(inside) & asked.status.isin(COUNTED_REFERRALS))
				.select(asked.case)
			)
		)
	measures = events.measures(event, case)
	if not by:
		return query.select(*measures).run()
	term = DIMENSIONS[by].term(Tables(case, event, day)).as_("line")
	return query.select(term, *measures).groupby(term).run()


def _in_order(
	by: str, period: Period, found: dict[str | None, list[float]], width: int
) -> list[tuple[str | None, list[float]]]:
	if by in TIMES and found:
		kind = TIMES[by]
		names = [label(kind, part.first.year * 100 + part.first.month) for part in period.parts(kind)]
		return [(name, found.get(name, [0.0] * width)) for name in names]
	return sorted(found.items(), key=lambda item: (item[0] is None, -item[1][0], item[0] or ""))


def conditions(events: Events, counted: Counted, key: str | None) -> list[Condition] | None:
	"""The rows that a line counts, as a list's filters; None where the grouping is none of the rows' own."""
	first, end = counted.period.first, counted.period.end
	if counted.by in TIMES:
		low, high = months_of(TIMES[counted.by], key or "")
		year, month = divmod(high, 100)
		first = max(first, first.replace(year=low // 100, month=low % 100, day=1))
		end = min(end, end.replace(year=year + month // 12, month=month % 12 + 1, day=1))
	elif counted.by != DEPARTMENT or not key:
		return None
	of_line = [("department", "=", key)] if counted.by == DEPARTMENT else []
	return [(events.day, ">=", str(first)), (events.day, "<", str(end)), *of_line]


def way_to_cases(basis: str, filters: frappe._dict, counted: Counted, key: str | None) -> dict | None:
	"""To the cases to which it happened (`cases.EVENTS`), of one line."""
	return table.way_to_cases(filters, basis, {counted.by: key})


def heading(counted: Counted) -> str:
	return label_of(counted.by)
