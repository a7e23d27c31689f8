"""The period that a report is asked for, and where its days begin and end."""

from datetime import date, datetime, time

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate, now_datetime

from citizen_service.errors import BadPeriod
from citizen_service.sla.instants import instant_of, to_column
from citizen_service.statistics.periods import MOST_YEARS, Period, Problem, problem_of


def period(from_date: str | date | None, to_date: str | date | None) -> tuple[date, date]:
	"""Its first and its last day, both included.

	:raises BadPeriod: as `asked_period`
	"""
	asked = asked_period(from_date, to_date)
	return asked.first, asked.last


def asked_period(from_date: str | date | None, to_date: str | date | None) -> Period:
	"""The period from one day to another, both of the site's own and both included.

	:raises BadPeriod: a date is missing, or the period ends before it starts, has not begun yet, or is too long
	"""
	if not (from_date and to_date):
		frappe.throw(
			_("Give the first and the last day of the period."), BadPeriod, title=_("Period Missing")
		)
	first, last = _day(from_date), _day(to_date)
	problem = problem_of(first, last, now_datetime().date())
	if problem is Problem.ENDS_BEFORE_IT_STARTS:
		frappe.throw(
			_("The period ends on {0}, before it starts on {1}. Exchange the two dates.").format(
				formatdate(last), formatdate(first)
			),
			BadPeriod,
			title=_("Period Ends before It Starts"),
		)
	if problem is Problem.IN_THE_FUTURE:
		frappe.throw(
			_("The period starts on {0}, which is still to come. Choose a day until today.").format(
				formatdate(first)
			),
			BadPeriod,
			title=_("Period Not Begun"),
		)
	if problem is Problem.TOO_LONG:
		frappe.throw(
			_("From {0} to {1} is longer than {2} years. Choose a shorter period.").format(
				formatdate(first), formatdate(last), MOST_YEARS
			),
			BadPeriod,
			title=_("Period Too Long"),
		)
	return Period(first, last)


def _day(given: str | date) -> date:
	try:
		return date.fromisoformat(str(given)[:10])
	except ValueError:
		frappe.throw(
			_("“{0}” is no date. Choose a day of the calendar.").format(escape_html(str(given))),
			BadPeriod,
			title=_("Date"),
		)


def utc_bounds(asked: Period) -> tuple[datetime, datetime]:
	"""The beginning of its first day and the end of its last one, at the site, as instants are stored."""
	return _midnight(asked.first), _midnight(asked.end)


def _midnight(day: date) -> datetime:
	return to_column(instant_of(datetime.combine(day, time())))
