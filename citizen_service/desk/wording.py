"""Lengths and instants in the words of the user's language."""

from datetime import datetime

from frappe import _
from frappe.utils import format_date, format_datetime, get_user_date_format

from citizen_service.desk.plurals import form
from citizen_service.sla.instants import to_local
from citizen_service.sla.spans import Span

DAYS = {
	"one": lambda: _("1 day", context="duration"),
	"two": lambda: _("2 days", context="duration"),
	"few": lambda: _("{0} days", context="few"),
	"many": lambda: _("{0} days", context="many"),
	"other": lambda: _("{0} days", context="other"),
}
HOURS = {
	"one": lambda: _("1 hour", context="duration"),
	"two": lambda: _("2 hours", context="duration"),
	"few": lambda: _("{0} hours", context="few"),
	"many": lambda: _("{0} hours", context="many"),
	"other": lambda: _("{0} hours", context="other"),
}
MINUTES = {
	"one": lambda: _("1 minute", context="duration"),
	"two": lambda: _("2 minutes", context="duration"),
	"few": lambda: _("{0} minutes", context="few"),
	"many": lambda: _("{0} minutes", context="many"),
	"other": lambda: _("{0} minutes", context="other"),
}
"""By the form of the number (`plurals`). A case's panel says dozens: only what is said is translated."""


def duration(span: Span) -> str:
	"""Two units at most, rounded down: days and hours, hours and minutes."""
	hours, minutes = divmod(span.seconds // 60, 60)
	if span.days:
		return _together(days(span.days), _hours(hours) if hours else "")
	if hours:
		return _together(_hours(hours), _minutes(minutes) if minutes else "")
	return _minutes(minutes) if minutes else _("less than a minute")


def _together(larger: str, smaller: str) -> str:
	return _("{0} and {1}").format(larger, smaller) if smaller else larger


def days(number: int) -> str:
	"""A number of days in words, as the other units below."""
	return DAYS[form(number)]().format(number)


def _hours(number: int) -> str:
	return HOURS[form(number)]().format(number)


def _minutes(number: int) -> str:
	return MINUTES[form(number)]().format(number)


def moment(instant: int) -> str:
	"""An instant in the site's time, by the minute, as the user writes dates."""
	return moment_of(to_local(instant))


def moment_of(when: datetime) -> str:
	"""A time of the site's clock, as `moment`."""
	return format_datetime(when, get_user_date_format().replace("mm", "MM") + " HH:mm")


def day(instant: int) -> str:
	"""The site's date at an instant, as the user writes dates."""
	return format_date(to_local(instant).date())
