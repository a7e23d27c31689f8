"""What a date is to people: open when, or closed why."""

import unittest
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla.outlook import DayOutlook, first_weekday, outlook
from citizen_service.sla.spec import MIDNIGHT, CalendarSpec, Holiday, Season, Shift

GAZA = "Asia/Gaza"


def week(*weekdays: int, start: int = 450, end: int = 870) -> tuple[Shift, ...]:
	return tuple(Shift(day, start, end) for day in weekdays)


def on(spec: CalendarSpec, *day: int) -> DayOutlook:
	(found,) = outlook(spec, date(*day), date(*day))
	return found


class OutlookTest(unittest.TestCase):
	def test_each_kind_of_day(self) -> None:
		spec = CalendarSpec(
			GAZA,
			(*week(6, 0, 1, 2, 3), Shift(5, 450, 870, valid_to=date(2027, 1, 31))),
			(Season(date(2027, 2, 8), date(2027, 3, 9), week(6, 0, 1, 2, start=600)),),
			(
				Holiday(date(2027, 5, 2), date(2027, 5, 3)),
				Holiday(date(2027, 5, 4), date(2027, 5, 4), from_minute=720),
			),
		)
		usual = ((450, 870),)
		for day, kind, hours, season, holidays in (
			((2027, 5, 5), "open", usual, None, ()),
			((2027, 5, 2), "holiday", (), None, (0,)),
			((2027, 5, 4), "open", ((450, 720),), None, (1,)),
			((2027, 5, 7), "rest", (), None, ()),
			((2027, 1, 30), "open", usual, None, ()),
			((2027, 5, 8), "not_in_force", (), None, ()),
			((2027, 2, 8), "open", ((600, 870),), 0, ()),
			((2027, 2, 11), "rest", (), 0, ()),
		):
			with self.subTest(day):
				found = on(spec, *day)
				self.assertEqual(
					(found.kind, found.hours, found.season, found.holidays), (kind, hours, season, holidays)
				)

	def test_days_on_which_the_clock_changes(self) -> None:
		always = CalendarSpec(GAZA, week(*range(7), start=0, end=MIDNIGHT))
		for day in ((2025, 4, 12), (2025, 10, 25), (2025, 6, 1)):
			self.assertEqual(on(always, *day).hours[0][0], 0)
			self.assertEqual(on(always, *day).hours[-1][1], MIDNIGHT)

	def test_the_first_day_of_the_week(self) -> None:
		for weekdays, first in (
			((6, 0, 1, 2, 3), 6),
			((5, 6, 0, 1, 2, 3), 5),
			((0, 1, 2, 3, 4), 0),
			(tuple(range(7)), 6),
			((6, 1, 3), 6),
		):
			self.assertEqual(first_weekday(CalendarSpec(GAZA, week(*weekdays))), first)
		self.assertEqual(
			first_weekday(
				CalendarSpec(GAZA, (), (Season(date(2027, 2, 8), date(2027, 3, 9), week(6, 0, 1)),))
			),
			6,
		)

	@settings(max_examples=100, deadline=None, database=None)
	@given(
		st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12), st.integers(13, 24)), max_size=7),
		st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 9), st.booleans()), max_size=4),
	)
	def test_open_has_hours_and_closed_has_none(self, shifts: list[tuple], holidays: list[tuple]) -> None:
		start = date(2027, 5, 1)
		spec = CalendarSpec(
			GAZA,
			tuple({day: Shift(day, low * 60, high * 60) for day, low, high in shifts}.values()),
			(),
			tuple(
				Holiday(first := start + timedelta(days=offset), first + timedelta(days=length), yearly)
				for offset, length, yearly in holidays
			),
		)
		days = [*outlook(spec, start, start + timedelta(days=30))]
		self.assertEqual([day.day for day in days], [start + timedelta(days=n) for n in range(31)])
		working = {shift.weekday: (shift.start_minute, shift.end_minute) for shift in spec.shifts}
		for day in days:
			closed = bool(day.holidays) or day.day.weekday() not in working
			self.assertEqual(day.hours, () if closed else (working[day.day.weekday()],))
			self.assertEqual(day.kind == "open", not closed)


if __name__ == "__main__":
	unittest.main()
