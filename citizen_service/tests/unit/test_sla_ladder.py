"""The steps of the ladder: by example (each pitfall that is theirs, by its number) and by law."""

import unittest
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla import clock as clocks
from citizen_service.sla import zones
from citizen_service.sla.calendar import compile
from citizen_service.sla.clock import Clock, Event, Kind, fold, measured
from citizen_service.sla.ladder import Look, Step, Trigger, look, problems, reached_at, steps_for
from citizen_service.sla.spec import CalendarSpec, Shift
from citizen_service.sla.targets import Target, Unit

HOUR, DAY = 3600, 86400
ZONE = "Asia/Hebron"
OFFICE = compile(
	CalendarSpec(ZONE, tuple(Shift(day, 450, 870) for day in (6, 0, 1, 2, 3))),
	date(2025, 1, 1),
	date(2025, 12, 31),
)
CLOSED = compile(CalendarSpec(ZONE), date(2025, 1, 1), date(2025, 12, 31))


def at(*moment: int) -> int:
	return zones.from_local(ZONE, datetime(*moment))


START = at(2025, 6, 10, 9, 0)
"""A Tuesday at nine; ten working hours later it is Wednesday, noon."""
DUE = at(2025, 6, 11, 12, 0)


def percent(amount: float, **values) -> Step:
	return Step(f"{amount}%", Trigger.PERCENT, amount, **values)


def after(hours: float, **values) -> Step:
	return Step(f"+{hours}", Trigger.HOURS_AFTER_DUE, hours, **values)


class Ledger:
	"""A clock of ten working hours that grows by commands."""

	def __init__(self) -> None:
		self.events: list[Event] = list(clocks.start(START, Target(10, Unit.HOURS), OFFICE))

	@property
	def clock(self) -> Clock:
		return fold(self.events)

	def pause(self, moment: int) -> "Ledger":
		self.events += clocks.pause(self.clock, moment, "citizen")
		return self

	def resume(self, moment: int) -> "Ledger":
		self.events += clocks.resume(self.clock, moment, OFFICE)
		return self

	def look(self, moment: int, *steps: Step, **how) -> Look:
		"""As the sweep does: what has come about is appended."""
		self.events += clocks.observe(self.clock, moment)
		found = look(self.clock, steps, OFFICE, moment, **how)
		for step in found.steps:
			self.events += clocks.warn(self.clock, moment, step.key)
		return found


