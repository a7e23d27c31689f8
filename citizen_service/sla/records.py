"""The framework's side of the clocks, writing: the only module that writes Service Level Records.

A record is one clock; its events are the ledger and are only ever added to. Its columns are what the ledger
adds up to, so that lists and the sweep need no arithmetic. The local `due_on` of Case and Case Referral is a
copy for people's eyes. However many clocks a command concerns, the number of statements is the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import frappe
from frappe.utils import now
from pypika import CustomFunction

from citizen_service import bulk
from citizen_service.sla import clock as engine
from citizen_service.sla.calendar import Calendar, NoWorkingTime
from citizen_service.sla.clock import Clock, ClockError, Event, Kind, Status
from citizen_service.sla.instants import present, to_column, to_local
from citizen_service.sla.ladder import Look, look, steps_for
from citizen_service.sla.reading import always_open, calendar_named, grace_of_policy, ladder_steps
from citizen_service.sla.showing import show_due
from citizen_service.sla.targets import due_for

seconds = CustomFunction("TO_SECONDS", ["at"])
"""A stored time as a number, `EPOCH` more than the instant: what the driver makes of times costs more than all else."""
EPOCH = 62_167_219_200

RECORD = "Service Level Record"
LEDGER = "Service Level Event"
OPEN = ("Running", "Paused")

ACKNOWLEDGE = "Acknowledge"
FIRST_REPLY = "First Reply of Department"
FULL_REPLY = "Full Reply of Department"
ANSWER = "Answer to Citizen"
CASE_CLOCKS = (ACKNOWLEDGE, ANSWER)
REFERRAL_CLOCKS = (FIRST_REPLY, FULL_REPLY)
APPEAL = "Appeal"
APPEAL_CLOCKS = (APPEAL,)
"""The one clock of a referral that is an appeal: how long its level has for the decision."""
SHOWN_OF_REFERRAL = (FULL_REPLY, APPEAL)
"""Whose due date a referral shows; it has one of the two."""

KINDS = {
	Kind.START: "Started",
	Kind.PAUSE: "Paused",
	Kind.RESUME: "Resumed",
	Kind.EXTENDED: "Extended",
	Kind.RECALCULATED: "Recalculated",
	Kind.WARNED: "Warned",
	Kind.BREACHED: "Breached",
	Kind.PROMISED: "Promised",
	Kind.REQUESTED: "Extension Requested",
	Kind.REFUSED: "Extension Refused",
	Kind.MET: "Met",
	Kind.CANCELLED: "Cancelled",
}
KIND_OF = {name: kind for kind, name in KINDS.items()}

ROW_FIELDS = (
	"name clock case referral department policy working_calendar escalation_ladder amount unit is_emergency"
).split()
FOLDED_FIELDS = (
	"policy working_calendar escalation_ladder amount unit is_emergency "
	"status due_utc promised_utc paused_utc ended_utc worked_seconds extended breached warned next_utc"
).split()


@dataclass(frozen=True)
class Held:
	"""An open clock whose record is locked: its columns (ROW_FIELDS), its ledger, and what that adds up to."""

	row: dict
	events: tuple[Event, ...]
	clock: Clock

	@property
	def name(self) -> str:
		return self.row["name"]

	@property
	def calendar(self) -> Calendar:
		name = self.row["working_calendar"]
		return calendar_named(name) if name else always_open()  # not what became the default since

	def after(self, events: Iterable[Event]) -> "Held":
		"""The same with more events."""
		events = tuple(events)
		clock = self.clock
		for event in events:
			clock = engine.apply(clock, event)
		return replace(self, events=self.events + events, clock=clock)


Command = Callable[[Held], tuple[Event, ...]]


@dataclass(frozen=True)
class Change:
	"""What a command did to a clock: as it was, as it is, and the events between."""

	before: Held
	after: Held

	@property
	def events(self) -> tuple[Event, ...]:
		return self.after.events[len(self.before.events) :]


# Commands ------------------------------------------------------------------------------------------


def pause_clocks(reason: str, **which) -> None:
	"""Let the running clocks stand still, and those that stand still for another reason for this one; `which` as
	for `change`."""
	at = present()

	def pause(held: Held) -> tuple[Event, ...]:
		if held.clock.paused_since is None:
			return engine.pause(held.clock, at, reason)
		if held.clock.pause_reason == reason:
			return ()
		resumed = engine.resume(held.clock, at, held.calendar)
		return (*resumed, *engine.pause(held.after(resumed).clock, at, reason))

	change(pause, **which)


def resume_clocks(**which) -> None:
	"""Let the paused clocks run on: what the pause took of working time moves their due dates."""
	at = present()
	change(
		lambda held: engine.resume(held.clock, at, held.calendar) if held.clock.paused_since else (), **which
	)


def meet_clocks(at: int | None = None, **which) -> None:
	"""What the clocks time was done, at the instant `at` (default: now), though it be noticed later."""
	at = present() if at is None else at
	change(lambda held: engine.meet(held.clock, max(at, held.clock.started), held.calendar), **which)


def cancel_clocks(reason: str, **which) -> None:
	"""What the clocks time is no longer wanted."""
	at = present()
	change(lambda held: engine.cancel(held.clock, at, reason), **which)


def change(command: Command, **which) -> list[Change]:
	"""Give every open clock that fits `which` (fields of Service Level Record; a list means any of) a command,
	append the events that come of it, bring the columns up to date, and tell whom it concerns.
	"""
	held = hold(fitting(which))
	changes = [Change(clock, clock.after(events)) for clock in held if (events := command(clock))]
	keep(changes)
	return changes


# Reading under lock --------------------------------------------------------------------------------


def open_records() -> tuple:
	"""The table and a query of its open records, for whoever adds which of them."""
	record = frappe.qb.DocType(RECORD)
	return record, frappe.qb.from_(record).where(record.status.isin(OPEN))


def fitting(which: dict):
	"""A query of the open records with these columns (a list means any of) that locks them, for `hold`."""
	record, query = open_records()
	for field, value in which.items():
		column = record[field]
		query = query.where(column.isin(value) if isinstance(value, list | tuple) else column == value)
	return query.orderby(record.name).for_update()


def hold(query, broken: dict[str, str] | None = None, locked: bool = True) -> list[Held]:
	"""The clocks of a query on Service Level Record that locks its rows, in its order, with their ledgers.

	:param broken: gets the traceback of each ledger that adds up to nothing; without it that is raised
	:param locked: off for a query that locks nothing, by somebody who will write nothing
	"""
	record = frappe.qb.DocType(RECORD)
	rows = query.select(*(record[field] for field in ROW_FIELDS)).run(as_dict=True)
	ledgers = _ledgers([row.name for row in rows], locked)
	held = []
	for row in rows:
		try:
			events = ledgers.get(row.name, ())
			held.append(Held(row, events, engine.fold(events)))
		except ClockError:
			if broken is None:
				raise
			broken[row.name] = frappe.get_traceback()
	return held


def _ledgers(names: list[str], locked: bool) -> dict[str, tuple[Event, ...]]:
	ledgers: dict[str, list[Event]] = {}
	if not names:
		return {}
	event = frappe.qb.DocType(LEDGER)
	query = (
		frappe.qb.from_(event)
		.where(event.parent.isin(names) & (event.parenttype == RECORD))
		.select(event.parent, event.event)
		.select(*(seconds(event[column]) for column in ("at_utc", "due_utc", "previous_due_utc")))
		.select(event.pause_reason, event.reason, event.step)
		.orderby(event.parent)
		.orderby(event.idx)
	)
	if locked:
		query = query.for_update()  # as it is now, not as it was when the transaction began
	for parent, *columns in query.run():
		ledgers.setdefault(parent, []).append(_event_of(*columns))
	return {name: tuple(events) for name, events in ledgers.items()}


def _event_of(kind, at, due, old_due, pause_reason, reason, step) -> Event:
	return Event(
		kind=KIND_OF[kind],
		at=at - EPOCH,
		due=None if due is None else due - EPOCH,
		old_due=None if old_due is None else old_due - EPOCH,
		reason=pause_reason or reason or "",
		step=step or "",
	)


# Writing -------------------------------------------------------------------------------------------


def keep(changes: list[Change]) -> None:
	"""Write the changes, and tell whom it concerns of those by which a deadline was found to be missed."""
	at = present()
	changes = [with_new_date(change, at) for change in changes]
	store(changes, at)
	tell_missed(changes)


def tell_missed(changes: list[Change]) -> None:
	"""Tell of the open clocks whose deadline was found to be missed."""
	missed = [c for c in changes if c.after.clock.is_open and any(e.kind is Kind.BREACHED for e in c.events)]
	if missed:
		from citizen_service.sla.telling import tell

		tell(missed)


def with_new_date(change: Change, at: int) -> Change:
	"""The change with the date that the policy's grace gives, where the answer's due date is found to be missed for
	the first time. Not while the clock stands still, nor where a person has set a date."""
	held, before = change.after, change.before.clock
	newly = held.clock.breached_at is not None and before.breached_at is None
	if not newly or held.row["clock"] != ANSWER or held.clock.status is not Status.RUNNING:
		return change
	if held.clock.deadline != held.clock.breached_at or not (grace := grace_of_policy(held.row["policy"])):
		return change
	try:
		date = due_for(grace, held.clock.due, held.calendar)
	except NoWorkingTime:
		return change
	return replace(change, after=held.after(engine.promise(held.clock, at, date))) if date > at else change


def store(changes: list[Change], at: int | None = None) -> None:
	"""Append the events of the changes to the ledgers and write what the records' columns now are."""
	at = present() if at is None else at
	stamp = now()
	bulk.insert(
		LEDGER,
		[
			event_row(event, change.after.name, position, stamp)
			for change in changes
			for position, event in enumerate(change.events, start=len(change.before.events) + 1)
		],
	)
	bulk.update(
		RECORD,
		FOLDED_FIELDS,
		[{**c.after.row, **folded_columns(c.after, at)} for c in changes],
	)
	_show_due([c for c in changes if shown_due(c.before.clock) != shown_due(c.after.clock)])


