"""How long a procedure takes, in the words of the present language."""

from frappe import _

from citizen_service.desk.plurals import form
from citizen_service.desk.wording import days


def time_it_takes(amount: int | None, unit: str) -> str:
	"""The length in words; 0 is done at once.

	:param unit: Working Minutes, Working Hours, Working Days or Calendar Days
	"""
	if not amount:
		return _("While you wait")
	return {
		"Working Minutes": _working_minutes,
		"Working Hours": _working_hours,
		"Working Days": _working_days,
		"Calendar Days": days,
	}[unit](amount)


def _working_days(number: int) -> str:
	return {
		"one": _("1 working day", context="duration"),
		"two": _("2 working days", context="duration"),
		"few": _("{0} working days", context="few"),
		"many": _("{0} working days", context="many"),
		"other": _("{0} working days", context="other"),
	}[form(number)].format(number)


def _working_hours(number: int) -> str:
	return {
		"one": _("1 working hour", context="duration"),
		"two": _("2 working hours", context="duration"),
		"few": _("{0} working hours", context="few"),
		"many": _("{0} working hours", context="many"),
		"other": _("{0} working hours", context="other"),
	}[form(number)].format(number)


def _working_minutes(number: int) -> str:
	return {
		"one": _("1 working minute", context="duration"),
		"two": _("2 working minutes", context="duration"),
		"few": _("{0} working minutes", context="few"),
		"many": _("{0} working minutes", context="many"),
		"other": _("{0} working minutes", context="other"),
	}[form(number)].format(number)
