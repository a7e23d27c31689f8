"""The core's codes in words, in the user's language."""

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _

from citizen_service.errors import RegisterRefused
from citizen_service.listing import listed
from citizen_service.register_import.refusal import Refusal, Reject

if TYPE_CHECKING:
	from citizen_service.register_import.run import Summary


def refuse(refusal: Refusal) -> None:
	"""Say why the whole file cannot be taken.

	:raises RegisterRefused: always
	"""
	frappe.throw(refusal_text(refusal), RegisterRefused, title=_("Register Not Imported"))


def refusal_text(refusal: Refusal) -> str:
	"""A refusal as a sentence: what is wrong, what would be right."""
	p = refusal.params
	text = {
		"unreadable": lambda: _("The file cannot be read: {0}.").format(p["reason"]),
		"empty_file": lambda: _("The file is empty: it needs a line of column names and at least one row."),
		"unknown_format": lambda: _(
			"The format of the file is unknown. Save it as CSV, gzipped CSV or XLSX."
		),
		"broken_archive": lambda: _(
			"The gzip archive is damaged from row {0} on. Copy the file again."
		).format(p["row"]),
		"broken_workbook": lambda: _("The workbook is damaged, or no XLSX file (found at row {0}).").format(
			p["row"]
		),
		"broken_text": lambda: _(
			"The CSV text is damaged at row {0}: a quotation mark that is never closed, or bytes that are no text."
		).format(p["row"]),
		"header_bytes": lambda: _(
			"The column names are no {0} text. Save the file as UTF-8, or name its encoding in a mapping, for example cp1256."
		).format(p["encoding"]),
		"doubled_columns": lambda: _("The file has these columns more than once: {0}.").format(
			_list(p["columns"])
		),
		"no_such_sheet": lambda: _("The workbook has no sheet {0}. It has: {1}.").format(
			p["sheet"], _list(p["sheets"])
		),
		"missing_columns": lambda: _("The file lacks these columns: {0}. It has: {1}.").format(
			_list(p["missing"]), _list(p["found"])
		),
		"no_mapping_fits": lambda: _(
			"No shipped mapping fits the columns of the file ({0}). Name one with --mapping; shipped are: {1}."
		).format(_list(p["found"]), _list(p["shipped"])),
		"mapping_not_json": lambda: _("The mapping {0} is no JSON object (line {1}).").format(
			p["file"], p["line"]
		),
		"mapping_key": lambda: _(
			"The mapping {0}: the key “{1}” is missing, unknown or wrongly filled."
		).format(p["file"], p["key"]),
		"too_many_names": lambda: _(
			"The columns {0} hold more than {1} different names: that is free text, no category and no area."
		).format(_list(p["columns"]), p["most"]),
		"no_state": lambda: _(
			"No state of the active Case workflow has the meaning “{0}”. Ask an administrator to set it."
		).format(_(p["meaning"])),
		"no_type": lambda: _("There is no case type. Create one, or name one in the mapping."),
		"rejects_unwritable": lambda: _("The file of rejects {0} cannot be written: {1}.").format(
			p["file"], p["reason"]
		),
		"running": lambda: _("Another import is running on this site. Wait until it has ended."),
		"form_refuses": lambda: _("The form of Case would refuse row {0}: {1}").format(p["row"], p["reason"]),
	}
	return text[refusal.code]()


def reject_text(reject: Reject) -> str:
	"""Why a row is rejected, as a sentence."""
	p = reject.params
	text = {
		"cell_count": lambda: _("The row has {0} cells instead of {1}.").format(p["found"], p["expected"]),
		"empty_row": lambda: _("All cells of the row are empty."),
		"bad_bytes": lambda: _(
			"The row has bytes that are no {0} text. Name the file's encoding in the mapping, for example cp1256."
		).format(p["encoding"].upper()),
		"no_opening_date": lambda: _("The opening date (column {0}) is empty.").format(p["column"]),
		"bad_date": lambda: _(
			"“{0}” in column {1} is no date of the form {2}, or not between 1900 and 2200."
		).format(p["value"], p["column"], " / ".join(p["formats"])),
		"future_date": lambda: _("The date {0} in column {1} is in the future.").format(
			p["value"], p["column"]
		),
		"closed_before_opened": lambda: _("The closing date {0} is before the opening date {1}.").format(
			p["closed"], p["opened"]
		),
		"too_long": lambda: _("The text in column {0} is longer than {1} characters.").format(
			p["column"], p["longest"]
		),
		"row_too_long": lambda: _("The row is longer than {0} bytes.").format(p["longest"]),
		"number_taken": lambda: _(
			"Its number was imported before with other content, as case {0}. Compare the two and correct that case by hand."
		).format(p["case"]),
	}
	return text[reject.code]()


def summary_lines(summary: "Summary", dry_run: bool) -> list[str]:
	"""What became of the file, for the terminal."""
	lines = [
		_("Dry run: nothing was written.") if dry_run else "",
		_("{0} rows = {1} imported + {2} already there + {3} rejected").format(
			summary.rows, summary.imported, summary.already_there, summary.rejected
		),
		_("Imported: {0} closed in the former register, {1} open with their time limits").format(
			summary.closed, summary.open
		),
		_("New categories: {0}; new areas: {1}").format(summary.categories_made, summary.areas_made),
		_("Rejected rows with their reasons: {0}").format(summary.rejects) if summary.rejected else "",
		_("Read and written in {0} s; {1} cases indexed for search in {2} s").format(
			round(summary.seconds, 1), summary.indexed, round(summary.index_seconds, 1)
		),
	]
	return [line for line in lines if line]


def _list(names: Any) -> str:
	return listed(names)
