"""The one gate to a closed case: reads the facts, asks the rule, refuses with everything that is missing."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_datetime, getdate

from citizen_service.closing.rules import (
	CaseFacts,
	Gap,
	ReferralFacts,
	ResponseFacts,
	gaps,
	last_day_to_reopen,
)
from citizen_service.errors import ClosingRefused, ReopeningRefused
from citizen_service.states.meaning import states_in


def facts_of(case: Document, hold: bool = False) -> CaseFacts:
	"""The facts about a case that decide whether it may be closed (three statements).

	:param hold: read referrals and responses as they are now and hold them until the end of the transaction;
		without it nobody is kept waiting, and what is read may be a moment old
	"""
	return CaseFacts(
		closing_kind=frappe.db.get_value("Case Outcome", case.outcome, "closing_kind")
		if case.outcome
		else None,
		responses=_responses(case, hold),  # held first, as the steps of a response do
		referrals=_referrals(case.name, hold),
		merged_into=case.merged_into,
		directed_to=(case.directed_to or "").strip() or None,
	)


def _referrals(case: str, hold: bool) -> tuple[ReferralFacts, ...]:
	table = frappe.qb.DocType("Case Referral")
	query = (
		frappe.qb.from_(table)
		.where(table.case == case)
		.select(table.name, table.department, table.required, table.status, table.follows)
		.orderby(table.name)
	)
	rows = (query.for_update() if hold else query).run(as_dict=True)
	followed = {row.follows for row in rows}
	return tuple(
		ReferralFacts(row.name, row.department, bool(row.required), row.status, row.name in followed)
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
		"no_direction": lambda: _("“Directed To” is empty: name the body to which the citizen was directed."),
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


def refuse_late_reopening(case: Document) -> None:
	"""Refuse to reopen a case once the window for it is over; the manager may at any time.

	:raises ReopeningRefused: with the day on which the window ended
	"""
	if "Citizen Service Manager" in frappe.get_roles():
		return
	days = frappe.get_cached_doc("Citizen Service Settings").reopen_days or 0
	last = last_day_to_reopen(getdate(case.closed_on), days)
	if last and getdate() > last:
		frappe.throw(
			_(
				"Case {0} could be reopened until {1}. Register a new case, or ask the manager to reopen it."
			).format(case.name, format_date(last)),
			ReopeningRefused,
			title=_("Reopening Not Possible"),
		)
