"""More time that departments asked for: granted, refused, or no longer needed."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from pypika.queries import Table
from pypika.terms import Term

from citizen_service.statistics import events, frame
from citizen_service.statistics.cases import ASKED
from citizen_service.statistics.clocks import number
from citizen_service.statistics.dimensions import DEPARTMENT, key_label
from citizen_service.statistics.indicators import share

STATUSES = {"granted": "Granted", "refused": "Refused", "undecided": "Requested", "lapsed": "Lapsed"}
COLUMNS = ("asked", *STATUSES, "grant_rate")


def _measures(request: Table, case: Table) -> list[Term]:
	return [Count("*"), *(number(request.status == status) for status in STATUSES.values())]


REQUESTS = events.Events("Extension Request", "requested_on", _measures, own_department=True)


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, BadGrouping, NoLongerThere, FiguresNotOpen: as `events.count`
	"""
	filters = frappe._dict(filters or {})
	counted = events.count(REQUESTS, filters, DEPARTMENT)
	rows = []
	for key, numbers in counted.lines:
		narrowed = filters.case_type or (filters.department and counted.by != DEPARTMENT)
		listed = None if narrowed else events.conditions(REQUESTS, counted, key)
		ways = {"asked": events.way_to_cases(ASKED, filters, counted, key)}
		if listed:
			ways["asked"] = frame.way_to_list(REQUESTS.doctype, listed)
			for name, status in STATUSES.items():
				ways[name] = frame.way_to_list(REQUESTS.doctype, [*listed, ("status", "=", status)])
		rows.append(frame.with_ways({"line": key_label(counted.by, key), **_figures(numbers)}, **ways))
	return frame.report(
		[frame.head("line", events.heading(counted)), *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("No extension was asked for in this period."),
		frame.chart(
			[row["line"] for row in rows],
			{frame.title(name): [row[name] for row in rows] for name in ("granted", "refused")},
			stacked=True,
		),
		[frame.total(name, value) for name, value in _figures(counted.total).items()],
	)


def _figures(numbers: list[float]) -> dict[str, float]:
	row = {name: int(value) for name, value in zip(COLUMNS, numbers, strict=False)}
	return {**row, "grant_rate": share(row["granted"], row["granted"] + row["refused"])}
