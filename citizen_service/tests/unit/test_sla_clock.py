"""Clocks by example (each pitfall that is the engine's own, by its number) and by law."""

import unittest
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla import clock as clocks
from citizen_service.sla import zones
from citizen_service.sla.calendar import compile
from citizen_service.sla.clock import ClockError, Event, Kind, Status, fold, state_of
from citizen_service.sla.spec import CalendarSpec, Holiday, Shift
from citizen_service.sla.targets import Target, Unit

MINUTE, HOUR, DAY = 60, 3600, 86400
ZONE = "Asia/Hebron"
OFFICE = CalendarSpec(ZONE, tuple(Shift(weekday, 450, 870) for weekday in (6, 0, 1, 2, 3)))
BREAK = CalendarSpec(
	ZONE, tuple(Shift(day, *span) for day in (5, 6, 0, 1, 2, 3) for span in ((480, 720), (780, 900)))
)
CALENDAR = compile(OFFICE, date(2025, 1, 1), date(2025, 12, 31))
BREAK_CALENDAR = compile(BREAK, date(2025, 1, 1), date(2025, 12, 31))
TEN_HOURS = Target(10, Unit.HOURS)


def at(*moment: int) -> int:
	return zones.from_local(ZONE, datetime(*moment))


TUESDAY = at(2025, 6, 10, 9, 0)
"""A Tuesday at nine; ten working hours later it is Wednesday, noon."""


class Ledger:
	"""A ledger that grows by commands, as the adapter's does."""

	def __init__(self, target: Target = TEN_HOURS, start: int = TUESDAY, calendar=CALENDAR) -> None:
		self.target, self.calendar = target, calendar
		self.events: list[Event] = list(clocks.start(start, target, calendar))

	def __getattr__(self, command: str):
		def run(moment: int, *words):
			if command in ("resume", "meet"):
				words = (self.calendar, *words)
			self.events += getattr(clocks, command)(self.clock, moment, *words)
			return self

		return run

	def recalculate(self, moment: int, calendar, target: Target = TEN_HOURS) -> "Ledger":
		self.calendar = calendar
		self.events += clocks.recalculate(self.events, moment, target, calendar, "holiday announced")
		return self

	@property
	def clock(self) -> clocks.Clock:
		return fold(self.events)

	def state(self, moment: int) -> clocks.ClockState:
		return state_of(self.events, self.calendar, moment)

	@property
	def kinds(self) -> list[str]:
		return [event.kind.value for event in self.events]