class LadderTest(unittest.TestCase):
	def test_where_the_steps_are(self) -> None:
		clock = Ledger().clock
		for step, when in (
			(percent(50), at(2025, 6, 10, 14, 0)),
			(percent(75), at(2025, 6, 11, 9, 30)),
			(percent(150), at(2025, 6, 12, 10, 0)),
			(after(4), at(2025, 6, 12, 9, 0)),
			(after(4, working_hours_only=False), at(2025, 6, 11, 16, 0)),
		):
			self.assertEqual(reached_at(step, clock, OFFICE), when, step.key)

	def test_pitfall_15_a_step_is_taken_once(self) -> None:
		"""Day after day the same clock: each step once, the one above it in its own time."""
		ledger = Ledger()
		steps = (percent(50), after(4), after(24))
		taken = []
		for hour in range(24 * 12):
			taken += [(hour, step.key) for step in ledger.look(START + hour * HOUR, *steps).steps]
		self.assertEqual([key for hour, key in taken], ["50%", "+4", "+24"])
		with self.assertRaises(clocks.ClockError):
			clocks.warn(ledger.clock, START + 20 * DAY, "+4")

	def test_pitfall_16_a_missed_run_sends_the_reminder_late(self) -> None:
		ledger = Ledger()
		found = ledger.look(at(2025, 6, 15, 9, 0), percent(50), percent(75), after(1))
		self.assertEqual([step.key for step in found.steps], ["50%", "75%", "+1"])
		self.assertIsNone(found.next)

	def test_pitfall_18_an_edit_resets_nothing(self) -> None:
		"""A step counts from the due date; what the ledger says besides does not move it."""
		ledger = Ledger()
		before = reached_at(percent(75), ledger.clock, OFFICE)
		ledger.events += clocks.note(ledger.clock, Kind.REQUESTED, START + HOUR, None, "more time")
		ledger.look(at(2025, 6, 10, 14, 0), percent(50))
		self.assertEqual(reached_at(percent(75), ledger.clock, OFFICE), before)

	def test_pitfall_22_never_at_midnight_nor_on_a_holiday(self) -> None:
		"""Reached on Thursday, noticed on Friday at midnight: taken on Sunday morning. Emergencies at once."""
		ledger = Ledger()
		midnight = at(2025, 6, 13, 0, 0)
		opening = at(2025, 6, 15, 7, 30)
		self.assertEqual(ledger.look(midnight, after(4)), Look((), opening, (after(4),)))
		self.assertEqual(len(look(ledger.clock, [after(4)], OFFICE, midnight, emergency=True).steps), 1)
		self.assertEqual([s.key for s in ledger.look(opening, after(4)).steps], ["+4"])
		any_hour = after(4, working_hours_only=False)
		self.assertEqual(Ledger().look(at(2025, 6, 11, 23, 0), any_hour).steps, (any_hour,))

	def test_a_step_at_closing_time_waits_for_the_opening(self) -> None:
		clock = replace(Ledger().clock, due=at(2025, 6, 12, 14, 30))
		self.assertEqual(reached_at(after(0), clock, OFFICE), at(2025, 6, 15, 7, 30))

	def test_a_pause_keeps_steps_back(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 13, 0))
		later = at(2025, 6, 20, 9, 0)
		self.assertEqual(ledger.look(later, percent(50), after(1)), Look((), None))
		ledger.resume(at(2025, 6, 22, 9, 0))
		self.assertEqual(reached_at(percent(50), ledger.clock, OFFICE), at(2025, 6, 22, 10, 0))

	def test_hours_after_the_due_date_are_those_that_it_ran(self) -> None:
		ledger = Ledger()
		ledger.look(DUE + 60)
		ledger.pause(at(2025, 6, 11, 13, 0)).resume(at(2025, 6, 16, 9, 0))
		self.assertEqual(reached_at(after(2), ledger.clock, OFFICE), at(2025, 6, 16, 10, 0))
		self.assertEqual(
			reached_at(after(2, working_hours_only=False), ledger.clock, OFFICE), at(2025, 6, 16, 10, 0)
		)
		self.assertEqual(reached_at(after(0.5), ledger.clock, OFFICE), at(2025, 6, 11, 12, 30))
		self.assertEqual(reached_at(percent(120), ledger.clock, OFFICE), at(2025, 6, 16, 10, 0))

	def test_when_to_look_again(self) -> None:
		ledger = Ledger()
		self.assertEqual(look(ledger.clock, (), OFFICE, START).next, DUE + 1)
		self.assertEqual(ledger.look(START, percent(50), after(4)).next, at(2025, 6, 10, 14, 0))
		self.assertEqual(ledger.look(at(2025, 6, 10, 14, 0), percent(50), after(4)).next, DUE + 1)
		self.assertEqual(ledger.look(DUE + 1, percent(50), after(4)).next, at(2025, 6, 12, 9, 0))
		self.assertIsNone(ledger.look(at(2025, 6, 12, 9, 0), percent(50), after(4)).next)

	def test_paused_too_late_is_looked_at(self) -> None:
		"""A pause that began after the due date hides no breach."""
		paused = replace(Ledger().clock, status=clocks.Status.PAUSED, paused_since=DUE + HOUR)
		self.assertEqual(look(paused, (), OFFICE, DUE + 2 * HOUR).next, DUE + 1)

	def test_an_office_that_never_works_again_reaches_nothing_in_its_hours(self) -> None:
		clock = Ledger().clock
		self.assertEqual(look(clock, [after(1), percent(150)], CLOSED, START), Look((), DUE + 1))

	def test_an_ended_clock_is_left_alone(self) -> None:
		ledger = Ledger()
		ledger.events += clocks.meet(ledger.clock, START + HOUR, OFFICE)
		self.assertEqual(ledger.look(DUE + DAY, percent(50)), Look((), None))

	def test_a_step_for_one_kind_of_clock(self) -> None:
		steps = (percent(50), percent(75, clock="Answer to Citizen"))
		self.assertEqual(len(steps_for(steps, "Answer to Citizen")), 2)
		self.assertEqual(steps_for(steps, "Acknowledge"), steps[:1])

	def test_problems(self) -> None:
		again = replace(percent(50), key="another", working_hours_only=False)
		steps = (percent(0.5), percent(50), again, after(0), after(-1), percent(10_001))
		self.assertEqual(
			[(p.code, p.row) for p in problems(steps)],
			[("step_amount", 0), ("step_twice", 2), ("step_amount", 4), ("step_amount", 5)],
		)

	@settings(max_examples=80, deadline=None, database=None)
	@given(st.integers(1, 300), st.integers(0, 3 * DAY), st.integers(0, 3 * DAY))
	def test_a_percentage_is_reached_when_that_much_has_run(self, part: int, before: int, pause: int) -> None:
		ledger = Ledger().pause(START + before).resume(START + before + pause)
		reached = reached_at(percent(part), ledger.clock, OFFICE)
		if reached > START + before + pause:
			ran = OFFICE.elapsed(START, START + before) + OFFICE.elapsed(START + before + pause, reached)
			self.assertEqual(ran, 10 * HOUR * part // 100)
			if part <= 100:
				self.assertEqual(ran, measured(ledger.clock, OFFICE, reached).elapsed_working)
		else:
			self.assertGreaterEqual(OFFICE.elapsed(START, START + before), 10 * HOUR * part // 100)

	@settings(max_examples=60, deadline=None, database=None)
	@given(
		st.lists(st.integers(0, 12 * DAY), min_size=1, max_size=12),
		st.lists(st.sampled_from([10, 50, 90, 100, 130]), unique=True),
		st.lists(st.sampled_from([0, 0.5, 4, 30]), unique=True),
	)
	def test_whenever_it_is_looked_at_each_step_comes_once_and_none_is_left(
		self, moments: list[int], percents: list[int], hours: list[float]
	) -> None:
		steps = [*(percent(p) for p in percents), *(after(h) for h in hours)]
		ledger = Ledger()
		taken = []
		for moment in [*sorted(START + m for m in moments), at(2025, 7, 1, 10, 0)]:
			found = ledger.look(moment, *steps)
			taken += [step.key for step in found.steps]
			if found.next is not None:
				self.assertGreater(found.next, moment)
		self.assertEqual(sorted(taken), sorted(step.key for step in steps))


if __name__ == "__main__":
	unittest.main()
