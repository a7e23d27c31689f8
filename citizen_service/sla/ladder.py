"""The steps of an escalation ladder: when each is reached, and when a clock must next be looked at.

All instants are seconds since 1970-01-01T00:00:00Z. A step counts from the due date, never from the creation or
the latest change; so pauses and extensions are in it, and no edit resets it. Each is taken once per clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import Enum

from citizen_service.sla.calendar import Calendar, NoWorkingTime
from citizen_service.sla.clock import Clock, measured
from citizen_service.sla.spec import Problem

HOUR = 3600
HIGHEST = 10_000
"""The largest amount of a step, percent or hours."""


class Trigger(str, Enum):
	"""What a step's amount counts."""

	PERCENT = "percent"
	"""Percent of the clock's working time that are used up."""
	HOURS_AFTER_DUE = "hours_after_due"
	"""Hours that the clock ran since its due date: working hours if the step keeps to them."""


@dataclass(frozen=True)
class Step:
	"""One rung. `key` names it in the ledger: the same key is taken once per clock, whatever else of it is changed.

	`clock` is the kind of clocks it is for, None for all. What is done (`action`, to whom, with what) is the
	caller's; the ladder only carries it.
	"""

	key: str
	trigger: Trigger
	amount: float
	clock: str | None = None
	working_hours_only: bool = True
	action: str = ""
	recipient: str = ""
	role: str | None = None
	priority: str | None = None

	def told(self) -> str:
		"""What the step says and does, in no language: the ledger keeps it as it was when the step was taken."""
		said = asdict(replace(self, key=""))
		return json.dumps({field: value for field, value in said.items() if value not in ("", None)})


def step_told(text: str) -> Step:
	"""The step, without its key, whose `told` gave the text."""
	values = json.loads(text)
	return Step(key="", **{**values, "trigger": Trigger(values["trigger"])})


@dataclass(frozen=True)
class Look:
	"""What is found when a clock is looked at: the steps to take now, when to look again (None: never), and the
	steps that are reached but wait for working hours."""

	steps: tuple[Step, ...]
	next: int | None
	waiting: tuple[Step, ...] = ()


def steps_for(steps: Iterable[Step], kind: str) -> tuple[Step, ...]:
	"""The steps that are for clocks of that kind."""
	return tuple(step for step in steps if step.clock in (None, kind))


def reached_at(step: Step, clock: Clock, calendar: Calendar, any_hour: bool = False) -> int | None:
	"""The instant at which the step is reached if the clock runs on; None while it stands still before it.

	A step that keeps to working hours is reached at an open instant. Raises NoWorkingTime.
	"""
	within_hours = step.working_hours_only and not any_hour
	if step.trigger is Trigger.PERCENT and step.amount <= 100:
		at = _before_due(clock, step.amount, calendar)
	elif step.trigger is Trigger.PERCENT:
		extra = round(_total(clock, calendar) * (step.amount - 100) / 100)
		at = _after_due(clock, extra, calendar.elapsed, calendar.due)
	elif within_hours:
		at = _after_due(clock, round(step.amount * HOUR), calendar.elapsed, calendar.due)
	else:
		at = _after_due(
			clock, round(step.amount * HOUR), lambda begin, end: end - begin, lambda at, s: at + s
		)
	return calendar.next_opening(at) if within_hours and at is not None else at


def look(clock: Clock, steps: Iterable[Step], calendar: Calendar, now: int, emergency: bool = False) -> Look:
	"""The steps that are reached by `now` and not taken yet, and the instant of the next thing to come.

	Whatever was missed is found late, but found. A step that keeps to working hours waits for them, unless it
	is an emergency.
	"""
	if not clock.is_open:
		return Look((), None)
	due: list[Step] = []
	waiting: list[Step] = []
	coming = list(_breach(clock))
	for step in steps:
		if step.key in clock.warned:
			continue
		try:
			at = reached_at(step, clock, calendar, emergency)
			if at is not None and at <= now and step.working_hours_only and not emergency:
				at = calendar.next_opening(now)
				if at > now:
					waiting.append(step)
		except NoWorkingTime:
			continue  # the office never works again: nothing is reached in its hours
		if at is None:
			continue
		if at <= now:
			due.append(step)
		else:
			coming.append(at)
	return Look(tuple(due), min(coming, default=None), tuple(waiting))


def problems(steps: Iterable[Step]) -> list[Problem]:
	"""What must be refused in a ladder: an amount that makes no sense, the same step twice."""
	found = []
	seen: dict[Step, int] = {}
	for row, step in enumerate(steps):
		lowest = 0 if step.trigger is Trigger.HOURS_AFTER_DUE else 1
		if not lowest <= step.amount <= HIGHEST:
			limits = {"amount": step.amount, "lowest": lowest, "highest": HIGHEST}
			found.append(Problem("step_amount", "steps", row, limits))
		what = replace(step, key="", working_hours_only=True)
		if what in seen:
			found.append(Problem("step_twice", "steps", row, {"other": seen[what]}))
		seen.setdefault(what, row)
	return found


def _breach(clock: Clock) -> Iterator[int]:
	"""The instant at which the deadline will have been missed, if it can be."""
	stands_before = clock.paused_since is not None and clock.paused_since <= clock.deadline
	if clock.missed != clock.deadline and not stands_before:
		yield clock.deadline + 1


def _total(clock: Clock, calendar: Calendar) -> int:
	return measured(clock, calendar, clock.runs[-1][0]).total


def _before_due(clock: Clock, percent: float, calendar: Calendar) -> int | None:
	"""Counted back from the due date. During a pause the due date still moves: not reached, unless it was."""
	at = calendar.before(clock.due, round(_total(clock, calendar) * (100 - percent) / 100))
	return None if clock.paused_since is not None and clock.paused_since < at else at


def _after_due(
	clock: Clock,
	length: int,
	elapsed: Callable[[int, int], int],
	due: Callable[[int, int], int],
) -> int | None:
	"""The instant at which the clock has run that long since its due date."""
	left = length
	for begin, end in clock.runs:
		begin = max(begin, clock.due)
		if end is None:
			return due(begin, left)
		if end > begin:
			ran = elapsed(begin, end)
			if ran >= left:
				return due(begin, left)
			left -= ran
	return None
