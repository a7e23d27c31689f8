"""The clocks that begin: which ones, by which policy, and when they are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import frappe

from citizen_service import bulk
from citizen_service.sla import clock as engine
from citizen_service.sla.clock import Event, Kind
from citizen_service.sla.instants import instant_of, present, to_column
from citizen_service.sla.policy import Facts, Policy, choose
from citizen_service.sla.reading import (
	UNITS,
	calendar_named,
	calendar_of_policy,
	facts_of,
	ladder_of_policy,
	policies,
	target_of,
)
from citizen_service.sla.records import (
	ANSWER,
	APPEAL,
	APPEAL_CLOCKS,
	CASE_CLOCKS,
	FULL_REPLY,
	LEDGER,
	RECORD,
	REFERRAL_CLOCKS,
	Change,
	Held,
	event_row,
	folded_columns,
	pause_clocks,
	shown_due,
	steps_reached,
	tell_missed,
	with_new_date,
)
from citizen_service.sla.showing import show_due
from citizen_service.sla.targets import Target
from citizen_service.states.meaning import STATE_FIELD, meaning_of


@dataclass(frozen=True)
class Planned:
	"""A clock about to start: the record's row and the rows of its first events, ready to insert."""

	record: dict
	events: tuple[dict, ...]
	due_local: datetime | None
	"""The due date in the site's time, as shown to people."""
	beginning: Change
	"""What is late already when it begins, as a change: it is told unless the clock was planned quietly."""
	quiet: bool


@dataclass(frozen=True)
class Terms:
	"""What a policy says of one clock."""

	target: Target
	policy: str | None
	working_calendar: str | None
	escalation_ladder: str | None

	@property
	def columns(self) -> dict:
		"""The same as columns of the record."""
		return {
			"policy": self.policy,
			"working_calendar": self.working_calendar,
			"escalation_ladder": self.escalation_ladder,
			"amount": self.target.amount,
			"unit": unit_label(self.target),
		}


def terms_of(
	facts: Facts, clocks: Iterable[str], fallback: dict[str, Target] | None = None
) -> dict[str, Terms]:
	"""What holds for these facts, by clock; a clock without a target is missing.

	:param fallback: targets that hold where no policy has one, by clock
	"""
	policy = choose(policies(), facts).policy
	found = {}
	for name in clocks:
		target, source = _target(policy, name, fallback or {})
		if target:
			found[name] = Terms(target, source, calendar_of_policy(source), ladder_of_policy(source))
	return found


def _target(
	policy: Policy | None, clock: str, fallback: dict[str, Target]
) -> tuple[Target | None, str | None]:
	if policy and clock in policy.targets:
		return policy.targets[clock], policy.name
	return fallback.get(clock), None


def unit_label(target: Target) -> str:
	"""The unit as the DocTypes call it."""
	return next(label for label, unit in UNITS.items() if unit is target.unit)


def plan(
	facts: Facts,
	clocks: Iterable[str],
	started: int,
	references: dict,
	fallback: dict[str, Target] | None = None,
	quiet: bool = False,
	reason: str = "",
) -> list[Planned]:
	"""The clocks that begin at the instant `started` for these facts; pure but for cached policies and calendars.

	What is late already when it begins (a letter registered long after it came) is on record as late, and told.

	:param references: case, referral, department of the records
	:param quiet: what lies behind already, breach or step of escalation, counts as told
	:param reason: what began them, where it is not plain
	"""
	return [
		_planned(name, terms, started, {**references, "is_emergency": int(facts.emergency)}, quiet, reason)
		for name, terms in terms_of(facts, clocks, fallback).items()
	]


def _planned(clock: str, terms: Terms, started: int, references: dict, quiet: bool, reason: str) -> Planned:
	now_ = present()
	row = {**bulk.row_head(), **references, **terms.columns, "clock": clock}
	calendar = calendar_named(terms.working_calendar)
	events = engine.start(started, terms.target, calendar, reason)
	begun = Held(row, events, engine.fold(events))
	late = Change(begun, begun.after(engine.observe(begun.clock, now_)))
	if quiet:
		found = steps_reached(late.after, now_)
		held = late.after.after(
			Event(Kind.WARNED, now_, step=step.key) for step in (*found.steps, *found.waiting)
		)
	else:
		late = with_new_date(late, now_)
		held = late.after
	record = {**row, "started_utc": to_column(started), **folded_columns(held, now_)}
	rows = tuple(event_row(event, row["name"], idx) for idx, event in enumerate(held.events, start=1))
	return Planned(record, rows, shown_due(held.clock), late, quiet)


def write(planned: list[Planned]) -> None:
	"""Insert planned clocks with their first events, and tell whom it concerns of what is late already."""
	bulk.insert(RECORD, [p.record for p in planned])
	bulk.insert(LEDGER, [event for p in planned for event in p.events])
	tell_missed([p.beginning for p in planned if not p.quiet])


def plan_case_clocks(
	case: dict, clocks: Iterable[str] = CASE_CLOCKS, started: int | None = None, quiet: bool = False
) -> list[Planned]:
	"""The clocks of a case, from its opening. `case` is a Case or a dict with its fields and `name`;
	`quiet` as for `plan`."""
	opened = started if started is not None else instant_of(case.get("opened_on"))
	references = {"case": case.get("name"), "referral": None, "department": None}
	return plan(facts_of(case, opened), clocks, opened, references, quiet=quiet)


def start_case_clocks(case, clocks: Iterable[str] = CASE_CLOCKS, started: int | None = None) -> None:
	"""Start the clocks of a case that is in the database, and show the answer's due date on it."""
	planned = plan_case_clocks(case, clocks, started)
	write(planned)
	case.due_on = due_of(planned, ANSWER)
	show_due("Case", {case.name: case.due_on})


def plan_referral_clocks(referral, case) -> list[Planned]:
	"""The department's own clocks, from its referral: never a clock that another department has run down."""
	started = instant_of(referral.referred_on)
	references = {"case": case.name, "referral": referral.name, "department": referral.department}
	return plan(
		facts_of(case, started, referral.department),
		clocks_of(referral.kind),
		started,
		references,
		department_limit(referral.department),
	)


def clocks_of(kind: str) -> tuple[str, ...]:
	"""The clocks of a referral of that kind."""
	return APPEAL_CLOCKS if kind == APPEAL else REFERRAL_CLOCKS


def begin_with(case, planned: list[Planned]) -> None:
	"""Write clocks that begin now; where those of the case are paused, they are too."""
	write(planned)
	meaning = meaning_of("Case", case.get(STATE_FIELD))
	if meaning.clock == "Pause" and planned:
		pause_clocks(meaning.pause_reason, name=[p.record["name"] for p in planned])


def due_of(planned: list[Planned], *clocks: str) -> datetime | None:
	"""When the first of the planned ones that is one of these clocks is due, in the site's time; None without one."""
	return next((p.due_local for p in planned if p.record["clock"] in clocks), None)


def department_limit(department: str | None) -> dict[str, Target]:
	"""The department's own default limit for its full reply, as a fallback for `plan`; empty if it has none."""
	if not department:
		return {}
	doc = frappe.get_cached_doc("Department", department)
	if not doc.time_limit:
		return {}
	return {FULL_REPLY: target_of({"amount": doc.time_limit, "unit": doc.time_limit_unit})}
