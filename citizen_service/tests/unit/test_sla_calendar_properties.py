"""The calendar against laws that hold for all hours, and against counting minute by minute on a wall clock."""

import unittest
from datetime import date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, NoWorkingTime, compile
from citizen_service.sla.spec import MIDNIGHT, CalendarSpec, Holiday, Season, Shift

MINUTE, DAY = 60, 86400

CHANGES = {
	"Asia/Gaza": (date(2023, 4, 29), date(2023, 10, 28), date(2025, 4, 12), date(2025, 10, 25)),
	"Asia/Hebron": (date(2024, 4, 20), date(2024, 10, 26), date(2026, 3, 28), date(2026, 10, 24)),
	"Africa/Cairo": (date(2023, 4, 28), date(2023, 10, 26), date(2025, 4, 25), date(2025, 10, 30)),
	"Asia/Beirut": (date(2024, 3, 31), date(2024, 10, 26), date(2026, 3, 29), date(2026, 10, 24)),
	"UTC": (date(2024, 2, 29), date(2025, 1, 1)),
	"Asia/Kuwait": (date(2024, 2, 29), date(2025, 1, 1)),
}
"""Per zone, days on which its clocks change, and for zones whose clocks do not, days that could be special."""

ANCHORS = [(zone, day) for zone, days in CHANGES.items() for day in days]
MINUTES = (*range(0, MIDNIGHT + 1, 30), 1, 61, 95, 119, 121, 157, 449, 1381, 1439)
HOURS = [(start, end) for start in MINUTES for end in MINUTES if start < end]

# Drawn as few plain values each: drawing, not the engine, is what these tests spend their time on.
hours = st.sampled_from(HOURS)
day_or_hours = st.sampled_from([(0, MIDNIGHT)] * len(HOURS) + HOURS)
near = st.integers(-4, 4)
rows_of_shifts = st.lists(
	st.tuples(st.integers(0, 6), hours, st.integers(-4, 12), st.integers(-12, 4)), max_size=8
)
rows_of_holidays = st.lists(
	st.tuples(near, st.integers(0, 4), st.sampled_from((0, 0, 1, 3)), day_or_hours), max_size=3
)


def shifts_near(anchor: date, rows: list[tuple]) -> tuple[Shift, ...]:
	return tuple(
		Shift(
			weekday,
			*span,
			anchor + timedelta(days=low) if low < 0 else None,
			anchor + timedelta(days=high) if high > 0 else None,
		)
		for weekday, span, low, high in rows
	)


def holidays_near(anchor: date, rows: list[tuple]) -> tuple[Holiday, ...]:
	"""Yearly ones begin years before."""
	starts = [anchor + timedelta(days=offset - 365 * years) for offset, _, years, _ in rows]
	return tuple(
		Holiday(start, start + timedelta(days=length), years > 0, *span)
		for start, (_, length, years, span) in zip(starts, rows, strict=True)
	)


@st.composite
def offices(draw: st.DrawFn) -> tuple[CalendarSpec, int]:
	"""A calendar with hours around a day, and that day's first instant."""
	zone, anchor = draw(st.sampled_from(ANCHORS))
	daily, seasonal = draw(st.booleans()), draw(st.booleans())
	shifts = shifts_near(anchor, draw(rows_of_shifts))
	if daily or not shifts:
		span = draw(hours)
		shifts += tuple(Shift(weekday, *span) for weekday in range(7))
	seasons = ()
	if seasonal:
		start, end = sorted((draw(near), draw(near)))
		season = Season(
			anchor + timedelta(days=start),
			anchor + timedelta(days=end),
			shifts_near(anchor, draw(rows_of_shifts)),
		)
		seasons = (season,)
	holidays = holidays_near(anchor, draw(rows_of_holidays))
	return CalendarSpec(zone, shifts, seasons, holidays), zones.start_of_day(zone, anchor)


def compiled(spec: CalendarSpec, near: int) -> Calendar:
	day = zones.local_date(spec.time_zone, near)
	return compile(spec, day - timedelta(days=7), day + timedelta(days=7))


def open_by_the_clock(spec: CalendarSpec, instant: int) -> bool:
	"""Whether the office works at an instant, read off the wall clock and the admin's rows."""
	wall = datetime.fromtimestamp(instant, zones.zone(spec.time_zone))
	day, minute = wall.date(), wall.hour * 60 + wall.minute
	shifts = next(
		(season.shifts for season in spec.seasons if season.start <= day <= season.end), spec.shifts
	)
	for holiday in spec.holidays:
		falls = holiday.start <= day <= holiday.end
		if holiday.yearly:
			begins = (year for year in (day.year, day.year - 1) if year >= holiday.start.year)
			years = holiday.end.year - holiday.start.year
			falls = any(
				_same_day(holiday.start, year) <= day <= _same_day(holiday.end, year + years)
				for year in begins
			)
		if falls and holiday.from_minute <= minute < holiday.to_minute:
			return False
	return any(
		shift.weekday == day.weekday()
		and shift.start_minute <= minute < shift.end_minute
		and (shift.valid_from is None or shift.valid_from <= day)
		and (shift.valid_to is None or day <= shift.valid_to)
		for shift in shifts
	)


def _same_day(day: date, year: int) -> date:
	return date(year, day.month, day.day)


