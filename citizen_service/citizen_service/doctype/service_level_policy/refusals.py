"""What is wrong with a Service Level Policy, in the user's language: which field, which row, and what is right."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from citizen_service.sla.pointing import day, misread, quoted, said, said_of_row, unknown
from citizen_service.sla.policy import TREES, Lineage, Policy, problems
from citizen_service.sla.reading import EMERGENCY, UNITS, lineage, policies, policy_of
from citizen_service.sla.records import APPEAL_CLOCKS, CASE_CLOCKS, REFERRAL_CLOCKS
from citizen_service.sla.spec import Problem

LINKS = ("case_type", "category", "department", "priority", "channel")


def refusals(policy: Document) -> list[str]:
	"""Everything for which a policy, saved or not, must be refused; empty if it can be chosen for some case."""
	if unreadable := [*_unreadable(policy)]:
		return unreadable
	this = policy_of(policy)
	others = _others(policy)
	found = problems(this, others, **_trees([this]))
	texts = [_describe(policy, problem, others) for problem in found]
	texts += _grace(policy)
	return [*texts, *_without_use(policy)] if this.enabled else texts


def never_chosen_beside(policy: Document) -> list[str]:
	"""The names of the other policies that would never be chosen any more because of this one."""
	others = _others(policy)
	trees = _trees(others)
	return [
		other.name
		for other in others
		if any(problem.code == "never_chosen" for problem in problems(other, [policy_of(policy)], **trees))
	]


def _others(policy: Document) -> list[Policy]:
	return [other for other in policies() if other.name != policy.name]


def _trees(of: list[Policy]) -> dict[str, dict[str, Lineage]]:
	"""The lineages of the categories and departments that these policies name."""
	wanted = {tree: {getattr(policy, tree) for policy in of} - {None} for tree in TREES}
	return {
		"categories": {name: lineage("Case Category", name) for name in sorted(wanted["category"])},
		"departments": {name: lineage("Department", name) for name in sorted(wanted["department"])},
	}


def _unreadable(policy: Document) -> Iterator[str]:
	"""What the engine could not even be asked."""
	for field in ("rank", "valid_from", "valid_to", "grace_amount"):
		value = policy.get(field)
		if value not in (None, "") and (text := misread(policy.meta.get_field(field).fieldtype, value)):
			yield said(policy, field, text)
	if policy.emergency and policy.emergency not in EMERGENCY:
		yield said(policy, "emergency", unknown(policy.emergency, EMERGENCY))
	if policy.grace_unit and policy.grace_unit not in UNITS:
		yield said(policy, "grace_unit", unknown(policy.grace_unit, UNITS))
	if not policy.targets:
		yield said(policy, "targets", _("There is none: enter at least one."))
	clocks = (*CASE_CLOCKS, *REFERRAL_CLOCKS, *APPEAL_CLOCKS)
	first_rows: dict[str, int] = {}
	for row in policy.targets:
		for field, known in (("clock", clocks), ("unit", UNITS)):
			if row.get(field) not in known:
				yield said_of_row(policy, "targets", row.idx, field, unknown(row.get(field), known))
		if row.amount in (None, ""):
			yield said_of_row(policy, "targets", row.idx, "amount", _("This is empty: fill it in."))
		elif text := misread("Int", row.amount):
			yield said_of_row(policy, "targets", row.idx, "amount", text)
		if row.clock in first_rows:
			text = _("“{0}” is in row {1} already: keep one of the two.").format(
				_(row.clock), first_rows[row.clock]
			)
			yield said_of_row(policy, "targets", row.idx, "clock", text)
		first_rows.setdefault(row.clock, row.idx)


def _describe(policy: Document, problem: Problem, others: list[Policy]) -> str:
	"""A problem of the engine, with its field or row."""
	params = problem.params
	if problem.code == "validity_ends_before_start":
		text = _("The last day {1} lies before the first day {0}: put it on that day or later.")
		return said(policy, "valid_to", text.format(day(params["valid_from"]), day(params["valid_to"])))
	if problem.code == "never_chosen":
		name = params["because_of"]
		rank = next(other.rank for other in others if other.name == name)
		text = _(
			"The policy {0} (order {1}) fits every case that this one fits, and comes first: this one would never "
			"be chosen. Give it a smaller number, or narrow the other one down."
		)
		return said(policy, "rank", text.format(frappe.bold(quoted(_(name))), rank))
	text = _("{0} is not possible: a time limit is a whole number greater than zero.").format(
		params["amount"]
	)
	return said_of_row(policy, "targets", policy.targets[problem.row].idx, "amount", text)


def _grace(policy: Document) -> Iterator[str]:
	"""A new date for the citizen that cannot be reckoned."""
	amount = cint(policy.grace_amount)
	if amount < 0:
		text = _("{0} is not possible: enter 0 for no new date, or a whole number greater than zero.")
		yield said(policy, "grace_amount", text.format(amount))
	if amount and not policy.grace_unit:
		yield said(
			policy, "grace_unit", _("This is empty: choose the unit in which the new date is counted.")
		)


def _without_use(policy: Document) -> Iterator[str]:
	"""Criteria that no new case can meet, and a department without any time limit for a department."""
	for field in LINKS:
		name = policy.get(field)
		if name and not _can_be_met(policy.meta.get_field(field).options, name, field in TREES):
			text = _("{0} is switched off, so no new case can fit: choose another, or switch the policy off.")
			yield said(policy, field, text.format(quoted(_(name))))
	if policy.department and not {row.clock for row in policy.targets} & set(REFERRAL_CLOCKS):
		text = _(
			"A department's policy counts for its replies alone, and there is no time limit for one: add “{0}”, or "
			"leave the department empty."
		)
		yield said(policy, "department", text.format(_(REFERRAL_CLOCKS[-1])))


def _can_be_met(doctype: str, name: str, is_tree: bool) -> bool:
	"""Whether the record, or one below it in its tree, is switched on."""
	if not is_tree:
		return bool(frappe.db.get_value(doctype, name, "enabled"))
	ends = frappe.db.get_value(doctype, name, ["lft", "rgt"])
	if not ends:
		return False
	below = {"lft": (">=", ends[0]), "rgt": ("<=", ends[1]), "enabled": 1}
	return bool(frappe.db.exists(doctype, below))
