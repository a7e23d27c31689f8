"""The one gate to a closed case: reads the facts, asks the rule, refuses with everything that is missing."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from citizen_service.closing.rules import (
	APPEAL,
	CaseFacts,
	Gap,
	ReferralFacts,
	ResponseFacts,
	gaps,
)
from citizen_service.errors import ClosingRefused
from citizen_service.states.meaning import states_in
from citizen_service.study.assessment import meaning_of_level


def facts_of(case: Document, hold: bool = False) -> CaseFacts:
	"""The facts about a case that decide whether it may be closed (two statements).

	:param hold: read referrals and responses as they are now and hold them until the end of the transaction;
		without it nobody is kept waiting, and what is read may be a moment old
	"""
	outcome = frappe.get_cached_doc("Case Outcome", case.outcome) if case.outcome else None
	return CaseFacts(
		closing_kind=outcome.closing_kind if outcome else None,
		outcome_offered=not outcome or bool(outcome.enabled),
		responses=_responses(case, hold),  # held first, as the steps of a response do
		referrals=_referrals(case.name, hold),
		merged_into=case.merged_into,
		directed_to=case.directed_to_body or None,
		competence=meaning_of_level(case.competence),
		asks_root_cause=bool(frappe.get_cached_value("Case Type", case.case_type, "asks_root_cause")),
		root_cause=case.root_cause or None,
	)


def _referrals(case: str, hold: bool) -> tuple[ReferralFacts, ...]:
	table = frappe.qb.DocType("Case Referral")
	query = (
		frappe.qb.from_(table)
		.where(table.case == case)
		.select(table.name, table.department, table.required, table.status, table.follows)
		.select(table.kind, table.appeal_decision)
		.orderby(table.name)
	)
	rows = (query.for_update() if hold else query).run(as_dict=True)
	followed = {row.follows for row in rows}
	return tuple(
		ReferralFacts(
			name=row.name,
			department=row.department,
			required=bool(row.required),
			status=row.status,
			replaced=row.name in followed,
			appeal=row.kind == APPEAL,
			decided=bool(row.appeal_decision),
		)
		for row in rows
	)


def _responses(case: Document, hold: bool) -> tuple[ResponseFacts, ...]:
	response = frappe.qb.DocType("Response")
	delivery = frappe.qb.DocType("Response Delivery")
	query = (
		frappe.qb.from_(response)
		.left_join(delivery)
		.on((delivery.parent == response.name) & (delivery.parenttype == "Response"))
		.where(response.case == case.name)
		.select(
			response.name,
			response.kind,
			response.audience,
			response.workflow_state,
			response.referral,
			response.department,
			delivery.status,
			delivery.delivered_on,
			delivery.creation.as_("tried_on"),
		)
		.orderby(response.name)
	)
	rows = (query.for_update() if hold else query).run(as_dict=True)
	accepted = states_in("Response", "Accepted")
	since = get_datetime(case.reopened_on) if case.reopened_on else datetime.min
	facts: dict[str, ResponseFacts] = {}
	for row in rows:
		known = facts.get(row.name)
		facts[row.name] = ResponseFacts(
			name=row.name,
			kind=row.kind,
			accepted=row.workflow_state in accepted,
			for_citizen=row.audience == "Citizen",
			delivered=bool(known and known.delivered)
			or (row.status == "Delivered" and row.delivered_on >= since),
			attempted=bool(known and known.attempted) or (row.status == "Failed" and row.tried_on >= since),
			referral=row.referral,
			by_department=bool(row.department),
		)
	return tuple(facts.values())


def refuse_early_closing(case: Document) -> None:
	"""Called whenever a case enters a closing state, on whatever path.

	:raises ClosingRefused: names everything that is missing
	"""
	missing = gaps(facts_of(case, hold=True))
	if missing:
		frappe.throw(
			_("Case {0} cannot be closed yet:").format(case.name)
			+ "<ul>"
			+ "".join(f"<li>{describe(gap)}</li>" for gap in missing)
			+ "</ul>",
			ClosingRefused,
			title=_("No Closing without the Full Reply"),
		)


def describe(gap: Gap) -> str:
	"""What is missing and what to do, in the user's language."""
	subject = frappe.bold(frappe.utils.escape_html(gap.subject or ""))
	return {
		"no_outcome": lambda: _("The outcome is empty: choose what came of the case."),
		"no_merge_target": lambda: _("“Merged Into” is empty: name the case that goes on."),
		"outcome_disabled": lambda: _("The outcome is no longer offered: choose another one."),
		"no_direction": lambda: _(
			"“Directed to Body” is empty: name the body to which the citizen was directed in writing."
		),
		"outside_answered": lambda: _(
			"The matter was found outside the office's competence: choose an outcome that directs the citizen to the right body, or correct the assessment."
		),
		"within_directed": lambda: _(
			"The matter was found within the office's competence: choose another outcome, or correct the assessment."
		),
		"no_root_cause": lambda: _("The root cause is empty: choose why it came to this."),
		"appeal_undecided": lambda: _("The appeal is not decided yet: {0} decides on it.").format(
			subject if gap.subject else frappe.bold(_("Citizen Service Manager"))
		),
		"no_full_reply": lambda: _(
			"There is no accepted full reply for the citizen: write one and have it accepted."
		),
		"not_delivered": lambda: _(
			"The full reply has not reached the citizen: send it, or record how it was handed over."
		),
		"no_attempt": lambda: _("No attempt to reach the citizen is recorded: record one on the full reply."),
		"referral_open": lambda: _(
			"{0} has not given its full reply: wait for it, or withdraw the referral."
		).format(subject),
		"returned_unanswered": lambda: _(
			"{0} returned the case: transfer the referral to the right department, or answer in its place."
		).format(subject),
	}[gap.code]()