def counted(spec: CalendarSpec, start: int, end: int) -> int:
	"""Working seconds from start to end, counted minute by minute."""
	total = 0
	for minute in range(start // MINUTE * MINUTE, end, MINUTE):
		if open_by_the_clock(spec, minute):
			total += min(minute + MINUTE, end) - max(minute, start)
	return total


seconds = st.integers(-3 * DAY, 4 * DAY)
work = st.integers(1, 5 * DAY)


class CalendarPropertiesTest(unittest.TestCase):
	@settings(max_examples=150, deadline=None, database=None)
	@given(offices(), seconds, st.integers(0, 2 * DAY))
	def test_elapsed_is_what_a_minute_counter_counts(self, office: tuple, offset: int, length: int) -> None:
		spec, anchor = office
		start = anchor + offset
		calendar = compiled(spec, anchor)
		self.assertEqual(calendar.elapsed(start, start + length), counted(spec, start, start + length))

	@settings(max_examples=100, deadline=None, database=None)
	@given(offices(), st.lists(seconds, min_size=1, max_size=50))
	def test_open_is_what_the_wall_clock_says(self, office: tuple, offsets: list[int]) -> None:
		spec, anchor = office
		calendar = compiled(spec, anchor)
		for offset in offsets:
			at = anchor + offset
			self.assertEqual(calendar.is_open(at), open_by_the_clock(spec, at))

	@settings(max_examples=60, deadline=None, database=None)
	@given(offices(), seconds, st.integers(1, DAY))
	def test_due_is_where_a_minute_counter_arrives(self, office: tuple, offset: int, length: int) -> None:
		spec, anchor = office
		start = anchor + offset
		try:
			due = compiled(spec, anchor).due(start, length)
		except NoWorkingTime:
			self.assertLess(counted(spec, start, start + DAY), length)
			return
		assume(due - start <= 3 * DAY)
		self.assertEqual(counted(spec, start, due), length)
		self.assertEqual(counted(spec, start, due - 1), length - 1)

	@settings(max_examples=200, deadline=None, database=None)
	@given(offices(), seconds, work)
	def test_elapsed_until_due_is_the_work(self, office: tuple, offset: int, length: int) -> None:
		spec, anchor = office
		calendar = compiled(spec, anchor)
		start = anchor + offset
		try:
			due = calendar.due(start, length)
		except NoWorkingTime:
			self.assertLess(calendar.elapsed(start, start + 3653 * DAY), length)
			return
		self.assertEqual(calendar.elapsed(start, due), length)
		self.assertEqual(calendar.elapsed(start, due - 1), length - 1, "the earliest such instant")
		latest = calendar.before(due, length)
		self.assertEqual(calendar.elapsed(latest, due), length)
		self.assertEqual(calendar.elapsed(latest + 1, due), length - 1, "the latest such instant")
		self.assertGreaterEqual(latest, start)

	@settings(max_examples=120, deadline=None, database=None)
	@given(offices(), st.tuples(seconds, seconds, seconds), work, work)
	def test_monotone_and_additive(self, office: tuple, offsets: tuple, less: int, more: int) -> None:
		spec, anchor = office
		calendar = compiled(spec, anchor)
		one, two, three = (anchor + offset for offset in offsets)
		self.assertEqual(
			calendar.elapsed(one, two) + calendar.elapsed(two, three), calendar.elapsed(one, three)
		)
		self.assertEqual(calendar.elapsed(one, two), -calendar.elapsed(two, one))
		one, two, three = sorted((one, two, three))
		self.assertTrue(0 <= calendar.elapsed(two, three) <= calendar.elapsed(one, three) <= three - one)
		less, more = sorted((less, more))
		try:
			far = calendar.due(one, less + more)
			due = calendar.due(one, less)
			self.assertLessEqual(due, calendar.due(two, less))
			self.assertLessEqual(due, calendar.due(one, more))
			self.assertEqual(calendar.due(due, more), far)
		except NoWorkingTime:
			assume(False)

	@settings(max_examples=60, deadline=None, database=None)
	@given(offices(), seconds, st.integers(1, 60 * DAY), st.integers(-900, 900))
	def test_answers_do_not_depend_on_the_days_compiled_first(
		self, office: tuple, offset: int, length: int, days: int
	) -> None:
		spec, anchor = office
		start = anchor + offset
		elsewhere = compiled(spec, anchor + days * DAY)
		answers = []
		for calendar in (compiled(spec, anchor), elsewhere):
			try:
				answers.append((calendar.due(start, length), calendar.next_opening(start)))
			except NoWorkingTime:
				answers.append(None)
		self.assertEqual(*answers)

	@settings(max_examples=60, deadline=None, database=None)
	@given(offices())
	def test_days_make_up_the_time(self, office: tuple) -> None:
		spec, anchor = office
		calendar = compiled(spec, anchor)
		first = zones.local_date(spec.time_zone, anchor) - timedelta(days=3)
		for day in (first + timedelta(days=n) for n in range(7)):
			low, high = (zones.start_of_day(spec.time_zone, day + timedelta(days=n)) for n in (0, 1))
			found = calendar.intervals_on(day)
			self.assertEqual(sum(end - start for start, end in found), calendar.elapsed(low, high))
			for start, end in found:
				self.assertTrue(low <= start < end <= high)
				self.assertEqual(
					calendar.next_opening(start - 1), start - 1 if calendar.is_open(start - 1) else start
				)
				self.assertEqual(calendar.elapsed(start, end), end - start)
			if found:
				self.assertEqual(calendar.working_day(day), day)
				self.assertEqual(calendar.closing(day), found[-1][1])
