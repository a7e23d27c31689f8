"""The frame of every statistical report: columns from the definitions, help, chart, and the way to what was counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate
from frappe.utils.caching import request_cache
from markupsafe import Markup

from citizen_service.desk.lists import Condition, route_options
from citizen_service.statistics import monthly
from citizen_service.statistics.indicators import INDICATORS, Unit
from citizen_service.statistics.periods import Period

Report = tuple[list[dict], list[dict], str, dict | None, list[dict]]
"""Columns, rows, message, chart, summary: what the framework takes from a script report."""

BARS = 12
"""How many lines a chart shows, with room for their names."""

WAYS = "ways"
"""The part of a row that says which list or report shows what a cell counts, by the cell's column."""

FIELDTYPES: dict[Unit, dict] = {
	Unit.NUMBER: {"fieldtype": "Int"},
	Unit.SHARE: {"fieldtype": "Percent"},
	Unit.HOURS: {"fieldtype": "Float", "precision": 1},
	Unit.MEAN: {"fieldtype": "Float", "precision": 2},
	Unit.DAYS: {"fieldtype": "Int"},
}


def head(fieldname: str, label: str, width: int = 240) -> dict:
	"""A column that says what a line is about."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Data", "width": width}


def number(fieldname: str, label: str, width: int = 120) -> dict:
	"""A column of numbers that is no indicator by itself, as one of a table across."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Int", "width": width}


def link(fieldname: str, label: str, doctype: str) -> dict:
	"""A column of records."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Link", "options": doctype, "width": 170}


def moment(fieldname: str, label: str) -> dict:
	"""A column of times."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Datetime", "width": 160}


def figure(key: str) -> dict:
	"""The column of an indicator."""
	indicator = INDICATORS[key]
	return {"fieldname": key, "label": _(indicator.title), "width": 130, **FIELDTYPES[indicator.unit]}


def title(key: str) -> str:
	return _(INDICATORS[key].title)


def report(
	columns: list[dict],
	rows: list[dict],
	explained: Iterable[str],
	empty: str,
	chart: dict | None = None,
	summary: list[dict] | None = None,
	kept: str = "",
) -> Report:
	"""What `execute` gives back.

	:param explained: the indicators whose definitions are the report's help
	:param empty: what is said where nothing was counted
	:param kept: what was not counted now but read from what is kept, said by `cases_kept` or `breaches_kept`
	"""
	message = help_text(explained)
	if kept:
		message = Markup("<p>{}</p>").format(kept) + message
	if not rows:
		message = Markup("<p>{}</p>").format(empty) + message
	return columns, rows, str(message), chart if rows else None, summary or []


def cases_kept(kept: tuple[Period, datetime | None] | None) -> str:
	"""Says when the cases of a part of the period were counted; nothing where all were counted now."""
	part, counted_on = kept or (None, None)
	if not counted_on:
		return ""
	return _("Cases from {0} to {1} were counted on {2}; what is open or overdue is counted now.").format(
		formatdate(part.first), formatdate(part.last), format_datetime(counted_on)
	)


def breaches_kept(part: Period | None) -> str:
	"""Says from when the time limits met late of these months are; nothing of none."""
	counted_on = monthly.counted_on(part, monthly.BREACHES) if part else None
	if not counted_on:
		return ""
	return _("Time limits met late from {0} to {1} were counted on {2}; open ones are counted now.").format(
		formatdate(part.first),
		formatdate(part.last),
		format_datetime(counted_on),
	)


def help_text(keys: Iterable[str]) -> Markup:
	"""The definitions, as text that folds out."""
	lines = Markup("").join(
		Markup("<dt>{}</dt><dd>{}</dd>").format(title(key), definition(key)) for key in dict.fromkeys(keys)
	)
	zone = _("Days are those of the time zone {0}.").format(frappe.utils.get_system_timezone())
	return Markup("<details><summary>{}</summary><dl>{}</dl><p>{}</p></details>").format(
		_("How These Figures Are Counted"), lines, zone
	)


def definition(key: str) -> str:
	"""An indicator in the user's language: what it counts, by which day, and what it leaves out."""
	indicator = INDICATORS[key]
	day = _("Counted by {0}.").format(_(indicator.day.value))
	return " ".join(part for part in (_(indicator.counts), day, _(indicator.left_out.value or "")) if part)


GOOD, LATE, BAD, OPEN = "#2f9e6b", "#e8a33d", "#d64545", "#8d99a6"
"""Colours of what was kept, kept late, missed, and is open."""


def chart(
	labels: Sequence[str],
	datasets: dict[str, Sequence[float]],
	stacked: bool = False,
	colors: Sequence[str] = (),
) -> dict:
	"""Bars of the first lines; several sets side by side or one upon the other, in colours that mean something or in the
	framework's."""
	found = {
		"data": {
			"labels": list(labels[:BARS]),
			"datasets": [{"name": name, "values": list(values[:BARS])} for name, values in datasets.items()],
		},
		"type": "bar",
	}
	if colors:
		found["colors"] = list(colors)
	return {**found, "barOptions": {"stacked": 1}} if stacked else found


def course(labels: Sequence[str], datasets: dict[str, Sequence[float]]) -> dict:
	"""Lines over all the spans of time of a report; of a single one a bar, since a line of one point is not seen."""
	found = chart(labels, datasets)
	if len(labels) < 2:
		return found
	sets = [{"name": name, "values": list(values)} for name, values in datasets.items()]
	return {**found, "type": "line", "data": {"labels": list(labels), "datasets": sets}}


def total(key: str, value: float, color: str = "Blue") -> dict:
	"""A figure of the whole report, above its table."""
	unit = INDICATORS[key].unit
	return {
		"label": title(key),
		"value": value,
		"datatype": FIELDTYPES[unit]["fieldtype"],
		"indicator": color,
	}


def way_to_list(doctype: str, conditions: Iterable[Condition]) -> dict | None:
	"""The list that shows exactly what fits the conditions; None for whoever may not read it."""
	if not _reads(doctype, frappe.session.user):
		return None
	return {"list": doctype, "filters": route_options(conditions)}


def way_to_report(name: str, filters: dict) -> dict | None:
	"""The report that shows what was counted; None for whoever it is not open to."""
	if not _opens(name, frappe.session.user):
		return None
	return {"report": name, "filters": {key: value for key, value in filters.items() if value is not None}}


def way_to_time_limits(filters: dict, clock: str, state: str = "", **more: object) -> dict | None:
	"""To the time limits that a cell counts: in a state (`limits.STATES`; empty: all of them), and `more` as that report's
	filters have it: `line`, the one department meant (“-”: the office), or `reason`, the number of why they were missed."""
	passed_on = {name: filters.get(name) or None for name in ("from_date", "to_date", "department")}
	return way_to_report(
		"Time Limits behind a Figure", {**passed_on, "clock": clock, "state": state or None, **more}
	)


@request_cache
def _reads(doctype: str, user: str) -> bool:
	"""Asked for each cell, so answered once."""
	return bool(frappe.has_permission(doctype, "read", user=user))


@request_cache
def _opens(report: str, user: str) -> bool:
	return bool(frappe.get_cached_doc("Report", report).is_permitted())


def with_ways(row: dict, **ways: dict | None) -> dict:
	"""The row, with the ways from those of its cells that count something."""
	return {**row, WAYS: {key: way for key, way in ways.items() if way and row.get(key)}}


def name_of(value: str | None, missing: str | None = None) -> str:
	"""A record's name as the reader sees it."""
	return _(value) if value else missing or _("Not Stated")
