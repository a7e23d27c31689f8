"""What a story tells of questions to the citizen: what was asked, and what came of it."""

from collections.abc import Iterator

import frappe
from frappe import _

from citizen_service.desk.happening import Happening, Subject
from citizen_service.referral.asking import REQUEST


def questions(subject: Subject) -> Iterator[Happening]:
	"""Questions that departments had and Follow-up put to the citizen, each with its answer."""
	names = [row.name for row in subject.responses if row.kind == REQUEST]
	if not names:
		return
	rows = frappe.get_all(
		"Response",
		filters={"name": ("in", names), "asked_on": ("is", "set")},
		fields=[
			"name",
			"question",
			"asked_on",
			"asked_by",
			"citizen_answer",
			"answered_on",
			"answer_recorded_by",
		],
		order_by="asked_on asc, name asc",
	)
	for row in rows:
		about = ("Response", row.name)
		yield Happening(row.asked_on, _("The citizen was asked"), row.asked_by, row.question, about, "reply")
		if row.answered_on:
			what = _("The citizen answered")
			yield Happening(row.answered_on, what, row.answer_recorded_by, row.citizen_answer, about, "reply")
