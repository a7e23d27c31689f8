"""A report as an Excel workbook with live tables, from right to left in Arabic: numbers stay numbers, texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as LiveTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from citizen_service.exporting import neutral
from citizen_service.periodic_report.content import Content, Indicator, Reading, Table, Unit, compare
from citizen_service.periodic_report.numbers import Style

FORMATS = {Unit.COUNT: "#,##0", Unit.PERCENT: "0.0%", Unit.MEAN: "0.00", Unit.MINUTES: "#,##0.0"}
"""How a value is shown; minutes are written as hours, percentages as parts of one."""
NARROW, WIDE, WIDEST = 12, 34, 90

Cell = tuple[object, str | None]
"""A value and its number format."""


def workbook(content: Content, style: Style) -> bytes:
	"""An .xlsx file of the report in the language of the style: a sheet each for the indicators, every table, every
	department, the findings and the definitions."""
	_, language = style.say, style.language
	book = openpyxl.Workbook()
	book.remove(book.active)
	names = [one.name[language] for one in (content.period, content.previous, content.year_before)]
	head = [_("Indicator"), *names, _("Difference")]
	if content.indicators:
		_sheet(book, style, _("Indicators"), head, (_indicator(one, language) for one in content.indicators))
	for table in content.tables:
		columns = [_column(column.label[language], column.unit, style) for column in table.columns]
		if _is_compared(table):
			then = content.previous.name[language]
			columns += [f"{column} – {then}" for column in columns]
		head_of = [table.head[language], *columns]
		_sheet(book, style, table.title[language], head_of, _lines(table, language))
	for part in content.parts:
		_sheet(
			book, style, part.label[language], head, (_indicator(one, language) for one in part.indicators)
		)
	found = ([(_(one.severity), None), (one.sentence[language], None)] for one in content.findings)
	_sheet(book, style, _("Noted Findings"), [_("Severity"), _("Finding")], found)
	meant = ([(one.title[language], None), (one.text[language], None)] for one in content.definitions)
	_sheet(book, style, _("How These Figures Are Counted"), [_("Indicator"), _("Definition")], meant)
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()


def _indicator(one: Indicator, language: str) -> list[Cell]:
	difference = compare(one.now, one.previous, one.unit).difference
	shown = None if difference is None else float(difference / _parts(one.unit))
	readings = (one.now, one.previous, one.year_before)
	return [
		(one.label[language], None),
		*(_cell(reading, one.unit) for reading in readings),
		(shown, FORMATS[one.unit]),
	]


def _is_compared(table: Table) -> bool:
	return any(row.previous for row in table.rows)


def _lines(table: Table, language: str) -> Iterable[list[Cell]]:
	"""The cells of each line, then those of the period before where these were counted."""
	spans = (1, 2)[_is_compared(table)]
	units = [column.unit for column in table.columns] * spans
	for row in table.rows:
		readings = [*row.cells, *row.previous]
		yield [(row.label[language], None), *map(_cell, readings, units)]


def _cell(reading: Reading | None, unit: Unit) -> Cell:
	value = reading.value(unit) if reading else None
	if value is None:
		return None, None
	return int(value) if unit is Unit.COUNT else float(value / _parts(unit)), FORMATS[unit]


def _parts(unit: Unit) -> int:
	return {Unit.PERCENT: 100, Unit.MINUTES: 60}.get(unit, 1)


def _column(label: str, unit: Unit, style: Style) -> str:
	_ = style.say
	return _("{0} (hours)").format(label) if unit is Unit.MINUTES else label


def _sheet(
	book: openpyxl.Workbook, style: Style, title: str, head: Sequence[str], lines: Iterable[list[Cell]]
) -> None:
	sheet = book.create_sheet(_unused(title, book.sheetnames))
	sheet.sheet_view.rightToLeft = style.is_rtl
	sheet.freeze_panes = "B2"
	sheet.append(_distinct([neutral(label) for label in head]))
	for number, line in enumerate(lines, 2):
		for at, (value, number_format) in enumerate(line, 1):
			cell = sheet.cell(number, at, neutral(value) if isinstance(value, str) else value)
			if isinstance(value, str):
				cell.data_type = "s"
				cell.alignment = Alignment(wrap_text=True, vertical="top")
			if number_format:
				cell.number_format = number_format
	_make_live(sheet, len(book.sheetnames), len(head))


def _make_live(sheet: Worksheet, number: int, columns: int) -> None:
	"""A table of Excel's own, which sorts and filters; it needs at least one line below its head."""
	last = max(sheet.max_row, 2)
	live = LiveTable(displayName=f"Table{number}", ref=f"A1:{get_column_letter(columns)}{last}")
	live.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
	sheet.add_table(live)
	for cell in sheet[1]:
		cell.font = Font(bold=True, color="FFFFFF")
		cell.alignment = Alignment(wrap_text=True, vertical="top")
	for at in range(1, columns + 1):
		texts = columns == 2 and at == 2
		sheet.column_dimensions[get_column_letter(at)].width = (
			WIDEST if texts else WIDE if at == 1 else NARROW + 8
		)


def _unused(title: str, taken: Sequence[str]) -> str:
	"""A name for a sheet: 31 letters at most, none of those that Excel refuses, each once."""
	plain = "".join(" " if mark in "[]:*?/\\'" else mark for mark in title).strip()[:31] or "-"
	name, number = plain, 2
	while name.casefold() in (one.casefold() for one in taken):
		name, number = f"{plain[:27]} {number}", number + 1
	return name


def _distinct(labels: Sequence[str]) -> list[str]:
	"""Column heads that differ, as a live table needs them."""
	found: list[str] = []
	for label in labels:
		name, number = label, 2
		while name.casefold() in (one.casefold() for one in found):
			name, number = f"{label} {number}", number + 1
		found.append(name)
	return found
