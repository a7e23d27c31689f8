"""Figures in the words of the reader: what the page, the preview and the open data show. Reads what is frozen alone."""

import json
from dataclasses import dataclass

import frappe
from babel.dates import format_date
from frappe import _
from frappe.model.document import Document

from citizen_service.figures.periods import Period
from citizen_service.figures.summary import TABLES
from citizen_service.portal import pages

TEMPLATE = "templates/portal/figures_tables.html"


@dataclass(frozen=True)
class Line:
	"""A row of a table; None: withheld. `width` is the length of its bar, of 100."""

	label: str
	cases: int | None
	width: int
	in_time_percent: int | None
	median_days: int | None


def tables(document: Document) -> str:
	"""The figures as HTML, in the present language."""
	return pages.render(TEMPLATE, {"_": _, **shown(document)})


def shown(document: Document) -> dict:
	"""What `TEMPLATE` shows."""
	found = json.loads(document.figures)
	return {
		"found": found,
		"tables": [
			{"name": name, **_words(name), "lines": _lines(name, found["tables"][name])}
			for name in TABLES
			if name in found["tables"]
		],
	}


def _words(table: str) -> dict[str, str]:
	return {
		"case_type": {"caption": _("Cases by Type"), "head": _("Type")},
		"category": {"caption": _("Cases by Category"), "head": _("Category")},
		"department": {"caption": _("Referrals by Department"), "head": _("Department")},
		"month": {"caption": _("Cases by Month"), "head": _("Month")},
	}[table]


def _lines(table: str, rows: list[dict] | None) -> list[Line] | None:
	if rows is None:
		return None
	largest = max((row["cases"] or 0 for row in rows), default=0)
	return [
		Line(
			label=label(table, row["group"]),
			cases=row["cases"],
			width=round(100 * (row["cases"] or 0) / largest) if largest else 0,
			in_time_percent=row["in_time_percent"],
			median_days=row["median_days"],
		)
		for row in rows
	]


def label(table: str, group: str | None, language: str | None = None) -> str:
	"""The name of a group; `language`: default the present one."""
	language = language or frappe.local.lang
	if group is None:
		return _("Not Stated", language)
	if table == "month":
		return period_name(Period.named(group), language)
	return _(group, language)


def period_name(period: Period, language: str | None = None) -> str:
	"""Such as “2026”, “third quarter of 2026” or “July 2026”."""
	language = language or frappe.local.lang
	if period.kind == "Year":
		return str(period.year)
	if period.kind == "Month":
		return format_date(period.first_day, "MMMM y", locale=language)
	ordinal = (
		_("First quarter of {0}", language),
		_("Second quarter of {0}", language),
		_("Third quarter of {0}", language),
		_("Fourth quarter of {0}", language),
	)[period.number - 1]
	return ordinal.format(period.year)


def withheld_anything(found: dict) -> bool:
	"""Whether the reader needs to be told why something is missing."""
	return any(rows is None or any(row["cases"] is None for row in rows) for rows in found["tables"].values())


def published_names() -> list[str]:
	"""The published periods, the newest first."""
	return frappe.get_all(
		"Public Figures",
		filters={"status": "Published"},
		pluck="name",
		order_by="last_day desc, name asc",
	)
