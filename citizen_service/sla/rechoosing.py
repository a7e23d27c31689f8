"""A person changes what a case is (its type, its priority …): its policy is chosen anew, and says so.

Only here is a policy chosen again; no other save of a case does it, nor does a policy that is edited later.
Clocks that have ended or are breached stay as they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from citizen_service.sla import clock as engine
from citizen_service.sla.clock import Event, Kind
from citizen_service.sla.instants import from_column, instant_of, present
from citizen_service.sla.policy import Facts
from citizen_service.sla.reading import facts_of, lineage
from citizen_service.sla.records import (
	ACKNOWLEDGE,
	ANSWER,
	FIRST_REPLY,
	RECORD,
	SHOWN_OF_REFERRAL,
	Change,
	Held,
	fitting,
	hold,
	keep,
)
from citizen_service.sla.showing import show_due
from citizen_service.sla.starting import (
	Planned,
	Terms,
	begin_with,
	clocks_of,
	department_limit,
	due_of,
	plan,
	terms_of,
)
from citizen_service.states.meaning import STATE_FIELD, Meaning, meaning_of

CRITERIA = ("case_type", "category", "priority", "is_emergency", "channel")
"""The fields of Case that policies ask about."""
OPEN_REFERRAL = ("Open", "Acknowledged")

FactsAt = Callable[[int, str | None], Facts]
"""The facts of the case at hand (or of a department's part in it) as of an instant."""


def rechoose(case: Document, before: Document) -> None:
	"""Give the clocks of a case and of its open referrals the policy that fits it now, if a person changed what
	policies ask about. To be called in the transaction that saved `case`, which was `before`.
	"""
	changed = [field for field in CRITERIA if _value(before, field) != _value(case, field)]
	if not changed:
		return
	reason, at = said(case, before, changed), present()
	replied, referrals = _replied(case.name), _open_referrals(case.name)
	facts = _facts(case)
	if "is_emergency" in changed and referrals:
		names = [row.name for row in referrals]
		frappe.db.set_value(
			"Case Referral",
			{"name": ("in", names)},
			"is_emergency",
			cint(case.is_emergency),
			update_modified=False,
		)
	changes = [
		Change(held, _under_new_policy(held, facts, case, reason, at))
		for held in hold(fitting({"case": case.name}))
	]
	keep([change for change in changes if change.after != change.before])
	_start_what_is_new(case, facts, referrals, replied, reason)
	case.due_on = frappe.db.get_value("Case", case.name, "due_on")


def said(case: Document, before: Document, changed: list[str]) -> str:
	"""What changed, in the site's language, as it stays in the ledger: “Priority: from Normal to High”."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	return " · ".join(
		_("{0}: from {1} to {2}", language).format(
			_(case.meta.get_label(field), language), *(_shown(doc, field, language) for doc in (before, case))
		)
		for field in changed
	)


def _facts(case: Document) -> FactsAt:
	"""Its trees are read once, however many clocks ask."""
	tree = cache(lineage)
	return lambda at, department: facts_of(case, at, department, tree)


def _value(case: Document, field: str) -> str | int | None:
	return cint(case.get(field)) if field == "is_emergency" else case.get(field) or None


def _shown(case: Document, field: str, language: str) -> str:
	value = _value(case, field)
	if field == "is_emergency":
		return _("Yes", language) if value else _("No", language)
	return _(value, language) if value else "—"


def _open_referrals(case: str) -> list:
	"""Locked before their clocks are: the order in which the steps of a referral lock them."""
	referral = frappe.qb.DocType("Case Referral")
	return (
		frappe.qb.from_(referral)
		.select(referral.name, referral.department, referral.referred_on, referral.kind)
		.where((referral.case == case) & referral.status.isin(OPEN_REFERRAL))
		.orderby(referral.name)
		.for_update()
	).run(as_dict=True)


def _under_new_policy(held: Held, facts: FactsAt, case: Document, reason: str, at: int) -> Held:
	clock, row = held.clock, {**held.row, "is_emergency": cint(case.is_emergency)}
	held = replace(held, row=row)
	if clock.breached_at is not None or clock.is_late(at):
		return held.after(engine.observe(clock, at))
	terms = _terms(facts, row["clock"], clock.started, row["department"])
	if terms is None:
		return held.after(engine.cancel(clock, at, reason))
	if all(row[column] == value for column, value in terms.columns.items()):
		return held
	held = replace(held, row={**row, **terms.columns})
	events = engine.recalculate(held.events, at, terms.target, held.calendar, reason)
	return held.after(
		events or [Event(Kind.RECALCULATED, at, due=clock.due, old_due=clock.due, reason=reason)]
	)


def _terms(facts: FactsAt, clock: str, started: int, department: str | None) -> Terms | None:
	limit = department_limit(department) if department else None
	return terms_of(facts(started, department), [clock], limit).get(clock)


# Clocks that the new policy has and the old one had not ---------------------------------------------


def _start_what_is_new(
	case: Document, facts: FactsAt, referrals: list, replied: set[str], reason: str
) -> None:
	meaning = meaning_of("Case", case.get(STATE_FIELD))
	if meaning.clock == "Stop":
		return
	timed = _timed(case.name)
	begun = {(row.referral, row.clock) for row in timed} | {(name, FIRST_REPLY) for name in replied}
	planned = [
		*_new_of_case(case, facts, meaning, timed, reason),
		*_new_of_referrals(case, facts, referrals, begun, reason),
	]
	if not planned:
		return
	if any(p.record["clock"] == ANSWER for p in planned):
		show_due("Case", {case.name: due_of(planned, ANSWER)})
	show_due(
		"Case Referral",
		{p.record["referral"]: p.due_local for p in planned if p.record["clock"] in SHOWN_OF_REFERRAL},
	)
	begin_with(case, planned)


def _new_of_case(
	case: Document, facts: FactsAt, meaning: Meaning, timed: list, reason: str
) -> Iterator[Planned]:
	"""The answer's clock counts from the opening (or the reopening); that of acknowledging only in its stage. While an
	appeal is being decided no answer is owed."""
	references = {"case": case.name, "referral": None, "department": None}
	wanted = {} if meaning.stage == "Appeal" else {ANSWER: instant_of(case.reopened_on or case.opened_on)}
	if meaning.stage == "Received":
		wanted[ACKNOWLEDGE] = instant_of(case.opened_on)
	for clock, begin in wanted.items():
		if not any(row.clock == clock and from_column(row.started_utc) >= begin for row in timed):
			yield from plan(facts(begin, None), [clock], begin, references, reason=reason)


def _new_of_referrals(
	case: Document, facts: FactsAt, referrals: list, begun: set[tuple[str, str]], reason: str
) -> Iterator[Planned]:
	"""A department's clocks count from its referral; its first reply is not timed once it has given one."""
	for row in referrals:
		missing = [clock for clock in clocks_of(row.kind) if (row.name, clock) not in begun]
		if not missing:
			continue
		begin = instant_of(row.referred_on)
		yield from plan(
			facts(begin, row.department),
			missing,
			begin,
			{"case": case.name, "referral": row.name, "department": row.department},
			department_limit(row.department),
			reason=reason,
		)


def _timed(case: str) -> list:
	"""The clocks of a case that ran or run, but for those that were cancelled. Read under lock, as the open
	referrals are: one that was made since this transaction's snapshot has its clocks already.
	"""
	record = frappe.qb.DocType(RECORD)
	return (
		frappe.qb.from_(record)
		.select(record.clock, record.referral, record.started_utc)
		.where((record.case == case) & (record.status != "Cancelled"))
		.orderby(record.name)
		.for_update()
	).run(as_dict=True)


def _replied(case: str) -> set[str]:
	"""The referrals of a case to which a department has replied; locked before the referrals are, as the steps of
	a response do."""
	response = frappe.qb.DocType("Response")
	return set(
		(
			frappe.qb.from_(response)
			.select(response.referral)
			.where(
				(response.case == case) & response.referral.isnotnull() & response.submitted_on.isnotnull()
			)
			.orderby(response.name)
			.for_update()
		).run(pluck=True)
	)
