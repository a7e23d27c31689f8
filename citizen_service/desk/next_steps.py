"""What the user may do next with a case: the buttons of its form, and of the workflow's actions those that would be taken.

The server decides, so that no button is offered that it would refuse. A part of the app that brings a step of its own
adds it to `STEPS`, and its dialog to the desk with `citizen_service.add_step`.
"""

from collections.abc import Callable

import frappe
from frappe.model import workflow as framework
from frappe.model.document import Document

from citizen_service.calls import document_in
from citizen_service.closing.gate import facts_of
from citizen_service.closing.rules import gaps
from citizen_service.referral.actions import REFERABLE_STAGES
from citizen_service.states.citizens import own_ways
from citizen_service.states.meaning import Meaning, closing_states, meaning_of, states_in

MayTake = Callable[[Document, Meaning], bool]


def may_refer(case: Document, meaning: Meaning) -> bool:
	return (
		meaning.stage in REFERABLE_STAGES
		and bool(frappe.has_permission("Case Referral", "create"))
		and bool(case.has_permission("write"))
	)


def may_answer(case: Document, meaning: Meaning) -> bool:
	return not meaning.is_closing and bool(frappe.has_permission("Response", "create"))


def may_answer_on_the_spot(case: Document, meaning: Meaning) -> bool:
	return (
		meaning.stage == "Received"
		and bool(frappe.has_permission("Response", "create"))
		and bool(case.has_permission("write"))
	)


def may_plan_visit(case: Document, meaning: Meaning) -> bool:
	return not meaning.is_closing and bool(frappe.has_permission("Field Visit", "create"))


STEPS: list[tuple[str, MayTake]] = [
	("refer", may_refer),
	("answer", may_answer),
	("answer_on_the_spot", may_answer_on_the_spot),
	("plan_visit", may_plan_visit),
]
"""The steps that have a button of their own, and when the server would let the present user take each."""

LIKELIEST = {"Study": "refer", "Answering": "answer"}
"""By stage, the step that most often comes next: it stands first and is shown as such."""

NEVER_YET = frozenset({"no_full_reply", "referral_open", "appeal_undecided"})
"""Gaps that forbid closing whatever the outcome; the others may be filled in the same step."""


def next_steps(case: Document) -> list[str]:
	"""The steps open to the present user now, besides the workflow's own actions; the likeliest first."""
	meaning = meaning_of("Case", case.workflow_state)
	first = LIKELIEST.get(meaning.stage)
	found = [step for step, may_take in STEPS if may_take(case, meaning)]
	return sorted(found, key=lambda step: step != first)


@frappe.whitelist(methods=["GET", "POST"])
def transitions(
	doc: Document | str | dict, workflow: Document | None = None, raise_exception: bool = False
) -> list[dict]:
	"""The workflow's actions for the menu of a form, less those that this app would refuse now.

	Stands in for `frappe.model.workflow.get_transitions`, which asks for roles and conditions alone.
	"""
	case = doc if isinstance(doc, Document) else document_in(doc, "doc")
	found = framework.get_transitions(case, workflow, raise_exception)
	if not found or case.get("doctype") != "Case":
		return found
	refused = _refused_states(frappe.get_doc("Case", case["name"]))
	return [row for row in own_ways(found) if row["next_state"] not in refused]


def _refused_states(case: Document) -> set[str]:
	refused = set()
	if not meaning_of("Case", case.workflow_state).is_closing and any(
		gap.code in NEVER_YET for gap in gaps(facts_of(case))
	):
		refused.update(closing_states())
	if not frappe.db.exists("Case Referral", {"case": case.name}):
		refused.update(states_in("Case", "Referred"))
	return refused
