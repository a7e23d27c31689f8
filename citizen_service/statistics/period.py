"""The period that a report is asked for."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from citizen_service.errors import BadPeriod


def period(from_date: str | date | None, to_date: str | date | None) -> tuple[date, date]:
	"""Its first and its last day, both included.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	if not (from_date and to_date):
		frappe.throw(
			_("Give the first and the last day of the period."), BadPeriod, title=_("Period Missing")
		)
	first_day, last_day = getdate(from_date), getdate(to_date)
	if last_day < first_day:
		frappe.throw(
			_("The period ends on {0}, before it starts on {1}. Exchange the two dates.").format(
				formatdate(last_day), formatdate(first_day)
			),
			BadPeriod,
			title=_("Period Ends before It Starts"),
		)
	return first_day, last_day
