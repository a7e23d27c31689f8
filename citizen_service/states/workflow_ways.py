"""What is wrong with the ways of a workflow, in the user's words: what is refused, and what is warned about.

Refused is what would leave documents without an end, or would fill in by itself what rule 1 asks of people. A transition
straight into a closing state is neither: those who were merged, cancelled or answered on the spot go that way, and
whoever takes it is asked for the full reply all the same, on every path (`closing.gate`). Transitions to states that the
workflow does not have are refused by the framework.
"""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.listing import listed
from citizen_service.states.paths import Ways, dead_ends, unreachable

EVERYBODY = frozenset({"All", "Guest", "Desk User", "Administrator"})
"""Roles of the framework that nobody is given."""
FILLED_BY_PEOPLE = {
	"Case": frozenset(
		"outcome root_cause directed_to_body merged_into closed_on reopened_on reopen_reason closed_in_former_register "
		"code_nonce".split()
	),
	"Response": frozenset(
		"kind audience body prepared_by submitted_on approved_by accepted_by accepted_on delivered_on".split()
	),
}
"""What a state may not set by “Update Field”: what rule 1 and the records rest on."""
LAST_LOOK = "Follow-up Review"
"""The stage that every response passes before it counts as accepted."""
REVIEWED = "Department Review"


def ways_of(workflow: Document) -> Ways:
	"""The graph of a Workflow; an end closes the case, or accepts the response."""
	ends = frozenset(
		row.state
		for row in workflow.get("state_meanings") or []
		if row.is_closing or (workflow.document_type == "Response" and row.stage == "Accepted")
	)
	return Ways(
		states=tuple(dict.fromkeys(row.state for row in workflow.states)),
		edges=tuple((row.state, row.next_state) for row in workflow.transitions),
		ends=ends,
	)


def refusals(workflow: Document) -> list[str]:
	"""What the workflow is refused for; empty where nothing is wrong."""
	ways = ways_of(workflow)
	return [
		*_endless(ways, workflow.document_type),
		*_around_the_rules(workflow),
		*_left_behind(workflow),
	]


def _endless(ways: Ways, doctype: str) -> Iterator[str]:
	lost = unreachable(ways)
	ends = [state for state in ways.states if state in ways.ends]
	if ends and all(end in lost for end in ends):
		yield _("No way leads from the first state, {0}, to {1}.").format(_bold(ways.states[:1]), _bold(ends))
		return
	if stuck := dead_ends(ways):
		text = (
			_("From these states no way leads to a state that closes the case: {0}.")
			if doctype == "Case"
			else _("From these states no way leads to acceptance: {0}.")
		)
		yield text.format(_bold(stuck))


def _around_the_rules(workflow: Document) -> Iterator[str]:
	for row in workflow.states:
		if row.update_field in FILLED_BY_PEOPLE[workflow.document_type]:
			label = frappe.get_meta(workflow.document_type).get_label(row.update_field)
			yield _("The state {0} would set “{1}” by itself: that is for people to fill in.").format(
				_bold([row.state]), _(label)
			)
	if workflow.document_type != "Response":
		return
	stages = {row.state: row.stage for row in workflow.get("state_meanings") or []}
	for row in workflow.transitions:
		if stages.get(row.next_state) == "Accepted" and stages.get(row.state) not in (LAST_LOOK, "Accepted"):
			yield _(
				"The action {0} from {1} would accept responses that Follow-up has not looked at: let it lead to a state of the stage {2} first."
			).format(_bold([row.action]), _bold([row.state]), _(LAST_LOOK))


def _left_behind(workflow: Document) -> Iterator[str]:
	"""States that are taken out of the workflow while documents stand in them: they could go nowhere."""
	before = workflow.get_doc_before_save()
	now = {row.state for row in workflow.states}
	gone = [row.state for row in before.states if row.state not in now] if before else []
	full = [s for s in gone if frappe.db.exists(workflow.document_type, {workflow.workflow_state_field: s})]
	if full:
		yield _("Documents stand in states that the workflow would no longer have: {0}.").format(_bold(full))


def warnings(workflow: Document) -> list[str]:
	"""What an admin should know of the workflow, though it works."""
	ways = ways_of(workflow)
	found = []
	if lost := unreachable(ways):
		found.append(_("No way leads to these states: {0}.").format(_bold(lost)))
	if nobody := _without_people(workflow):
		found.append(
			_("Nobody who is enabled has these roles, so their actions wait for nobody: {0}.").format(
				_bold(nobody)
			)
		)
	stages = {row.state: row.stage for row in workflow.get("state_meanings") or []}
	if workflow.document_type == "Case" and "Appeal" not in stages.values():
		found.append(_("No state has the stage “Appeal”: appeals cannot be recorded."))
	for row in workflow.transitions:
		if (
			workflow.document_type == "Response"
			and stages.get(row.state) in ("Draft", "Sent Back")
			and stages.get(row.next_state) == LAST_LOOK
			and REVIEWED in stages.values()
			and not row.condition
		):
			found.append(
				_("The action {0} passes over the department's manager for every response.").format(
					_bold([row.action])
				)
			)
	return found


def _without_people(workflow: Document) -> list[str]:
	asked = list(dict.fromkeys(row.allowed for row in workflow.transitions if row.allowed not in EVERYBODY))
	has, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	held = (
		frappe.qb.from_(has)
		.join(user)
		.on((user.name == has.parent) & (user.enabled == 1))
		.where((has.parenttype == "User") & has.role.isin(asked or [""]))
		.where(user.name.notin(["Administrator", "Guest"]))
		.select(has.role)
		.distinct()
		.orderby(has.role)
	).run(pluck=True)
	return [role for role in asked if role not in held]


def _bold(names) -> str:
	return listed(frappe.bold(frappe.utils.escape_html(_(name))) for name in names)
