"""The framework's side of the clocks, writing: the only module that writes Service Level Records.

A record is one clock; its events are the ledger and are only ever added to. Instants are UTC. The local
`due_on` of Case and Case Referral is a copy for people's eyes.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.utils import get_datetime, get_system_timezone, now

from citizen_service.sla import clock as engine
from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar
from citizen_service.sla.clock import Clock, Event, Kind
from citizen_service.sla.policy import Facts, Policy, choose
from citizen_service.sla.reading import UNITS, calendar_named, calendar_of_policy, facts_of, policies
from citizen_service.sla.reading import target_of as _target_of
from citizen_service.sla.targets import Target

ACKNOWLEDGE = "Acknowledge"
FIRST_REPLY = "First Reply of Department"
FULL_REPLY = "Full Reply of Department"
ANSWER = "Answer to Citizen"
CASE_CLOCKS = (ACKNOWLEDGE, ANSWER)
REFERRAL_CLOCKS = (FIRST_REPLY, FULL_REPLY)

KINDS = {
	Kind.START: "Started",
	Kind.PAUSE: "Paused",
	Kind.RESUME: "Resumed",
	Kind.EXTENDED: "Extended",
	Kind.RECALCULATED: "Recalculated",
	Kind.WARNED: "Warned",
	Kind.BREACHED: "Breached",
	Kind.MET: "Met",
	Kind.CANCELLED: "Cancelled",
}
KIND_OF = {name: kind for kind, name in KINDS.items()}

Command = Callable[[Clock, Calendar], tuple[Event, ...]]


@dataclass(frozen=True)
class Planned:
	"""A clock about to start: the record's row and the row of its first event, ready to insert."""

	record: dict
	event: dict

	@property
	def due_local(self) -> datetime:
		"""The due date in the site's time, as shown to people."""
		return to_local(from_column(self.record["due_utc"]))


# Instants and columns ------------------------------------------------------------------------------


def instant_of(local: datetime | str) -> int:
	"""The instant (seconds since 1970 UTC) of a naive time of the site."""
	return zones.from_local(get_system_timezone(), get_datetime(local))


def to_local(instant: int) -> datetime:
	"""The naive time of the site at an instant."""
	return zones.to_local(get_system_timezone(), instant).replace(tzinfo=None)


def to_column(instant: int) -> datetime:
	"""An instant as it is stored: naive UTC."""
	return zones.to_utc(instant).replace(tzinfo=None)


def from_column(value: datetime | str) -> int:
	"""The instant that a stored naive UTC time means."""
	return zones.to_instant(get_datetime(value))


def present() -> int:
	"""The present instant."""
	return int(time.time())


# Starting ------------------------------------------------------------------------------------------


def plan(
	facts: Facts,
	clocks: Iterable[str],
	started: int,
	references: dict,
	fallback: dict[str, Target] | None = None,
) -> list[Planned]:
	"""The clocks that begin at the instant `started` for these facts; pure but for cached policies and calendars.

	:param references: case, referral, department of the records
	:param fallback: targets that hold where no policy has one, by clock
	"""
	policy = choose(policies(), facts).policy
	planned = []
	for name in clocks:
		target, source = _target(policy, name, fallback or {})
		if target:
			planned.append(_planned(name, target, source, started, references))
	return planned


def _target(
	policy: Policy | None, clock: str, fallback: dict[str, Target]
) -> tuple[Target | None, str | None]:
	if policy and clock in policy.targets:
		return policy.targets[clock], policy.name
	return fallback.get(clock), None


def _planned(clock: str, target: Target, policy: str | None, started: int, references: dict) -> Planned:
	calendar_name = calendar_of_policy(policy)
	(event,) = engine.start(started, target, calendar_named(calendar_name))
	record = {
		**_row_head(),
		**references,
		"clock": clock,
		"status": "Running",
		"policy": policy,
		"working_calendar": calendar_name,
		"amount": target.amount,
		"unit": _unit_label(target),
		"started_utc": to_column(started),
		"due_utc": to_column(event.due),
	}
	return Planned(record, _event_row(event, record["name"], 1))


def _unit_label(target: Target) -> str:
	return next(label for label, unit in UNITS.items() if unit is target.unit)


def _row_head() -> dict:
	stamp, user = now(), frappe.session.user
	return {
		"name": frappe.generate_hash(length=16),
		"owner": user,
		"modified_by": user,
		"creation": stamp,
		"modified": stamp,
	}


def _event_row(event: Event, parent: str, idx: int, by_user: str | None = None) -> dict:
	pausing = event.kind is Kind.PAUSE
	return {
		**_row_head(),
		"parent": parent,
		"parenttype": "Service Level Record",
		"parentfield": "events",
		"idx": idx,
		"event": KINDS[event.kind],
		"at_utc": to_column(event.at),
		"due_utc": to_column(event.due) if event.due is not None else None,
		"previous_due_utc": to_column(event.old_due) if event.old_due is not None else None,
		"pause_reason": event.reason if pausing else None,
		"reason": None if pausing else event.reason or None,
		"by_user": by_user or frappe.session.user,
	}


def insert_rows(doctype: str, rows: list[dict]) -> None:
	"""Insert rows that share their keys, in one statement per 10,000."""
	if rows:
		fields = list(rows[0])
		frappe.db.bulk_insert(doctype, fields, [tuple(row[field] for field in fields) for row in rows])


def write(planned: list[Planned]) -> None:
	"""Insert planned clocks with their first events."""
	insert_rows("Service Level Record", [p.record for p in planned])
	insert_rows("Service Level Event", [p.event for p in planned])


