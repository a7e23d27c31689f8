"""The refusals of a field visit."""

from typing import NoReturn

import frappe
from frappe import _

from citizen_service.errors import VisitRefused
from citizen_service.field_visit.rules import LONGEST, Problem


def refuse(message: str) -> NoReturn:
	"""
	:raises VisitRefused: always
	"""
	frappe.throw(message, VisitRefused, title=_("Field Visit"))


def refuse_problem(problem: Problem | None) -> None:
	"""Refuse what `rules` found, in words.

	:raises VisitRefused: if it found anything
	"""
	if problem:
		refuse(_messages()[problem.code].format(frappe.bold(frappe.utils.escape_html(problem.value))))


def _messages() -> dict[str, str]:
	return {
		"no_time": _("Say when the visit begins and when it ends."),
		"ends_before_start": _("The visit must end later than it begins."),
		"too_long": _("A visit takes at most {0} days: plan several visits.").replace(
			"{0}", str(LONGEST.days)
		),
		"past": _("The visit would begin in the past: choose a later time."),
		"nobody": _("Nobody attends: name a department or a person."),
		"department_twice": _("Department {0} is named twice."),
		"person_twice": _("{0} is named twice among the people."),
	}
