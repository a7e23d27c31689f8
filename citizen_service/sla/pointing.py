"""Saying what is wrong in a form: which field, or which row of which table, and what stands there."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date

TIME = re.compile(r"-?\d{1,2}:[0-5]\d(:[0-5]\d(\.\d+)?)?")
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
YEARS = range(1900, 2201)


def said(doc: Document, field: str, text: str) -> str:
	"""“Valid To: …”"""
	return f"<b>{_(doc.meta.get_label(field))}</b>: {text}"


def said_of_row(doc: Document, table: str, row: int, field: str, text: str) -> str:
	"""“Shifts, row 3, To: …”; rows are counted from 1, as the form shows them."""
	label = frappe.get_meta(doc.meta.get_field(table).options).get_label(field)
	where = _("{0}, row {1}, {2}").format(_(doc.meta.get_label(table)), row, _(label))
	return f"<b>{where}</b>: {text}"


def misread(fieldtype: str, value: object) -> str | None:
	"""Why a value is none of its field's type (Date, Time, Int or Float), if it is none."""
	if fieldtype == "Date":
		try:
			year = date.fromisoformat(str(value)[:10]).year
		except ValueError:
			return _("{0} is not a date. For example: {1}.").format(quoted(value), "2027-02-08")
		if year not in YEARS:
			return _("The year must lie between {0} and {1}.").format(YEARS[0], YEARS[-1])
	if fieldtype == "Time" and not isinstance(value, timedelta) and not TIME.fullmatch(str(value)):
		return _("{0} is not a time. For example: {1}.").format(quoted(value), "07:30")
	if fieldtype == "Int" and not re.fullmatch(r"-?\d{1,9}", str(value)):
		return _("{0} is not a whole number. For example: {1}.").format(quoted(value), "3")
	if fieldtype == "Float" and not NUMBER.fullmatch(str(value)):
		return _("{0} is not a number. For example: {1}.").format(quoted(value), "2.5")
	return None


def unknown(value: object, known: Iterable[str]) -> str:
	"""A value that is none of the choices, and what they are."""
	choices = " · ".join(_(option) for option in known)
	return _("{0} is not one of: {1}").format(quoted(value or "—"), choices)


def day(value: date) -> str:
	"""A date in the user's format, in one piece. Set apart, as Arabic before it would turn it round."""
	return f'<bdi class="text-nowrap">{format_date(value)}</bdi>'


def quoted(value: object) -> str:
	"""What people wrote, escaped and in its own direction."""
	return f"<bdi>{frappe.utils.escape_html(str(value))}</bdi>"