def plan_case_clocks(
	case: dict, clocks: Iterable[str] = CASE_CLOCKS, started: int | None = None
) -> list[Planned]:
	"""The clocks of a case, from its opening. `case` is a Case or a dict with its fields and `name`."""
	opened = started if started is not None else instant_of(case.get("opened_on"))
	references = {"case": case.get("name"), "referral": None, "department": None}
	return plan(facts_of(case, opened), clocks, opened, references)


def start_case_clocks(case, clocks: Iterable[str] = CASE_CLOCKS, started: int | None = None) -> None:
	"""Start a case's clocks and show the answer's due date on the case."""
	planned = plan_case_clocks(case, clocks, started)
	write(planned)
	for p in planned:
		if p.record["clock"] == ANSWER:
			case.db_set("due_on", p.due_local, update_modified=False)


def start_referral_clocks(referral, case) -> None:
	"""Start the department's own clocks, from now: never a clock that another department has run down."""
	started = present()
	references = {"case": case.name, "referral": referral.name, "department": referral.department}
	department = frappe.get_cached_doc("Department", referral.department)
	fallback = {}
	if department.time_limit:
		fallback[FULL_REPLY] = _target_of(
			{"amount": department.time_limit, "unit": department.time_limit_unit}
		)
	planned = plan(
		facts_of(case, started, referral.department), REFERRAL_CLOCKS, started, references, fallback
	)
	write(planned)
	for p in planned:
		if p.record["clock"] == FULL_REPLY:
			referral.db_set("due_on", p.due_local, update_modified=False)


# Running clocks ------------------------------------------------------------------------------------


def pause_clocks(reason: str, **which) -> None:
	"""Let the running clocks stand still; `which` as for `change`."""
	at = present()
	change(lambda clock, calendar: () if clock.paused_since else engine.pause(clock, at, reason), **which)


def resume_clocks(**which) -> None:
	"""Let the paused clocks run on: what the pause took of working time moves their due dates."""
	at = present()
	change(lambda clock, calendar: engine.resume(clock, at, calendar) if clock.paused_since else (), **which)


def meet_clocks(at: int | None = None, **which) -> None:
	"""What the clocks time was done, at the instant `at` (default: now)."""
	at = present() if at is None else at
	change(lambda clock, calendar: engine.meet(clock, max(at, _last_change(clock)), calendar), **which)


def cancel_clocks(reason: str, **which) -> None:
	"""What the clocks time is no longer wanted."""
	at = present()
	change(lambda clock, calendar: engine.cancel(clock, at, reason), **which)


def _last_change(clock: Clock) -> int:
	begin, end = clock.runs[-1]
	return begin if end is None else end


def change(command: Command, **which) -> None:
	"""Give every open clock that fits `which` (fields of Service Level Record; a list means any of) a command,
	append the events that come of it and bring the record's columns up to date."""
	records = _open_records(which)
	ledgers = _ledgers([record.name for record in records])
	added = []
	for record in records:
		events = ledgers.get(record.name, [])
		folded = engine.fold(events)
		new = command(folded, calendar_named(record.working_calendar))
		for position, event in enumerate(new, start=len(events) + 1):
			added.append(_event_row(event, record.name, position))
			folded = engine.apply(folded, event)
		if new:
			_write_columns(record, folded)
	insert_rows("Service Level Event", added)


def _open_records(which: dict) -> list[dict]:
	record = frappe.qb.DocType("Service Level Record")
	query = (
		frappe.qb.from_(record)
		.where(record.status.isin(["Running", "Paused"]))
		.select(record.name, record.clock, record.case, record.referral, record.working_calendar)
		.orderby(record.name)
		.for_update()
	)
	for field, value in which.items():
		column = record[field]
		query = query.where(column.isin(value) if isinstance(value, list | tuple) else column == value)
	return query.run(as_dict=True)


def _ledgers(names: list[str]) -> dict[str, list[Event]]:
	ledgers: dict[str, list[Event]] = {}
	if not names:
		return ledgers
	event = frappe.qb.DocType("Service Level Event")
	rows = (
		frappe.qb.from_(event)
		.where(event.parent.isin(names) & (event.parenttype == "Service Level Record"))
		.select(event.parent, event.event, event.at_utc, event.due_utc)
		.select(event.previous_due_utc, event.pause_reason, event.reason)
		.orderby(event.parent)
		.orderby(event.idx)
		.for_update()  # as it is now, not as it was when the transaction began
	).run(as_dict=True)
	for row in rows:
		ledgers.setdefault(row.parent, []).append(_event_of(row))
	return ledgers


def _event_of(row) -> Event:
	return Event(
		kind=KIND_OF[row.event],
		at=from_column(row.at_utc),
		due=from_column(row.due_utc) if row.due_utc else None,
		old_due=from_column(row.previous_due_utc) if row.previous_due_utc else None,
		reason=row.pause_reason or row.reason or "",
	)


def _write_columns(record: dict, folded: Clock) -> None:
	values = {
		"status": folded.status.value.capitalize(),
		"due_utc": to_column(folded.due),
		"ended_utc": to_column(folded.ended) if folded.ended is not None else None,
		"breached": int(folded.breached_at is not None),
	}
	frappe.db.set_value("Service Level Record", record.name, values, update_modified=False)
	# While the office waits for somebody, nothing is due; what is late already stays so.
	waiting = folded.paused_since is not None and folded.breached_at is None
	shown = None if waiting else to_local(folded.due)
	if record.clock == ANSWER:
		frappe.db.set_value("Case", record.case, "due_on", shown, update_modified=False)
	elif record.clock == FULL_REPLY and record.referral:
		frappe.db.set_value("Case Referral", record.referral, "due_on", shown, update_modified=False)
