"""What is wrong with an Escalation Ladder, in the user's language: which row, which field, and what is right."""

from collections.abc import Iterator

from frappe import _
from frappe.model.document import Document

from citizen_service.sla.ladder import problems
from citizen_service.sla.pointing import misread, quoted, said, said_of_row, unknown
from citizen_service.sla.reading import steps_of
from citizen_service.sla.spec import Problem

TABLE = "steps"
TO_NOBODY = "Raise Priority"
TO_SEVERAL = ("Assigned Person", "Role")


def refusals(ladder: Document) -> list[str]:
	"""Everything for which a ladder, saved or not, must be refused; empty if each step can be taken."""
	if unreadable := [*_unreadable(ladder)]:
		return unreadable
	found = [_describe(ladder, problem) for problem in problems(steps_of(ladder))]
	return [*_incomplete(ladder), *found]


def _unreadable(ladder: Document) -> Iterator[str]:
	"""What the engine could not even be asked."""
	if not ladder.steps:
		yield said(ladder, TABLE, _("There is none: enter at least one."))
	for row in ladder.steps:
		for field in row.meta.fields:
			value, text = row.get(field.fieldname), None
			if value in (None, ""):
				text = _("This is empty: fill it in.") if field.reqd else None
			elif field.fieldtype == "Select" and value not in (known := field.options.split("\n")):
				text = unknown(value, filter(None, known))
			elif field.fieldtype == "Float":
				text = misread(field.fieldtype, value)
			if text:
				yield said_of_row(ladder, TABLE, row.idx, field.fieldname, text)


def _incomplete(ladder: Document) -> Iterator[str]:
	for row in ladder.steps:
		field, text = None, _("This is empty: fill it in.")
		if row.action == TO_NOBODY:
			field = None if row.priority else "priority"
		elif not row.recipient:
			field = "recipient"
		elif row.recipient == "Role" and not row.role:
			field = "role"
		elif row.action == "Reassign" and row.recipient in TO_SEVERAL:
			field = "recipient"
			text = _("{0} is not possible here: a case is reassigned to a head or to the manager on duty.")
			text = text.format(quoted(_(row.recipient)))
		if field:
			yield said_of_row(ladder, TABLE, row.idx, field, text)


def _describe(ladder: Document, problem: Problem) -> str:
	"""A problem of the engine, with its row and field."""
	row = ladder.steps[problem.row]
	if problem.code == "step_twice":
		text = _("The step is the same as that of row {0}: keep one of the two.")
		return said_of_row(
			ladder, TABLE, row.idx, "trigger", text.format(ladder.steps[problem.params["other"]].idx)
		)
	text = _("{0} is not possible: enter a number from {1} to {2}.")
	text = text.format(f"{problem.params['amount']:g}", problem.params["lowest"], problem.params["highest"])
	return said_of_row(ladder, TABLE, row.idx, "amount", text)
