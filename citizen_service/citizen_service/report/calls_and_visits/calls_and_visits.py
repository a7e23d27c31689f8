"""The day book counted: calls and visits settled without a case, by day, officer, procedure or department.

A department's manager sees what was asked about their own departments.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import formatdate, get_fullname
from pypika.functions import Count

from citizen_service.desk.lists import Condition
from citizen_service.permissions.scope import figures_scope
from citizen_service.statistics import frame
from citizen_service.statistics.period import period
from citizen_service.statistics.pivot import Group, Line, pivot, without_empty_columns

DOCTYPE = "Day Book Entry"
GROUPINGS = {"Day": "day", "Officer": "officer", "Procedure": "procedure", "Department": "department"}
BARS = 31
"""How many lines the chart shows: the last days, or the largest of the others."""


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	filters = frappe._dict(filters or {})
	first_day, last_day = period(filters.from_date, filters.to_date)
	grouping = filters.group_by if filters.group_by in GROUPINGS else "Day"
	kinds = frappe.get_all("Day Book Kind", pluck="name", order_by="`rank` asc, name asc")
	lines = _lines(grouping, first_day, last_day, kinds)
	shown = without_empty_columns(lines, kinds)
	names = _names(grouping, [line.key[0] for line in lines])
	ahead = slice(-BARS, None) if grouping == "Day" else slice(BARS)
	labels = [line.key[0].strftime("%d-%m") for line in lines] if grouping == "Day" else names
	chart = _chart(lines[ahead], labels[ahead], kinds, shown)
	days = [("day", ">=", str(first_day)), ("day", "<", str(last_day + timedelta(days=1)))]
	rows = [
		_row(line, name, kinds, [*days, _of_line(grouping, line)])
		for line, name in zip(lines, names, strict=True)
	]
	empty = _("Nothing was entered in the day book in this period.")
	return frame.report(
		_columns(grouping, kinds, shown), rows, ("day_book",), empty, chart, _summary(lines, kinds)
	)


def _of_line(grouping: str, line: Line) -> Condition:
	key = line.key[0]
	return (GROUPINGS[grouping], "=", str(key)) if key else (GROUPINGS[grouping], "is", "not set")


def _lines(grouping: str, first_day, last_day, kinds: list[str]) -> list[Line]:
	"""Counted in one statement; days in their order, the rest by size."""
	entry = frappe.qb.DocType(DOCTYPE)
	key = entry[GROUPINGS[grouping]]
	query = frappe.qb.from_(entry).where(entry.day[first_day:last_day])
	scope = figures_scope()
	if scope is not None:
		query = query.where(entry.department.isin(sorted(scope) or [""]))
	rows = query.groupby(key, entry.kind).select(key, entry.kind, Count("*")).run()
	lines = pivot((Group((value or None,), kind, number) for value, kind, number in rows), kinds)
	return sorted(lines, key=lambda line: line.key) if grouping == "Day" else lines


def _names(grouping: str, keys: list) -> list[str]:
	"""What the reader sees of each line's key."""
	if grouping == "Day":
		return [formatdate(key) for key in keys]
	if grouping == "Officer":
		return [get_fullname(key) for key in keys]
	titles = {}
	if grouping == "Procedure":
		rows = frappe.get_all(
			"Service Procedure",
			{"name": ["in", [key for key in keys if key]]},
			["name", "title"],
			order_by="name asc",
		)
		titles = {row.name: row.title for row in rows}
	return [titles.get(key, key) if key else _("Not Stated") for key in keys]


def _row(line: Line, name: str, kinds: list[str], conditions: list[Condition]) -> dict:
	counts = {_fieldname(at): line.by_stage[at] for at in range(len(kinds))}
	ways = {
		_fieldname(at): frame.way_to_list(DOCTYPE, [*conditions, ("kind", "=", kind)])
		for at, kind in enumerate(kinds)
	}
	row = {"name": name, **counts, "total": line.total}
	return frame.with_ways(row, total=frame.way_to_list(DOCTYPE, conditions), **ways)


def _fieldname(position: int) -> str:
	return f"kind_{position}"


def _columns(grouping: str, kinds: list[str], shown: list[str]) -> list[dict]:
	label = {
		"Day": _("Day"),
		"Officer": _("Officer"),
		"Procedure": _("Procedure"),
		"Department": _("Department"),
	}[grouping]
	numbers = [(_fieldname(at), _(kind)) for at, kind in enumerate(kinds) if kind in shown]
	return [
		{"fieldname": "name", "label": label, "fieldtype": "Data", "width": 260},
		*(
			{"fieldname": fieldname, "label": text, "fieldtype": "Int", "width": 120}
			for fieldname, text in [*numbers, ("total", _("Total"))]
		),
	]


def _chart(lines: list[Line], names: list[str], kinds: list[str], shown: list[str]) -> dict | None:
	"""Stacked bars, a colour per kind."""
	if not lines:
		return None
	return {
		"data": {
			"labels": names,
			"datasets": [
				{"name": _(kind), "values": [line.by_stage[kinds.index(kind)] for line in lines]}
				for kind in shown
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
	}


def _summary(lines: list[Line], kinds: list[str]) -> list[dict]:
	counts = [(_(kind), sum(line.by_stage[at] for line in lines)) for at, kind in enumerate(kinds)]
	shown = [
		*((label, number) for label, number in counts if number),
		(_("Total"), sum(n for _label, n in counts)),
	]
	return [
		{"label": label, "value": number, "datatype": "Int", "indicator": "Blue"} for label, number in shown
	]
