"""What must hold of a case as it comes in, on whatever path it comes."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_date, getdate

from citizen_service.errors import BadDate, ChoiceDisabled

CHOICES = ("case_type", "category", "channel", "priority", "area", "procedure")
"""Links to records that the office can take out of use."""
KEPT = ("passed_on_by", "passed_on_department")
"""Set by `reception.passing_on` alone."""


def check_intake(case: Document) -> None:
	"""What is new or changed in a case is in use, and dated as it can be.

	:raises ChoiceDisabled: names each field whose choice is not in use any more
	:raises BadDate: the letter bears a date to come
	"""
	if case.is_new():
		keep_passed_on(case)
	if disabled := list(_disabled(case)):
		frappe.local.response["problems"] = dict(disabled)
		frappe.throw("<br>".join(text for _field, text in disabled), ChoiceDisabled, title=_("Not in Use"))
	if case.letter_date and case.has_value_changed("letter_date") and getdate(case.letter_date) > getdate():
		text = _("The letter bears the date {0}, which is still to come.").format(
			format_date(case.letter_date)
		)
		frappe.local.response["problems"] = {"letter_date": text}
		frappe.throw(text, BadDate, title=_("Letter Date"))


def keep_passed_on(case: Document) -> None:
	"""Who passed a new case on is what `passing_on` says, whatever was sent."""
	for field in KEPT:
		case.set(field, None)
	if department := case.flags.passed_on_department:
		case.update({"passed_on_by": frappe.session.user, "passed_on_department": department})


def _disabled(case: Document) -> Iterator[tuple[str, str]]:
	"""Field and message of each choice that is new and out of use; asks the cache, not the database."""
	for field in CHOICES:
		chosen = case.get(field)
		if not chosen or case.flags.raised_by_escalation or not case.has_value_changed(field):
			continue
		doctype = case.meta.get_field(field).options
		if not cint(frappe.get_cached_value(doctype, chosen, "enabled")):
			yield (
				field,
				_("{0}: “{1}” is not in use any more. Choose another one.").format(
					_(case.meta.get_label(field)), frappe.utils.escape_html(_(chosen))
				),
			)
