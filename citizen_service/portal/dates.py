"""Dates as people read them."""

from datetime import datetime

import frappe
from babel.dates import format_date
from frappe.utils import get_datetime


def long_date(instant: datetime | str) -> str:
	"""The day of `instant` in the reader's language, such as `21 November 2026`."""
	return format_date(get_datetime(instant).date(), "d MMMM y", locale=frappe.local.lang)
