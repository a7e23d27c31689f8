"""A periodic report as a PDF: what the template is given, in one language, from what is kept alone."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import frappe
from babel.dates import format_date
from frappe import _
from frappe.translate import print_language
from frappe.utils import getdate
from markupsafe import Markup

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import PeriodicReport
from citizen_service.paper.pdf import FONTS, page_of_pages, to_pdf
from citizen_service.periodic_report.charts import printed
from citizen_service.periodic_report.content import (
	Better,
	Chart,
	Content,
	Indicator,
	Reading,
	Table,
	compare,
)
from citizen_service.periodic_report.keeping import kept, style
from citizen_service.periodic_report.numbers import LATIN, Style
from citizen_service.portal.language import DIRECTION
from citizen_service.portal.pages import render

TEMPLATE = "templates/paper/periodic_report.html"
CSS = Path(__file__).parent.parent / "templates" / "paper" / "periodic_report.css"


def pdf(document: PeriodicReport, language: str, digits: str = LATIN, department: str | None = None) -> bytes:
	"""The report in that language; for a department its own part alone.

	:raises ReportRefused: it has no figures, or they do not fit their seal
	:raises KeyError: the report has no part for the department
	"""
	content = kept(document)
	if department:
		content = content.only(department)
	with print_language(language):
		written = style(language, digits)
		office = frappe.db.get_single_value("Citizen Service Settings", "office_name") or ""
		context = _context(document, content, written, office, department)
		return to_pdf(render(TEMPLATE, context), _css(written), _("Periodic Report"))


def _css(written: Style) -> str:
	right, left = (
		("string(office)", "string(section)") if written.is_rtl else ("string(section)", "string(office)")
	)
	counter = "arabic-indic" if written.write("1") != "1" else "decimal"
	filled = {
		"RIGHT": right,
		"LEFT": left,
		"PAGES": page_of_pages(counter),
		"FONTS": FONTS,
		"DIR": DIRECTION[written.language],
		"COUNTER": counter,
	}
	css = CSS.read_text(encoding="utf-8")
	for place, value in filled.items():
		css = css.replace(place, value)
	return css


def _context(
	document: PeriodicReport, content: Content, written: Style, office: str, department: str | None
) -> dict:
	settings = frappe.get_cached_doc("Citizen Service Settings")
	language = written.language
	part = content.part(department) if department else None
	return {
		"_": _,
		"office": office,
		"phone": settings.office_phone or "",
		"email": settings.office_email or "",
		"is_draft": document.docstatus != 1,
		"for_department": part.label[language] if part else "",
		"names": {
			name: written.write(getattr(content, name).name[language])
			for name in ("period", "previous", "year_before")
		},
		"facts": _facts(document, content, written),
		"sections": list(_sections(document, content, written, department)),
	}


def _facts(document: PeriodicReport, content: Content, written: Style) -> list[tuple[str, str]]:
	between = _("{0} to {1}").format(_day(content.period.first, written), _day(content.period.last, written))
	facts = [
		(_("Reference"), f"\u2066{document.name}\u2069"),
		(_("Reported Period"), between),
		(_("Computed On"), _day(getdate(document.computed_on), written)),
	]
	if document.approved_on:
		name = frappe.utils.get_fullname(document.approved_by)
		facts += [(_("Approved On"), _day(getdate(document.approved_on), written)), (_("Approved By"), name)]
	return facts


def _sections(
	document: PeriodicReport, content: Content, written: Style, department: str | None
) -> Iterable[dict]:
	"""The parts of the paper, in their order; those without content are left out, findings never."""
	language = written.language

	def is_meant(row: object) -> bool:
		return not department or row.department == department

	found = [
		("summary", _("Summary"), [] if department else _paragraphs(document.summary)),
		("indicators", _("Indicators"), [_indicator(one, written) for one in content.indicators]),
		("charts", _("Charts"), _charts(content.charts, written)),
		("tables", _("Tables"), [_table(one, written) for one in content.tables]),
		(
			"departments",
			_("Departments"),
			[
				{
					"label": part.label[language],
					"indicators": [_indicator(one, written) for one in part.indicators],
					"tables": [_table(one, written) for one in part.tables],
					"charts": _charts(part.charts, written),
				}
				for part in content.parts
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
		("approval", _("Approval"), [_("Prepared By"), _("Reviewed By"), _("Approved By")]),
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
		yield {"id": name, "title": f"{written.whole(number)}. {title}", "content": body}


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


def _table(one: Table, written: Style) -> dict:
	def cells(readings: tuple[Reading, ...]) -> list[str]:
		return [
			written.value(reading, column.unit)
			for reading, column in zip(readings, one.columns, strict=False)
		]

	language = written.language
	return {
		"title": one.title[language],
		"head": one.head[language],
		"columns": [column.label[language] for column in one.columns],
		"rows": [
			{"label": written.write(row.label[language]), "cells": cells(row.cells)} for row in one.rows
		],
		"total": cells(one.total),
	}


def _charts(charts: tuple[Chart, ...], written: Style) -> list[dict]:
	return [
		{"title": one.title[written.language], "picture": Markup(printed(one, written))} for one in charts
	]


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
		"due_on": _day(getdate(row.due_on), written) if row.due_on else "",
	}


def _definitions(content: Content, written: Style) -> list[dict]:
	language = written.language
	return [{"title": one.title[language], "text": one.text[language]} for one in content.definitions]


def _day(day: date, written: Style) -> str:
	return written.write(format_date(day, "d MMMM y", locale=written.language))