class ClockTest(unittest.TestCase):
	def test_a_clock_that_is_met(self) -> None:
		ledger = Ledger()
		self.assertEqual(ledger.clock.due, at(2025, 6, 11, 12, 0))
		state = ledger.state(at(2025, 6, 10, 20, 0))
		self.assertEqual(
			(state.status, state.elapsed_working, state.remaining), (Status.RUNNING, 5.5 * HOUR, 4.5 * HOUR)
		)
		ledger.meet(at(2025, 6, 11, 12, 0))
		state = ledger.state(at(2025, 9, 1))
		self.assertEqual((state.status, state.elapsed_working, state.remaining), (Status.MET, 10 * HOUR, 0))
		self.assertTrue(ledger.clock.in_time)
		self.assertEqual(ledger.kinds, ["start", "met"])

	def test_breach_time_is_the_due_time(self) -> None:
		ledger = Ledger()
		due = ledger.clock.due
		self.assertEqual(clocks.observe(ledger.clock, due), ())
		self.assertEqual(clocks.observe(ledger.clock, due + 1), (Event(Kind.BREACHED, due),))
		ledger.observe(due + 20 * DAY)
		self.assertEqual(ledger.clock.breached_at, due)
		self.assertEqual(clocks.observe(ledger.clock, due + 30 * DAY), ())
		state = ledger.state(at(2025, 6, 12, 8, 30))
		self.assertEqual((state.status, state.remaining), (Status.RUNNING, -3.5 * HOUR))

	def test_a_breach_nobody_noticed_is_recorded_by_the_next_command(self) -> None:
		late = at(2025, 6, 15, 9, 0)
		for command, words in (
			("meet", ()),
			("pause", ("citizen",)),
			("cancel", ("merged",)),
			("extend", (late + DAY, "why")),
		):
			ledger = Ledger()
			getattr(ledger, command)(late, *words)
			self.assertEqual(ledger.kinds[1], "breached", command)
			self.assertEqual(ledger.clock.breached_at, at(2025, 6, 11, 12, 0))
			self.assertFalse(ledger.clock.in_time)

	def test_pitfall_02_pause_over_closed_hours(self) -> None:
		"""Paused on Tuesday at 14:00 and resumed on Wednesday at 8:30, only an hour and a half was paused."""
		ledger = Ledger().pause(at(2025, 6, 10, 14, 0), "waiting for the citizen")
		ledger.resume(at(2025, 6, 11, 8, 30))
		self.assertEqual(ledger.clock.due, at(2025, 6, 11, 13, 30))
		ledger.pause(at(2025, 6, 11, 20, 0), "again")
		self.assertEqual(ledger.kinds[-2:], ["breached", "pause"])

		weekend = Ledger(start=at(2025, 6, 12, 14, 0)).pause(at(2025, 6, 12, 18, 0), "citizen")
		due = weekend.clock.due
		weekend.resume(at(2025, 6, 14, 23, 0))
		self.assertEqual(weekend.clock.due, due)

	def test_pitfall_03_paused_past_the_old_deadline(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 14, 0), "citizen")
		later = at(2025, 6, 25, 9, 0)
		self.assertEqual(clocks.observe(ledger.clock, later), ())
		state = ledger.state(later)
		self.assertEqual(
			(state.status, state.elapsed_working, state.remaining), (Status.PAUSED, 5 * HOUR, 5 * HOUR)
		)
		ledger.resume(later)
		self.assertEqual(ledger.clock.due, at(2025, 6, 25, 14, 0))
		self.assertEqual(ledger.kinds, ["start", "pause", "resume"])

	def test_pitfall_04_paused_then_met(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 14, 0), "citizen").meet(at(2025, 6, 25, 9, 0))
		self.assertEqual(ledger.kinds, ["start", "pause", "resume", "met"])
		self.assertTrue(ledger.clock.in_time)
		state = ledger.state(at(2025, 6, 25, 9, 0))
		self.assertEqual((state.elapsed_working, state.remaining), (5 * HOUR, 5 * HOUR))

	def test_pitfall_05_pausing_does_not_meet(self) -> None:
		clock = Ledger().pause(at(2025, 6, 10, 14, 0), "on hold").clock
		self.assertTrue(clock.is_open)
		self.assertIsNone(clock.in_time)
		self.assertIsNone(clock.ended)

	def test_pitfall_07_recalculated_while_paused(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 14, 0), "citizen")
		ledger.recalculate(at(2025, 6, 15, 9, 0), CALENDAR, Target(20, Unit.HOURS))
		self.assertEqual(ledger.clock.status, Status.PAUSED)
		self.assertEqual(ledger.clock.paused_since, at(2025, 6, 10, 14, 0))
		self.assertEqual(ledger.state(at(2025, 6, 15, 9, 0)).remaining, 15 * HOUR)
		ledger.resume(at(2025, 6, 16, 9, 0))
		self.assertEqual(ledger.state(at(2025, 6, 16, 9, 0)).remaining, 15 * HOUR)

	def test_pitfall_08_a_second_department_starts_anew(self) -> None:
		first = Ledger().observe(at(2025, 7, 1)).cancel(at(2025, 7, 1, 9, 0), "transferred")
		second = Ledger(Target(5, Unit.DAYS), at(2025, 7, 1, 9, 0))
		self.assertFalse(first.clock.in_time)
		self.assertEqual(second.clock.due, at(2025, 7, 8, 9, 0))
		self.assertIsNone(second.clock.breached_at)

	def test_pitfall_10_holiday_announced_late(self) -> None:
		holiday = Holiday(date(2025, 6, 11), date(2025, 6, 11))
		office = compile(replace(OFFICE, holidays=(holiday,)), date(2025, 1, 1), date(2025, 12, 31))
		now = at(2025, 6, 10, 15, 0)
		running = Ledger().recalculate(now, office)
		paused = Ledger().pause(at(2025, 6, 10, 14, 0), "citizen").recalculate(now, office)
		for ledger in (running, paused):
			event = ledger.events[-1]
			self.assertEqual(
				(event.kind, event.old_due, event.due),
				(Kind.RECALCULATED, at(2025, 6, 11, 12), at(2025, 6, 12, 12)),
			)
			self.assertEqual(ledger.recalculate(now, office).events[-1], event, "again moves nothing")
		met = Ledger().meet(at(2025, 6, 10, 14, 0))
		breached = Ledger().observe(at(2025, 6, 12, 0, 0))
		for ledger in (met, breached):
			before = list(ledger.events)
			self.assertEqual(ledger.recalculate(now, office).events, before)
		unnoticed = Ledger().recalculate(at(2025, 6, 12, 0, 0), office)
		self.assertEqual(unnoticed.kinds, ["start", "breached"])

	def test_recalculation_counts_pauses_by_the_new_calendar(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 14, 0), "citizen").resume(at(2025, 6, 11, 8, 30))
		holiday = Holiday(date(2025, 6, 11), date(2025, 6, 11))
		office = compile(replace(OFFICE, holidays=(holiday,)), date(2025, 1, 1), date(2025, 12, 31))
		ledger.recalculate(at(2025, 6, 11, 9, 0), office)
		self.assertEqual(ledger.clock.due, at(2025, 6, 12, 12, 30))

	def test_recalculated_into_the_past_is_breached_at_the_new_due_time(self) -> None:
		ledger = Ledger().recalculate(at(2025, 6, 11, 9, 0), CALENDAR, Target(1, Unit.HOURS))
		self.assertEqual(ledger.kinds, ["start", "recalculated", "breached"])
		self.assertEqual(ledger.clock.breached_at, at(2025, 6, 10, 10, 0))

	def test_a_due_date_set_by_hand_stands(self) -> None:
		by_hand = at(2025, 6, 16, 10, 0)
		ledger = Ledger().extend(at(2025, 6, 11, 9, 0), by_hand, "needs a survey")
		self.assertEqual((ledger.events[-1].old_due, ledger.events[-1].due), (at(2025, 6, 11, 12), by_hand))
		ledger.pause(at(2025, 6, 11, 9, 30), "citizen").resume(at(2025, 6, 11, 10, 30))
		self.assertEqual(ledger.clock.due, by_hand + HOUR)
		holiday = Holiday(date(2025, 6, 12), date(2025, 6, 12))
		office = compile(replace(OFFICE, holidays=(holiday,)), date(2025, 1, 1), date(2025, 12, 31))
		ledger.recalculate(at(2025, 6, 11, 11, 0), office)
		self.assertEqual(ledger.clock.due, by_hand + HOUR)
		with self.assertRaises(ClockError) as raised:
			clocks.extend(ledger.clock, at(2025, 6, 11, 12, 0), at(2025, 6, 11, 12, 0), "past")
		self.assertEqual(raised.exception.code, "due_in_the_past")

	def test_a_due_date_set_in_a_pause_moves_by_the_rest_of_it(self) -> None:
		by_hand = at(2025, 6, 16, 10, 0)
		ledger = (
			Ledger().pause(at(2025, 6, 11, 8, 0), "citizen").extend(at(2025, 6, 11, 9, 0), by_hand, "survey")
		)
		left = ledger.state(at(2025, 6, 12)).remaining
		ledger.resume(at(2025, 6, 11, 10, 0))
		self.assertEqual(ledger.clock.due, by_hand + HOUR)
		self.assertEqual(ledger.state(at(2025, 6, 11, 10, 0)).remaining, left)
		self.assertEqual(clocks.derived_due(ledger.events, TEN_HOURS, CALENDAR), by_hand + HOUR)

	def test_extended_after_the_breach_the_breach_stays(self) -> None:
		ledger = Ledger().extend(at(2025, 6, 15, 9, 0), at(2025, 6, 18, 9, 0), "apology")
		ledger.meet(at(2025, 6, 17, 9, 0))
		self.assertEqual(ledger.kinds, ["start", "breached", "extended", "met"])
		self.assertFalse(ledger.clock.in_time)

	def test_a_date_set_after_the_breach_can_be_missed_as_well(self) -> None:
		second = at(2025, 6, 18, 9, 0)
		ledger = Ledger().extend(at(2025, 6, 15, 9, 0), second, "apology")
		self.assertEqual(clocks.observe(ledger.clock, second), ())
		ledger.observe(second + 1)
		self.assertEqual((ledger.events[-1].kind, ledger.events[-1].at), (Kind.BREACHED, second))
		self.assertEqual(clocks.observe(ledger.clock, second + DAY), (), "once")
		self.assertEqual(ledger.clock.breached_at, at(2025, 6, 11, 12, 0), "the first breach is the clock's")

	def test_a_promised_date_moves_nothing_and_can_be_missed(self) -> None:
		promised = at(2025, 6, 15, 12, 0)
		noticed = at(2025, 6, 11, 12, 1)
		ledger = Ledger().observe(noticed).promise(noticed, promised)
		self.assertEqual((ledger.clock.due, ledger.clock.deadline), (at(2025, 6, 11, 12, 0), promised))
		self.assertEqual(clocks.observe(ledger.clock, promised), ())
		ledger.observe(promised + 1)
		self.assertEqual(ledger.kinds, ["start", "breached", "promised", "breached"])
		self.assertEqual(ledger.clock.missed, promised)
		self.assertEqual(ledger.clock.breached_at, at(2025, 6, 11, 12, 0))
		with self.assertRaises(ClockError):
			clocks.promise(ledger.clock, promised, promised)

	def test_a_pause_moves_a_promise_that_is_still_to_come(self) -> None:
		noticed, promised = at(2025, 6, 11, 12, 1), at(2025, 6, 15, 12, 0)
		ledger = Ledger().observe(noticed).promise(noticed, promised)
		ledger.pause(at(2025, 6, 12, 9, 0), "citizen").resume(at(2025, 6, 12, 11, 0))
		self.assertEqual(ledger.clock.promised, at(2025, 6, 15, 14, 0))
		self.assertEqual(ledger.clock.due, at(2025, 6, 11, 12, 0))
		by_hand = at(2025, 6, 20, 9, 0)
		ledger.extend(at(2025, 6, 13), by_hand, "agreed")
		self.assertEqual((ledger.clock.promised, ledger.clock.deadline), (None, by_hand))

	def test_an_extension_asked_for_or_refused_moves_nothing(self) -> None:
		ledger = Ledger()
		before = ledger.clock
		ledger.events += clocks.note(
			before, Kind.REQUESTED, at(2025, 6, 10, 10), at(2025, 6, 20, 10), "survey"
		)
		ledger.events += clocks.note(ledger.clock, Kind.REFUSED, at(2025, 6, 10, 11), None, "no need")
		self.assertEqual(ledger.clock, before)
		self.assertEqual(clocks.derived_due(ledger.events, TEN_HOURS, CALENDAR), before.due)

	def test_paused_after_the_due_date_stays_late(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 12, 8, 0), "citizen").resume(at(2025, 6, 15, 8, 0))
		self.assertEqual(ledger.clock.due, at(2025, 6, 11, 12, 0))
		self.assertEqual(ledger.kinds, ["start", "breached", "pause", "resume"])
		self.assertEqual(ledger.state(at(2025, 6, 15, 9, 0)).remaining, -(2.5 + 0.5 + 1) * HOUR)

	def test_found_out_late_that_it_was_done_in_time(self) -> None:
		"""The reply was sent on Tuesday at ten; it was accepted a week after the due date had gone by."""
		sent = at(2025, 6, 10, 10, 0)
		ledger = Ledger().observe(at(2025, 6, 12)).meet(sent)
		self.assertEqual(ledger.kinds, ["start", "breached", "met"])
		self.assertTrue(ledger.clock.in_time)
		self.assertEqual((ledger.clock.ended, ledger.state(sent).elapsed_working), (sent, HOUR))
		late = Ledger().observe(at(2025, 6, 12)).meet(at(2025, 6, 11, 12, 1))
		self.assertFalse(late.clock.in_time)

	def test_done_before_a_pause_that_came_later(self) -> None:
		sent = at(2025, 6, 10, 10, 0)
		ledger = Ledger().pause(at(2025, 6, 10, 13, 0), "citizen")
		ledger.extend(at(2025, 6, 11, 9, 0), at(2025, 6, 20, 9, 0), "agreed").meet(sent)
		self.assertEqual((ledger.clock.status, ledger.clock.ended), (Status.MET, sent))
		self.assertEqual(ledger.clock.runs, ((TUESDAY, sent),))
		again = Ledger().pause(at(2025, 6, 10, 9, 30), "a").resume(at(2025, 6, 10, 9, 40))
		again.pause(at(2025, 6, 10, 11, 0), "b").meet(sent)
		self.assertEqual(
			again.clock.runs, ((TUESDAY, at(2025, 6, 10, 9, 30)), (at(2025, 6, 10, 9, 40), sent))
		)
		with self.assertRaises(ClockError):
			clocks.meet(Ledger().clock, TUESDAY - 1, CALENDAR)

	def test_commands_that_do_not_fit(self) -> None:
		now = at(2025, 6, 10, 10, 0)
		running, paused = Ledger(), Ledger().pause(now, "citizen")
		met = Ledger().meet(now)
		cases = (
			("not_paused", lambda: running.resume(now)),
			("not_running", lambda: paused.pause(now, "twice")),
			("ended", lambda: met.pause(now, "late")),
			("ended", lambda: met.meet(now)),
			("ended", lambda: met.extend(now, now + DAY, "why")),
			("out_of_order", lambda: running.pause(TUESDAY - 1, "before the start")),
			("out_of_order", lambda: paused.resume(now - 1)),
			("not_started", lambda: fold([])),
			("not_started", lambda: fold(met.events[1:])),
			("already_started", lambda: fold(running.events * 2)),
		)
		for code, command in cases:
			with self.subTest(code), self.assertRaises(ClockError) as raised:
				command()
			self.assertEqual(raised.exception.code, code)

	def test_cancelled_while_paused(self) -> None:
		ledger = Ledger().pause(at(2025, 6, 10, 10, 0), "citizen").cancel(at(2025, 7, 1), "withdrawn")
		self.assertEqual(ledger.state(at(2025, 8, 1)).elapsed_working, HOUR)
		self.assertIsNone(ledger.clock.in_time)


