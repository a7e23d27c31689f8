"""Time limits by example and by law: when an amount of a unit is due."""

import unittest
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla import zones
from citizen_service.sla.calendar import NoWorkingTime, compile
from citizen_service.sla.spec import CalendarSpec, Holiday, Shift
from citizen_service.sla.targets import Target, Unit, due_for, target_problems

DAY = 86400
ZONE = "Asia/Hebron"
OFFICE = CalendarSpec(ZONE, tuple(Shift(weekday, 450, 870) for weekday in (6, 0, 1, 2, 3)))
BREAK = CalendarSpec(
	ZONE, tuple(Shift(day, *span) for day in (5, 6, 0, 1, 2, 3) for span in ((480, 720), (780, 900)))
)
CALENDAR = compile(OFFICE, date(2025, 1, 1), date(2025, 12, 31))
BREAK_CALENDAR = compile(BREAK, date(2025, 1, 1), date(2025, 12, 31))


def at(*moment: int) -> int:
	return zones.from_local(ZONE, datetime(*moment))


TUESDAY = at(2025, 6, 10, 9, 0)


class TargetTest(unittest.TestCase):
	def due(self, amount: float, unit: Unit, *start: int, calendar=CALENDAR) -> datetime:
		instant = due_for(Target(amount, unit), at(*start), calendar)
		return zones.to_local(ZONE, instant).replace(tzinfo=None)

	def test_minutes_and_hours(self) -> None:
		self.assertEqual(self.due(90, Unit.MINUTES, 2025, 6, 12, 14, 0), datetime(2025, 6, 15, 8, 30))
		self.assertEqual(self.due(1.5, Unit.HOURS, 2025, 6, 12, 14, 0), datetime(2025, 6, 15, 8, 30))

	def test_working_days_keep_the_time_of_day(self) -> None:
		self.assertEqual(self.due(2, Unit.DAYS, 2025, 6, 10, 10, 0), datetime(2025, 6, 12, 10, 0))
		self.assertEqual(self.due(3, Unit.DAYS, 2025, 6, 10, 10, 0), datetime(2025, 6, 15, 10, 0))

	def test_working_day_begun_when_closed_ends_with_the_day(self) -> None:
		for start in ((2025, 6, 12, 20, 0), (2025, 6, 13, 11, 0), (2025, 6, 15, 7, 30)):
			self.assertEqual(self.due(1, Unit.DAYS, *start), datetime(2025, 6, 15, 14, 30))

	def test_working_days_end_within_shorter_days(self) -> None:
		short = Holiday(date(2025, 6, 12), date(2025, 6, 12), from_minute=660)
		late = Holiday(date(2025, 6, 15), date(2025, 6, 15), to_minute=600)
		office = compile(replace(OFFICE, holidays=(short, late)), date(2025, 1, 1), date(2025, 12, 31))
		self.assertEqual(
			self.due(1, Unit.DAYS, 2025, 6, 11, 13, 0, calendar=office), datetime(2025, 6, 12, 11, 0)
		)
		self.assertEqual(
			self.due(2, Unit.DAYS, 2025, 6, 11, 9, 0, calendar=office), datetime(2025, 6, 12, 11, 0)
		)
		self.assertEqual(
			self.due(1, Unit.DAYS, 2025, 6, 9, 12, 30, calendar=BREAK_CALENDAR), datetime(2025, 6, 10, 12, 0)
		)

	def test_calendar_days_end_with_a_working_day(self) -> None:
		self.assertEqual(self.due(1, Unit.CALENDAR_DAYS, 2025, 6, 10, 23, 0), datetime(2025, 6, 11, 14, 30))
		self.assertEqual(self.due(3, Unit.CALENDAR_DAYS, 2025, 6, 10, 0, 30), datetime(2025, 6, 15, 14, 30))

	def test_problems(self) -> None:
		for amount in (0, -1, float("nan"), float("inf"), 0.0001):
			self.assertEqual(
				[p.code for p in target_problems(Target(amount, Unit.HOURS))], ["target_not_positive"]
			)
		for unit in (Unit.DAYS, Unit.CALENDAR_DAYS):
			self.assertEqual([p.code for p in target_problems(Target(1.5, unit))], ["days_not_whole"])
			self.assertEqual(target_problems(Target(2.0, unit)), [])
		self.assertEqual(target_problems(Target(0.5, Unit.MINUTES)), [])

	def test_no_working_day_is_an_error(self) -> None:
		closed = compile(CalendarSpec(ZONE), date(2025, 1, 1), date(2025, 12, 31))
		for unit in Unit:
			with self.assertRaises(NoWorkingTime):
				due_for(Target(1, unit), TUESDAY, closed)

	@settings(max_examples=120, deadline=None, database=None)
	@given(
		st.sampled_from(list(Unit)),
		st.integers(1, 40),
		st.integers(0, 200 * DAY),
		st.integers(1, 3 * DAY),
		st.booleans(),
	)
	def test_later_start_is_never_due_earlier(
		self, unit: Unit, amount: int, offset: int, later: int, with_break: bool
	) -> None:
		calendar = BREAK_CALENDAR if with_break else CALENDAR
		start = TUESDAY + offset
		due = due_for(Target(amount, unit), start, calendar)
		self.assertGreater(due, start)
		self.assertLessEqual(due, due_for(Target(amount, unit), start + later, calendar))
		self.assertEqual(due, calendar.due(start, calendar.elapsed(start, due)), "never an opening")


if __name__ == "__main__":
	unittest.main()