def folded_columns(held: Held, at: int) -> dict:
	"""What a ledger adds up to, as the record's columns; `next_utc` is looked for from the instant `at` on."""
	clock = held.clock
	return {
		"status": clock.status.value.capitalize(),
		"due_utc": to_column(clock.due),
		"promised_utc": to_column(clock.promised),
		"paused_utc": to_column(clock.paused_since),
		"ended_utc": to_column(clock.ended),
		"worked_seconds": worked_seconds(held),
		"extended": sum(event.kind is Kind.EXTENDED for event in held.events),
		"breached": int(clock.breached_at is not None),
		"warned": int(bool(clock.warned)),
		"next_utc": to_column(next_look(held, at)),
	}


def worked_seconds(held: Held) -> int:
	"""The working time in which a clock that was met ran: without closed hours, without pauses; 0 of any other clock."""
	clock = held.clock
	if clock.status is not Status.MET or clock.ended is None:
		return 0
	return engine.measured(clock, held.calendar, clock.ended).elapsed_working


def next_look(held: Held, at: int) -> int | None:
	"""When the sweep must look at the clock again; at once if a step is reached by `at` and not taken."""
	found = steps_reached(held, at)
	return at if found.steps else found.next


def steps_reached(held: Held, at: int) -> Look:
	"""The steps of the clock's ladder that are to be taken at the instant `at`, and when to look again."""
	return look(
		held.clock,
		steps_for(ladder_steps(held.row["escalation_ladder"]), held.row["clock"]),
		held.calendar,
		at,
		bool(held.row["is_emergency"]),
	)


