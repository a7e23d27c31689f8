"""Closing and reopening in one step: what the form asks is written and the workflow's action taken, or neither is.

The rules are those of every other path: they stand in the case's own controller.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions

from citizen_service.calls import fields_in
from citizen_service.closing.gate import describe, facts_of
from citizen_service.closing.rules import gaps
from citizen_service.errors import StageNotReached
from citizen_service.states.meaning import STATE_FIELD, closing_states

ASKED = (
	"outcome",
	"root_cause",
	"corrective_action",
	"merged_into",
	"directed_to_body",
	"directed_to",
	"closing_note",
)
"""What the form asks at closing."""


@frappe.whitelist(methods=["POST"])
def close(case: str, values: str | dict, action: str | None = None) -> None:
	"""Set what closing asks (fields in ASKED; others are not touched) and take the action that closes the case.

	:param action: which one, where the workflow has several
	:raises ClosingRefused: names everything that is missing; nothing is written then
	:raises StageNotReached: the user has no action that closes the case now
	"""
	document = _with_values(case, values)
	action = _action(document, set(closing_states()), action)
	document.save()
	apply_workflow(document, action)


@frappe.whitelist(methods=["POST"])
def reopen(case: str, reason: str, action: str | None = None) -> None:
	"""Open a closed case again.

	:raises ReopeningRefused: no reason, or the window is over
	:raises StageNotReached: the user has no action that opens the case
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	states = {t["next_state"] for t in get_transitions(document)} - set(closing_states())
	action = _action(document, states, action)
	document.reopen_reason = reason
	document.save()
	apply_workflow(document, action)


@frappe.whitelist(methods=["GET"])
def missing(case: str, values: str | dict | None = None) -> list[str]:
	"""What closing would still need if these values were set, in the user's language. Nothing is written."""
	return [describe(gap) for gap in gaps(facts_of(_with_values(case, values, "read")))]


def _with_values(case: str, values: str | dict | None, permission: str = "write") -> Document:
	document = frappe.get_doc("Case", case)
	document.check_permission(permission)
	given = fields_in(values, "values")
	document.update({field: given[field] for field in ASKED if field in given})
	return document


def _action(case: Document, states: set[str], wanted: str | None) -> str:
	"""The action that leads into one of the states; `wanted` if that is one.

	:raises StageNotReached: none does
	"""
	stored = frappe.get_doc("Case", case.name)  # the workflow judges the case as it is stored
	for transition in get_transitions(stored):
		if transition["next_state"] in states and wanted in (None, transition["action"]):
			return transition["action"]
	frappe.throw(
		_("{0} {1} cannot go from the state {2} to that step, or not by you.").format(
			_("Case"), case.name, frappe.bold(_(stored.get(STATE_FIELD)))
		),
		StageNotReached,
		title=_("Step Not Open"),
	)
