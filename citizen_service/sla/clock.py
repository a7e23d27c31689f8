"""A time limit's clock as a fold over its ledger of events, and the commands that add to the ledger.

The ledger is the truth: every event that moves the due date carries the new one, so that reading a clock
never derives a due date again. A command looks at the folded clock and returns the events to append; it
writes nothing. All instants are seconds since 1970-01-01T00:00:00Z, all lengths seconds of working time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from citizen_service.sla.calendar import Calendar
from citizen_service.sla.targets import Target, due_for


class Kind(str, Enum):
	"""What an event of the ledger says."""

	START = "start"
	PAUSE = "pause"
	RESUME = "resume"
	EXTENDED = "extended"
	RECALCULATED = "recalculated"
	WARNED = "warned"
	BREACHED = "breached"
	PROMISED = "promised"
	REQUESTED = "requested"
	REFUSED = "refused"
	MET = "met"
	CANCELLED = "cancelled"


NOTES = (Kind.REQUESTED, Kind.REFUSED)
"""An extension that was asked for, or refused: on record, but nothing moves by it."""


class Status(str, Enum):
	"""Whether a clock runs. A breach is told apart from it: a breached clock runs on until it is met."""

	RUNNING = "running"
	PAUSED = "paused"
	MET = "met"
	CANCELLED = "cancelled"


OPEN = (Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True)
class Event:
	"""One line of a ledger, valid from the instant `at`.

	`due` is the due date from then on (start, resume, extended, recalculated), `old_due` the one before it;
	of a promise or a request it is the date that was promised or asked for. `reason` is the admin's reason
	for a pause, a person's or a job's words, or of a warning what its step does (`ladder.Step.told`). `step` is that
	step's key.
	"""

	kind: Kind
	at: int
	due: int | None = None
	old_due: int | None = None
	reason: str = ""
	step: str = ""


@dataclass(frozen=True)
class Clock:
	"""What a ledger adds up to, without any calendar.

	`runs` are the stretches in which the clock ran; the last is open (None) while it runs. A pause moves the
	due date from `pause_counted_from` on: from its beginning, or from a due date set by hand in its course.
	`breached_at` is the first deadline that was missed, `missed` the latest, `promised` the new date that
	somebody was given when it was missed.
	"""

	status: Status
	started: int
	due: int
	runs: tuple[tuple[int, int | None], ...]
	paused_since: int | None = None
	pause_counted_from: int | None = None
	pause_reason: str = ""
	breached_at: int | None = None
	missed: int | None = None
	promised: int | None = None
	ended: int | None = None
	warned: frozenset[str] = frozenset()

	@property
	def is_open(self) -> bool:
		"""Whether the clock still waits for what it times."""
		return self.status in OPEN

	@property
	def last_change(self) -> int:
		"""When it last began to run, or to stand still, or got a due date while it stood still."""
		begin, end = self.runs[-1]
		if self.pause_counted_from is not None:
			return self.pause_counted_from
		return begin if end is None else end

	@property
	def in_time(self) -> bool | None:
		"""Whether it was met by its due date; None if that is open, or was never decided."""
		if self.breached_at is not None:
			return False
		return True if self.status is Status.MET else None

	@property
	def deadline(self) -> int:
		"""What counts as missed when it goes by: the due date, or the date promised after it."""
		return self.due if self.promised is None else self.promised

	def is_late(self, at: int) -> bool:
		"""Whether the deadline has gone by at that instant. It cannot during a pause begun before it."""
		return (at if self.paused_since is None else self.paused_since) > self.deadline


@dataclass(frozen=True)
class ClockState:
	"""A clock as of an instant, measured with its calendar.

	`elapsed_working` is the time it ran. `remaining` is the working time left until `due`, negative once
	overdue; both stand still during a pause and after the end. Their sum is the target's length (see
	README.md).
	"""

	clock: Clock
	status: Status
	due: int
	elapsed_working: int
	remaining: int
	paused_since: int | None
	breached_at: int | None
	ended: int | None

	@property
	def total(self) -> int:
		"""The working time that the clock gives in all."""
		return self.elapsed_working + self.remaining


class ClockError(ValueError):
	"""The command does not fit the clock. `code` is one of
	not_started, already_started, not_running, not_paused, ended, out_of_order, due_in_the_past,
	already_warned.
	"""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


def fold(events: Iterable[Event]) -> Clock:
	"""The clock that a ledger adds up to, in the order in which it was written. Raises ClockError."""
	clock = None
	for event in events:
		clock = apply(clock, event)
	if clock is None:
		raise ClockError("not_started")
	return clock


def apply(clock: Clock | None, event: Event) -> Clock:
	"""The clock after one more event. Raises ClockError if the event cannot follow."""
	kind, at = event.kind, event.at
	if clock is None:
		if kind is not Kind.START or event.due is None:
			raise ClockError("not_started")
		return Clock(Status.RUNNING, at, event.due, ((at, None),))
	if kind is Kind.START:
		raise ClockError("already_started")
	if not clock.is_open:
		raise ClockError("ended")
	due = clock.due if event.due is None else event.due
	if kind in NOTES:
		return clock
	if kind is Kind.BREACHED:
		return replace(clock, missed=at, breached_at=at if clock.breached_at is None else clock.breached_at)
	if kind is Kind.PROMISED:
		return replace(clock, promised=due)
	if kind is Kind.WARNED:
		return replace(clock, warned=clock.warned | {event.step})
	if kind is Kind.RECALCULATED:
		return replace(clock, due=due)
	if kind is Kind.EXTENDED:
		counted_from = None if clock.paused_since is None else at
		return replace(clock, due=due, pause_counted_from=counted_from, promised=None)
	running = replace(
		clock, status=Status.RUNNING, paused_since=None, pause_counted_from=None, pause_reason=""
	)
	if kind is Kind.RESUME:
		if clock.paused_since is None:
			raise ClockError("not_paused")
		if at < clock.paused_since:
			raise ClockError("out_of_order")
		return replace(running, due=due, runs=(*clock.runs, (at, None)))
	if kind is Kind.MET and at < clock.last_change:
		return _met_before(running, at)
	runs = _stopped(clock, at)
	if kind is Kind.PAUSE:
		if clock.status is Status.PAUSED:
			raise ClockError("not_running")
		paused = replace(clock, status=Status.PAUSED, runs=runs, paused_since=at)
		return replace(paused, pause_counted_from=at, pause_reason=event.reason)
	if kind is Kind.CANCELLED:
		return replace(running, status=Status.CANCELLED, runs=runs, ended=at)
	return _met_before(replace(running, runs=runs), at)


def _met_before(clock: Clock, at: int) -> Clock:
	"""What the clock times turns out to have been done at an earlier time. What came after that is undone."""
	if at < clock.started:
		raise ClockError("out_of_order")
	runs = tuple((begin, at if end is None else min(end, at)) for begin, end in clock.runs if begin <= at)
	breached_at = None if clock.breached_at is None or at <= clock.breached_at else clock.breached_at
	return replace(clock, status=Status.MET, runs=runs, ended=at, breached_at=breached_at)


def _stopped(clock: Clock, at: int) -> tuple[tuple[int, int | None], ...]:
	"""The runs with the open one, if there is one, ended."""
	begin, end = clock.runs[-1]
	if at < (begin if end is None else end):
		raise ClockError("out_of_order")
	return clock.runs if end is not None else (*clock.runs[:-1], (begin, at))


def state_of(events: Iterable[Event], calendar: Calendar, at: int) -> ClockState:
	"""The clock of a ledger as of the instant `at`, which is not before its last event."""
	return measured(fold(events), calendar, at)


def measured(clock: Clock, calendar: Calendar, at: int) -> ClockState:
	"""A folded clock as of the instant `at`."""
	elapsed = overdue = 0
	for begin, end in clock.runs:
		until = at if end is None else end
		elapsed += calendar.elapsed(begin, until)
		if until > clock.due:
			overdue += calendar.elapsed(max(begin, clock.due), until)
	now = clock.runs[-1][1] if clock.pause_counted_from is None else clock.pause_counted_from
	now = at if now is None else now
	remaining = calendar.elapsed(now, clock.due) if now <= clock.due else -overdue
	return ClockState(
		clock,
		clock.status,
		clock.due,
		elapsed,
		remaining,
		clock.paused_since,
		clock.breached_at,
		clock.ended,
	)


def start(at: int, target: Target, calendar: Calendar, reason: str = "") -> tuple[Event, ...]:
	"""Begin a clock; `reason` says what began it. Raises NoWorkingTime."""
	return (Event(Kind.START, at, due=due_for(target, at, calendar), reason=reason),)


def observe(clock: Clock, at: int) -> tuple[Event, ...]:
	"""The breach, if the deadline has gone by and nobody has recorded it. Its time is the deadline.

	A due date that was set by hand after a breach, or a promised date, is missed on its own account.
	"""
	if clock.is_open and clock.missed != clock.deadline and clock.is_late(at):
		return (Event(Kind.BREACHED, clock.deadline),)
	return ()


def promise(clock: Clock, at: int, date: int, reason: str = "") -> tuple[Event, ...]:
	"""A new date is given to whoever waits; the due date, and the breach, stay. Raises ClockError."""
	if date <= at:
		raise ClockError("due_in_the_past")
	return _added(clock, Event(Kind.PROMISED, at, due=date, reason=reason))


def note(clock: Clock, kind: Kind, at: int, due: int | None, reason: str) -> tuple[Event, ...]:
	"""An extension was asked for (until `due`), or refused. Raises ClockError."""
	return _added(clock, Event(kind, at, due=due, reason=reason))


def pause(clock: Clock, at: int, reason: str) -> tuple[Event, ...]:
	"""Stop the clock for a reason that the admin listed."""
	return _added(clock, Event(Kind.PAUSE, at, reason=reason))


def resume(clock: Clock, at: int, calendar: Calendar, reason: str = "") -> tuple[Event, ...]:
	"""Let a paused clock run on: its due date moves by the working time of the pause.

	A due date that had gone by before the pause stays where it was.
	"""
	if clock.pause_counted_from is None:
		raise ClockError("not_paused")
	if at < clock.pause_counted_from:
		raise ClockError("out_of_order")
	since = clock.pause_counted_from
	due = _moved(clock.due, since, at, calendar)
	resumed = _added(clock, Event(Kind.RESUME, at, due=due, old_due=clock.due, reason=reason))
	if clock.promised is None or clock.promised < since:
		return resumed
	return (*resumed, Event(Kind.PROMISED, at, due=_moved(clock.promised, since, at, calendar)))


def meet(clock: Clock, at: int, calendar: Calendar, reason: str = "") -> tuple[Event, ...]:
	"""What the clock times was done. A pause that is open ends first, and is counted.

	It may turn out late that it was done earlier: pauses since then, and a breach after it, count no more.
	"""
	paused = clock.status is Status.PAUSED and at >= clock.last_change
	resumed = resume(clock, at, calendar) if paused else ()
	return (*resumed, *_added(_applied(clock, resumed), Event(Kind.MET, at, reason=reason)))


def cancel(clock: Clock, at: int, reason: str) -> tuple[Event, ...]:
	"""What the clock times is no longer wanted. A breach before that stays one."""
	return _added(clock, Event(Kind.CANCELLED, at, reason=reason))


def extend(clock: Clock, at: int, due: int, reason: str) -> tuple[Event, ...]:
	"""A person sets the due date, later or earlier, but not in the past. A breach before that stays one.

	During a pause it is the due date as if the clock ran on from now: only the rest of the pause moves it.
	"""
	if due <= at:
		raise ClockError("due_in_the_past")
	return _added(clock, Event(Kind.EXTENDED, at, due=due, old_due=clock.due, reason=reason))


def warn(clock: Clock, at: int, step: str, told: str = "") -> tuple[Event, ...]:
	"""A step of the ladder was taken; each is taken once. `told` says what it does."""
	if step in clock.warned:
		raise ClockError("already_warned")
	return _added(clock, Event(Kind.WARNED, at, reason=told, step=step))


def recalculate(
	events: Sequence[Event], at: int, target: Target, calendar: Calendar, reason: str
) -> tuple[Event, ...]:
	"""The event that gives an open clock the due date of another calendar or target, if it differs.

	Clocks that have ended or are breached stay as they are.
	"""
	clock = fold(events)
	if not clock.is_open or clock.breached_at is not None:
		return ()
	if clock.is_late(at):
		return observe(clock, at)
	due = derived_due(events, target, calendar)
	if due == clock.due:
		return ()
	return _added(clock, Event(Kind.RECALCULATED, at, due=due, old_due=clock.due, reason=reason))


def derived_due(events: Sequence[Event], target: Target, calendar: Calendar) -> int:
	"""The due date by target and calendar, moved by every pause that has ended.

	A due date set by hand stands; only the pauses that ended after it move it.
	"""
	due = due_for(target, events[0].at, calendar)
	since = None
	for event in events:
		if event.kind is Kind.EXTENDED and event.due is not None:
			due = event.due
			since = None if since is None else event.at
		elif event.kind is Kind.PAUSE:
			since = event.at
		elif event.kind is Kind.RESUME and since is not None:
			due = _moved(due, since, event.at, calendar)
			since = None
	return due


def _moved(due: int, since: int, until: int, calendar: Calendar) -> int:
	"""A due date after a pause. One that had gone by when the pause began does not move."""
	return calendar.due(due, calendar.elapsed(since, until)) if since <= due else due


def _added(clock: Clock, event: Event) -> tuple[Event, ...]:
	"""The event, with a breach that is not yet recorded or that it causes. Raises ClockError."""
	events = (*observe(clock, event.at), event)
	return (*events, *observe(_applied(clock, events), event.at))


def _applied(clock: Clock, events: Iterable[Event]) -> Clock:
	for event in events:
		clock = apply(clock, event)
	return clock