def shown_due(clock: Clock) -> datetime | None:
	"""The due date as people see it: of what is still owed. While the office waits for somebody nothing is due, but
	what is late stays so; once the clock has ended, its record alone says when it was due.

	So whoever asks for what is overdue (cards, lists, reports, the citizen's page) need ask for this date only.
	"""
	waiting = clock.paused_since is not None and clock.breached_at is None
	return None if waiting or not clock.is_open else to_local(clock.due)


def _show_due(changes: list[Change]) -> None:
	cases, referrals = {}, {}
	for held in (change.after for change in changes):
		if held.row["clock"] == ANSWER:
			cases[held.row["case"]] = shown_due(held.clock)
		elif held.row["clock"] in SHOWN_OF_REFERRAL and held.row["referral"]:
			referrals[held.row["referral"]] = shown_due(held.clock)
	show_due("Case", cases)
	show_due("Case Referral", referrals)


def event_row(event: Event, parent: str, idx: int, stamp: str | None = None) -> dict:
	"""An event as a row of the ledger."""
	pausing = event.kind is Kind.PAUSE
	return {
		**bulk.row_head(stamp),
		"parent": parent,
		"parenttype": RECORD,
		"parentfield": "events",
		"idx": idx,
		"event": KINDS[event.kind],
		"at_utc": to_column(event.at),
		"due_utc": to_column(event.due),
		"previous_due_utc": to_column(event.old_due),
		"pause_reason": event.reason if pausing else None,
		"reason": None if pausing else event.reason or None,
		"step": event.step or None,
		"by_user": frappe.session.user,
	}
