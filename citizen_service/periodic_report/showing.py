"""What a report shows, in one language, on paper and on the screen: read from what is kept alone."""

from collections.abc import Callable, Iterable
from datetime import date

import frappe
from babel.dates import format_date
from frappe import _
from frappe.utils import getdate
from markupsafe import Markup

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import PeriodicReport
from citizen_service.periodic_report.content import (
	Better,
	Chart,
	Content,
	Indicator,
	Reading,
	Table,
	compare,
)
from citizen_service.periodic_report.numbers import Style

MOST = 100
"""Lines of a table that are shown; the workbook has all of them."""

LISTED = {"tables", "departments"}
"""Sections of which the contents name each part."""

Draw = Callable[[Chart, Style], str]


def names(content: Content, written: Style) -> dict[str, str]:
	"""What the three periods are called."""
	return {
		name: written.write(getattr(content, name).name[written.language])
		for name in ("period", "previous", "year_before")
	}


def facts(document: PeriodicReport, content: Content, written: Style) -> list[tuple[str, str]]:
	between = _("{0} to {1}").format(
		day_of(content.period.first, written), day_of(content.period.last, written)
	)
	found = [
		(_("Reference"), f"\u2066{document.name}\u2069"),
		(_("Reported Period"), between),
		(_("Computed On"), day_of(getdate(document.computed_on), written)),
	]
	if document.approved_on:
		name = frappe.utils.get_fullname(document.approved_by)
		found += [
			(_("Approved On"), day_of(getdate(document.approved_on), written)),
			(_("Report Approved By"), name),
		]
	return found


def sections(
	document: PeriodicReport, content: Content, written: Style, draw: Draw, department: str | None = None
) -> Iterable[dict]:
	"""The parts of the report, in their order; those without content are left out, findings never.

	:param draw: `charts.printed` or `charts.svg`
	"""
	language = written.language
	then = written.write(content.previous.name[language])

	def is_meant(row: object) -> bool:
		return not department or row.department == department

	found = [
		("summary", _("Summary"), [] if department else _paragraphs(document.summary)),
		("indicators", _("Indicators"), [_indicator(one, written) for one in content.indicators]),
		("charts", _("Charts"), _charts(content.charts, written, draw)),
		("tables", _("Tables"), [_table(one, then, written) for one in content.tables]),
		(
			"departments",
			_("Departments"),
			[
				{
					"id": f"department-{number}",
					"title": part.label[language],
					"indicators": [_indicator(one, written) for one in part.indicators],
					"tables": [_table(one, then, written) for one in part.tables],
					"charts": _charts(part.charts, written, draw),
				}
				for number, part in enumerate(content.parts, 1)
			],
		),
		("conclusions", _("Conclusions"), [] if department else _paragraphs(document.conclusions)),
		(
			"recommendations",
			_("Recommendations"),
			_recommendations(filter(is_meant, document.recommendations), written),
		),
		(
			"follow-up",
			_("Follow-up of the Last Recommendations"),
			_follow_ups(filter(is_meant, document.follow_ups), written),
		),
		(
			"approval",
			_("Approval"),
			[_("Report Drawn Up By"), _("Report Reviewed By"), _("Report Approved By")],
		),
		("definitions", _("Annex: How These Figures Are Counted"), _definitions(content, written)),
	]
	noted = [
		{
			"severity": row.severity,
			"sentence": written.write(row.sentence if language == "ar" else row.sentence_en),
		}
		for row in document.findings
		if is_meant(row) and not row.left_out
	]
	found.insert(2, ("findings", _("Noted Findings"), noted))
	shown = [one for one in found if one[2] or one[0] == "findings"]
	for number, (name, title, body) in enumerate(shown, 1):
		yield {
			"id": name,
			"title": f"{written.whole(number)}. {title}",
			"content": body,
			"listed": [(one["id"], one["title"]) for one in body] if name in LISTED else [],
		}


def _indicator(one: Indicator, written: Style) -> dict:
	previous, year_before = (compare(one.now, then, one.unit) for then in (one.previous, one.year_before))
	return {
		"label": one.label[written.language],
		"now": written.value(one.now, one.unit),
		"previous": written.value(one.previous, one.unit),
		"difference": written.difference(previous.difference, one.unit),
		"tone": _tone(one, one.previous),
		"year_before": written.value(one.year_before, one.unit),
		"year_difference": written.difference(year_before.difference, one.unit),
		"year_tone": _tone(one, one.year_before),
	}


def _tone(one: Indicator, then: Reading | None) -> str:
	difference = compare(one.now, then, one.unit).difference
	if not difference or one.better is Better.NEITHER:
		return ""
	return "good" if (difference > 0) == (one.better is Better.MORE) else "bad"


def _table(one: Table, then: str, written: Style) -> dict:
	"""A table; where its lines were counted of the period before too, their first figure stands beside the present one."""
	language = written.language
	compared = any(row.previous for row in one.rows)

	def cells(readings: tuple[Reading, ...], previous: tuple[Reading, ...] | None = None) -> list[str]:
		found = [
			written.value(reading, column.unit)
			for reading, column in zip(readings, one.columns, strict=False)
		]
		if not compared or not readings:
			return found
		if not previous:
			return [*found, "", ""]
		unit = one.columns[0].unit
		difference = compare(readings[0], previous[0], unit).difference
		return [*found, written.value(previous[0], unit), written.difference(difference, unit)]

	return {
		"id": f"table-{one.key}",
		"title": one.title[language],
		"head": one.head[language],
		"columns": [
			*(column.label[language] for column in one.columns),
			*([then, _("Difference")] if compared else ()),
		],
		"rows": [
			{"label": written.write(row.label[language]), "cells": cells(row.cells, row.previous)}
			for row in one.rows[:MOST]
		],
		"more": written.whole(len(one.rows) - MOST) if len(one.rows) > MOST else "",
		"total": cells(one.total),
		"nothing": _("No cases in this period.")
		if one.noun == "case"
		else _("Nothing was counted in this period."),
	}


def _charts(charts: tuple[Chart, ...], written: Style, draw: Draw) -> list[dict]:
	return [{"title": one.title[written.language], "picture": Markup(draw(one, written))} for one in charts]


def _paragraphs(text: str | None) -> list[str]:
	return [part.strip() for part in (text or "").replace("\r\n", "\n").split("\n\n") if part.strip()]


def _recommendations(rows: Iterable, written: Style) -> list[dict]:
	return [
		{"number": written.whole(number), **_who_and_when(row, written)} for number, row in enumerate(rows, 1)
	]


def _follow_ups(rows: Iterable, written: Style) -> list[dict]:
	return [{**_who_and_when(row, written), "status": _(row.status), "note": row.note or ""} for row in rows]


def _who_and_when(row: object, written: Style) -> dict:
	return {
		"text": row.recommendation,
		"department": _(row.department) if row.department else _("The office"),
		"due_on": day_of(getdate(row.due_on), written) if row.due_on else "",
	}


def _definitions(content: Content, written: Style) -> list[dict]:
	language = written.language
	return [{"title": one.title[language], "text": one.text[language]} for one in content.definitions]


def day_of(day: date, written: Style) -> str:
	return written.write(format_date(day, "d MMMM y", locale=written.language))
