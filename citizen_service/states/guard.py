"""A workflow of ours is saved only if each of its states has a meaning, and if its ways lead every document to an end."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import BrokenWorkflow, StateWithoutMeaning
from citizen_service.states.meaning import STATE_FIELD
from citizen_service.states.workflow_ways import refusals, warnings

CASE_STAGES = frozenset(
	{"Received", "Registered", "Study", "Referred", "Answering", "Waiting", "Appeal", "Closed"}
)
RESPONSE_STAGES = frozenset({"Draft", "Department Review", "Follow-up Review", "Accepted", "Sent Back"})
STAGES = {"Case": CASE_STAGES, "Response": RESPONSE_STAGES}


def validate_workflow(doc: Document, method: str | None = None) -> None:
	"""Workflow: every state has exactly one meaning, of a stage that fits the document, and a way to an end.

	:raises StateWithoutMeaning: a meaning is missing, doubled or does not fit
	:raises BrokenWorkflow: a way that leads nowhere, or around what rule 1 asks
	"""
	if doc.document_type not in STAGES or not doc.is_active:
		return
	problems = list(problems_of(doc))
	if problems:
		frappe.throw(
			"<br>".join(problems),
			StateWithoutMeaning,
			title=_("Meaning of States Incomplete"),
		)
	if refused := refusals(doc):
		frappe.throw("<br>".join(refused), BrokenWorkflow, title=_("Workflow Leads Nowhere"))
	if not (frappe.flags.in_install or frappe.flags.in_migrate):
		_warn(doc)


def _warn(doc: Document) -> None:
	if found := warnings(doc):
		frappe.msgprint("<br>".join(found), title=_("Please Look at the Workflow"), indicator="orange")


def _contradictions(doc: Document) -> list[str]:
	"""Meanings that say two things at once, or that would close or open cases that stand in the state."""
	problems = []
	if doc.workflow_state_field != STATE_FIELD:
		problems.append(_("The field of the state must be “{0}”.").format(STATE_FIELD))
	for row in doc.get("state_meanings") or []:
		state = frappe.bold(_(row.state))
		if row.is_closing and row.clock != "Stop":
			problems.append(_("The state {0} closes the case: its time limits must end.").format(state))
		if doc.document_type == "Case" and row.clock == "Stop" and not row.is_closing:
			problems.append(
				_(
					"The state {0} does not close the case: time limits can run or pause in it, not end."
				).format(state)
			)
		if row.is_closing and doc.states and row.state == doc.states[0].state:
			problems.append(_("The first state, {0}, cannot close the case.").format(state))
		if row.clock == "Pause" and not row.pause_reason:
			problems.append(_("The state {0} pauses time limits: choose the reason.").format(state))
		if doc.document_type == "Case" and _would_turn(row):
			problems.append(
				_(
					"Cases stand in the state {0}: whether it closes them cannot be changed. Add another state."
				).format(state)
			)
	return problems


def _would_turn(row: Document) -> bool:
	"""Whether a case stands in the state that would be ended, or opened again, by its new meaning."""
	contradicting = ("is", "not set") if row.is_closing else ("is", "set")
	return bool(frappe.db.exists("Case", {STATE_FIELD: row.state, "closed_on": contradicting}))


def problems_of(doc: Document) -> list[str]:
	"""What is wrong with the meanings of a Workflow, in the user's language."""
	states = [row.state for row in doc.states]
	meant = [row.state for row in doc.get("state_meanings") or []]
	problems = [
		_("The state {0} has no row in the table “Meaning of States”.").format(frappe.bold(_(state)))
		for state in states
		if state not in meant
	]
	for row in doc.get("state_meanings") or []:
		if row.state not in states:
			problems.append(
				_("The table “Meaning of States” names {0}, which is not a state of this workflow.").format(
					frappe.bold(_(row.state))
				)
			)
		elif meant.count(row.state) > 1:
			problems.append(_("The state {0} has more than one meaning.").format(frappe.bold(_(row.state))))
		if row.stage not in STAGES[doc.document_type]:
			problems.append(
				_("The stage {0} of the state {1} does not fit {2}.").format(
					frappe.bold(_(row.stage)), frappe.bold(_(row.state)), _(doc.document_type)
				)
			)
	problems += _contradictions(doc)
	if doc.document_type == "Case" and not any(row.is_closing for row in doc.get("state_meanings") or []):
		problems.append(_("No state closes the case: mark one as closing."))
	return list(dict.fromkeys(problems))
