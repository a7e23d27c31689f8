"""Exports that no spreadsheet takes for instructions: what citizens typed stays text.

A cell that begins like a formula is led by an apostrophe, as OWASP's “CSV Injection” has it. The framework writes cells
as they are; its doors to exports are stood in for here, each with the framework's own work and checks behind it.
"""

import io
import re
import unicodedata
import zipfile

import frappe
import openpyxl
from frappe import _
from frappe.core.doctype.data_export import exporter
from frappe.core.doctype.data_import import data_import
from frappe.desk import query_report, reportview
from frappe.desk.utils import pop_csv_params
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport
from frappe.utils import comma_or
from frappe.utils.jinja_globals import is_rtl

from citizen_service.acting import acting_as
from citizen_service.calls import names_in, refuse_argument
from citizen_service.outbox.notices import speaking

FORMATS = ("CSV", "Excel")
"""What the framework writes lists and reports as."""
LEADS = ("=", "+", "-", "@")
HARMLESS = re.compile(r"[+-]?[\d\s().,/-]*\Z")
"""What only looks dangerous: numbers, telephone numbers."""
INVISIBLE = ("Cc", "Cf", "Zs")
"""Categories of marks that a spreadsheet may skip before it looks for a formula."""


def neutral(text: str) -> str:
	"""`text` as a spreadsheet shows it and does nothing else with it."""
	seen = "".join(
		mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) not in INVISIBLE
	)
	return f"'{text}" if seen.startswith(LEADS) and not HARMLESS.match(seen) else text


def neutral_csv(content: str, delimiter: str = ",") -> str:
	"""A whole CSV file with each field neutral, and otherwise as it was."""
	mark = re.escape(delimiter)
	field = re.compile(rf'(?:(?<={mark})|(?<=\n)|(?<=\r)|\A)(?:"((?:[^"]|"")*)"|([^"\r\n{mark}]+))')

	def replace(found: re.Match) -> str:
		quoted, plain = found.groups()
		return neutral(plain) if quoted is None else f'"{neutral(quoted)}"'

	return field.sub(replace, content)


def neutral_workbook(content: bytes) -> bytes:
	"""An .xlsx file whose formulas have become text."""
	with zipfile.ZipFile(io.BytesIO(content)) as parts:
		sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
		if not any(b"<f>" in parts.read(name) for name in sheets):
			return content
	workbook = openpyxl.load_workbook(io.BytesIO(content))
	for sheet in workbook:
		for row in sheet.iter_rows():
			for cell in row:
				if cell.data_type == "f":
					cell.value = f"'{cell.value}"
	written = io.BytesIO()
	workbook.save(written)
	return written.getvalue()


def neutral_file(content: bytes | str, name: str, delimiter: str = ",") -> bytes | str:
	"""A file made for download or e-mail, by the end of its name."""
	if name.lower().endswith(".xlsx"):
		return neutral_workbook(content)
	if not name.lower().endswith(".csv"):
		return content
	if isinstance(content, str):
		return neutral_csv(content, delimiter)
	return neutral_csv(content.decode("utf-8"), delimiter).encode("utf-8")


# The framework's doors ------------------------------------------------------------------------------


@frappe.whitelist(methods=["GET", "POST"])
def list_export(doctype: str, fields: str | list, file_format_type: str) -> None:
	"""Stands in for `frappe.desk.reportview.export_query`, which asks for the right to export.

	:raises BadRequest: no fields, or a format that it does not write
	"""
	frappe.permissions.can_export(doctype, raise_exception=True)
	if fields != "*" and not names_in(fields, "fields"):
		refuse_argument("fields", _("list of names"))
	_refuse_other_format(file_format_type)
	reportview.export_query()
	_tidy_response()


@frappe.whitelist(methods=["GET", "POST"])
def report_export(report_name: str, file_format_type: str) -> None:
	"""Stands in for `frappe.desk.query_report.export_query`, which asks for the right to export.

	:raises frappe.DoesNotExistError: there is no such report
	:raises BadRequest: a format that it does not write
	"""
	frappe.permissions.can_export(
		frappe.get_cached_doc("Report", report_name).ref_doctype, raise_exception=True
	)
	_refuse_other_format(file_format_type)
	query_report.export_query()
	_tidy_response()


@frappe.whitelist(methods=["GET", "POST"])
def data_export() -> None:
	"""Stands in for `frappe.core.doctype.data_export.exporter.export_data`, which asks for the right to export."""
	frappe.call(exporter.export_data, **frappe.form_dict)
	_tidy_response()


@frappe.whitelist(methods=["GET", "POST"])
def import_template(doctype: str) -> None:
	"""Stands in for `frappe.core.doctype.data_import.data_import.download_template`, which asks for the right to export."""
	frappe.call(data_import.download_template, **frappe.form_dict)
	_tidy_response()


def _refuse_other_format(file_format_type: str) -> None:
	if file_format_type not in FORMATS:
		refuse_argument("file_format_type", comma_or(FORMATS))


def _tidy_response() -> None:
	response = frappe.response
	if response.get("type") == "csv":
		response["result"] = neutral_csv(response["result"])
	elif response.get("type") == "binary":
		delimiter = pop_csv_params(dict(frappe.form_dict))["delimiter"]
		response["filecontent"] = neutral_file(response["filecontent"], response["filename"], delimiter)


class NeutralAutoEmailReport(AutoEmailReport):
	"""The framework's reports by e-mail: run with the rights of the user they are made for, not of who sends them, and
	with files that hold no formula."""

	def send(self) -> None:
		"""In the user's language; nothing for a user who has left, or who lost the right to the report: that is logged,
		and the reports after it are sent."""
		with acting_as(self.user):
			language, enabled = frappe.db.get_value("User", self.user, ["language", "enabled"])
			may_see = enabled and frappe.get_cached_doc("Report", self.report).is_permitted()
		if not may_see:
			frappe.log_error(title=f"Report not sent: {self.name}"[:140], message=f"Not open to {self.user}")
			return
		with speaking(language):
			super().send()

	def get_html_table(self, columns: list | None = None, data: list | None = None) -> str:
		direction = "rtl" if is_rtl() else "ltr"
		return f'<div dir="{direction}">{super().get_html_table(columns, data)}</div>'

	def get_report_content(self) -> bytes | str | None:
		with acting_as(self.user):
			content = super().get_report_content()
		return neutral_file(content, f"x.{self.format}") if content and self.format != "HTML" else content
