"""The workflow's steps that are a citizen's: transitions `allowed: "Guest"`, which an admin adds and takes away.

The framework gives every user the role Guest beside their own, so such a transition would be open to all who may write
the case. It is open to citizens alone, who act on their case's page without an account.
"""

from collections.abc import Iterable, Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import WorkflowPermissionError, get_workflow, get_workflow_safe_globals

from citizen_service.states.meaning import STATE_FIELD, Meaning, meaning_of

CITIZEN = "Guest"


def open_to_citizen(case: Mapping) -> list[Meaning]:
	"""The meanings of the states to which a citizen may take a case, without a statement; `case` has its columns."""
	return [
		meaning_of("Case", row.next_state)
		for row in get_workflow("Case").transitions
		if row.state == case[STATE_FIELD] and row.allowed == CITIZEN and _holds(row.condition, case)
	]


def _holds(condition: str | None, case: Mapping) -> bool:
	return not condition or bool(
		frappe.safe_eval(condition, get_workflow_safe_globals(), {"doc": frappe._dict(case)})
	)


def own_ways(transitions: Iterable[dict]) -> list[dict]:
	"""Of a user's transitions those that are not the citizens'."""
	return [row for row in transitions if row["allowed"] != CITIZEN or frappe.session.user == CITIZEN]


def refuse_citizens_way(case: Document) -> None:
	"""Case, entering a state: nobody of the office goes a way that is the citizens' alone.

	:raises WorkflowPermissionError: as the framework's own, of a way that the user's roles do not have
	"""
	user = frappe.session.user
	if user in (CITIZEN, "Administrator"):
		return
	before, after = case.get_doc_before_save().get(STATE_FIELD), case.get(STATE_FIELD)
	ways = [
		row.allowed
		for row in get_workflow("Case").transitions
		if row.state == before and row.next_state == after
	]
	roles = set(frappe.get_roles()) - {CITIZEN}
	if CITIZEN in ways and not roles.intersection(ways):
		frappe.throw(
			_("This step is the citizen's own: they take it on the page of their case."),
			WorkflowPermissionError,
			title=_("Not Permitted"),
		)
