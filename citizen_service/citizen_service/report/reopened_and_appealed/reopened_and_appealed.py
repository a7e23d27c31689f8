"""Cases that were reopened, for an appeal or otherwise."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from pypika import Case as When
from pypika.queries import Table
from pypika.terms import Term

from citizen_service.statistics import events, frame
from citizen_service.statistics.cases import REOPENED
from citizen_service.statistics.dimensions import key_label

COLUMNS = ("reopened", "appeals", "reopened_cases", "closed_again")


def _measures(event: Table, case: Table) -> list[Term]:
	closed = When().when(case.closed_on.isnotnull(), case.name)
	return [Count("*"), Sum(event.for_appeal), Count(case.name).distinct(), Count(closed).distinct()]


REOPENINGS = events.Events("Case Reopening", "reopened_on", _measures)


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, BadGrouping, NoLongerThere, FiguresNotOpen: as `events.count`
	"""
	filters = frappe._dict(filters or {})
	counted = events.count(REOPENINGS, filters)
	rows = []
	for key, numbers in counted.lines:
		row = {
			"line": key_label(counted.by, key),
			**{name: int(value) for name, value in zip(COLUMNS, numbers, strict=True)},
		}
		of_cases = events.way_to_cases(REOPENED, filters, counted, key)
		narrowed = filters.case_type or filters.department
		listed = None if narrowed else events.conditions(REOPENINGS, counted, key)
		ways = {"reopened": of_cases, "reopened_cases": of_cases}
		if listed:
			ways["reopened"] = frame.way_to_list("Case Reopening", listed)
			ways["appeals"] = frame.way_to_list("Case Reopening", [*listed, ("for_appeal", "=", 1)])
		rows.append(frame.with_ways(row, **ways))
	return frame.report(
		[frame.head("line", events.heading(counted)), *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("No case was reopened in this period."),
		frame.chart(
			[row["line"] for row in rows],
			{frame.title(name): [row[name] for row in rows] for name in ("reopened", "appeals")},
		),
		[frame.total(name, int(value)) for name, value in zip(COLUMNS, counted.total, strict=True)],
	)