class ClockLawsTest(unittest.TestCase):
	"""Clocks paused and resumed at any instants, in a week with breaks and a summer-time change."""

	@settings(max_examples=120, deadline=None, database=None)
	@given(
		st.integers(1, 200),
		st.lists(st.integers(0, 4 * DAY), max_size=9),
		st.integers(0, 10 * DAY),
		st.booleans(),
	)
	def test_pauses_never_lose_or_give_time(
		self, hours: int, gaps: list[int], rest: int, finish: bool
	) -> None:
		now = at(2025, 10, 20, 9, 0)
		ledger = Ledger(Target(hours, Unit.HOURS), now, BREAK_CALENDAR)
		budget = hours * HOUR
		ran = 0
		for gap in gaps:
			if ledger.clock.status is Status.RUNNING:
				ran += BREAK_CALENDAR.elapsed(now, now + gap)
				now += gap
				ledger.pause(now, "any")
			else:
				now += gap
				ledger.resume(now)
		if ledger.clock.status is Status.RUNNING:
			ran += BREAK_CALENDAR.elapsed(now, now + rest)
		now += rest
		if finish:
			ledger.meet(now)
		state = ledger.state(now)
		self.assertEqual(state.elapsed_working, ran)
		self.assertEqual(state.total, budget)
		if ran > budget:
			ledger.events += clocks.observe(ledger.clock, now)
			self.assertEqual(ledger.clock.breached_at, ledger.clock.due)
		if ran < budget:
			self.assertIsNone(ledger.clock.breached_at)
			self.assertEqual(clocks.observe(ledger.clock, now), ())
			if state.status is Status.RUNNING:
				self.assertEqual(
					state.due, BREAK_CALENDAR.due(now, budget - ran), "due is where the rest ends"
				)
		self.assertEqual(clocks.derived_due(ledger.events, ledger.target, BREAK_CALENDAR), ledger.clock.due)
