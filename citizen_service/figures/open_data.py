"""Published figures as open data: CSV and JSON with documented, stable columns (docs/open-data.md)."""

import csv
import io
import json

import frappe
from frappe.model.document import Document

from citizen_service.exporting import neutral
from citizen_service.figures.showing import label
from citizen_service.figures.summary import TABLES

FORMAT = "citizen-service-figures/1"
LANGUAGES = ("ar", "en")
COLUMNS = (
	"period",
	"first_day",
	"last_day",
	"table",
	"group",
	"label_ar",
	"label_en",
	"number",
	"in_time_percent",
	"median_days",
	"withheld",
)
BOM = "\ufeff"
"""By which spreadsheets know UTF-8."""
NOT_STATED = "not_stated"


def as_json(document: Document) -> str:
	"""The figures with both languages' labels; null: withheld."""
	found = json.loads(document.figures)
	settings = frappe.get_cached_doc("Citizen Service Settings")
	values = {
		"format": FORMAT,
		"office": settings.office_name,
		"licence": settings.figures_licence,
		"period": document.name,
		"kind": document.kind,
		"first_day": str(document.first_day),
		"last_day": str(document.last_day),
		"computed_on": str(document.computed_on),
		"published_on": str(document.published_on),
		**found,
		"tables": {
			table: rows and [{**row, "label": _labels(table, row["group"])} for row in rows]
			for table, rows in found["tables"].items()
		},
	}
	return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def as_csv(document: Document) -> str:
	"""One line per number; an empty number is withheld, an empty group of a table: the whole table is."""
	found = json.loads(document.figures)
	answers = found["answers"]
	lines = [
		_line("total", "cases", {}, found["cases"]),
		_line("total", "referrals", {}, found["referrals"]),
		_line("total", "answers_due", {}, answers["due"], answers),
	]
	for table in TABLES:
		if table not in found["tables"]:
			continue
		rows = found["tables"][table]
		if rows is None:
			lines.append(_line(table, "", {}, None))
		for row in rows or ():
			labels = _labels(table, row["group"])
			lines.append(_line(table, row["group"] or NOT_STATED, labels, row["cases"], row))
	text = io.StringIO()
	writer = csv.writer(text, lineterminator="\r\n")
	writer.writerow(COLUMNS)
	period = (document.name, document.first_day, document.last_day)
	writer.writerows(
		[neutral("" if value is None else str(value)) for value in (*period, *line)] for line in lines
	)
	return BOM + text.getvalue()


def _labels(table: str, group: str | None) -> dict[str, str]:
	return {language: label(table, group, language) for language in LANGUAGES}


def _line(
	table: str, group: str, labels: dict[str, str], number: int | None, measures: dict | None = None
) -> tuple:
	measures = measures or {}
	return (
		table,
		group,
		labels.get("ar", ""),
		labels.get("en", ""),
		number,
		measures.get("in_time_percent"),
		measures.get("median_days"),
		int(number is None),
	)
