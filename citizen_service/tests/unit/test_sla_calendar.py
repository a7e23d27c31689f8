"""The calendar by example: each rule of sla/README.md once, in hours a clerk would know."""

import unittest
from datetime import date, datetime, timedelta

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, NoWorkingTime, OutOfRange, compile
from citizen_service.sla.spec import CalendarSpec, Holiday, Season, Shift, validate

MINUTE, HOUR, DAY = 60, 3600, 86400
GAZA = "Asia/Gaza"
SUNDAY_TO_THURSDAY = (6, 0, 1, 2, 3)
OFFICE_DAY = 7 * HOUR


def week(weekdays: tuple[int, ...], *hours: tuple[int, int]) -> tuple[Shift, ...]:
	return tuple(Shift(weekday, *span) for weekday in weekdays for span in hours)


def calendar(spec: CalendarSpec) -> Calendar:
	return compile(spec, date(2025, 1, 1), date(2025, 12, 31))


MINISTRY = CalendarSpec(GAZA, week(SUNDAY_TO_THURSDAY, (450, 870)))
MUNICIPALITY = CalendarSpec(GAZA, week((5, 6, 0, 1, 2, 3), (480, 720), (780, 900)))
ALWAYS = CalendarSpec(GAZA, week(tuple(range(7)), (0, 1440)))


def at(*moment: int, zone: str = GAZA) -> int:
	return zones.from_local(zone, datetime(*moment))


class CalendarTest(unittest.TestCase):
	def assertLocal(self, instant: int, *moment: int, zone: str = GAZA) -> None:
		self.assertEqual(zones.to_local(zone, instant).replace(tzinfo=None), datetime(*moment))

	def test_within_a_day_and_over_the_weekend(self) -> None:
		office = calendar(MINISTRY)
		self.assertLocal(office.due(at(2025, 6, 10, 9, 0), 2 * HOUR), 2025, 6, 10, 11, 0)
		self.assertLocal(office.due(at(2025, 6, 12, 13, 30), 2 * HOUR), 2025, 6, 15, 8, 30)
		self.assertEqual(office.elapsed(at(2025, 6, 12, 13, 30), at(2025, 6, 15, 8, 30)), 2 * HOUR)
		self.assertEqual(office.elapsed(at(2025, 6, 15, 8, 30), at(2025, 6, 12, 13, 30)), -2 * HOUR)

	def test_a_due_date_is_a_closing_not_the_next_opening(self) -> None:
		office = calendar(MINISTRY)
		self.assertLocal(office.due(at(2025, 6, 12, 7, 30), OFFICE_DAY), 2025, 6, 12, 14, 30)
		self.assertEqual(office.due(at(2025, 6, 13, 1, 0), 0), at(2025, 6, 13, 1, 0))
		with self.assertRaises(ValueError):
			office.due(0, -1)

	def test_pitfall_01_registered_when_closed(self) -> None:
		"""On a holiday, at the weekend, before opening, after closing, in the lunch break."""
		holiday = Holiday(date(2025, 6, 9), date(2025, 6, 9))
		office = calendar(CalendarSpec(GAZA, MUNICIPALITY.shifts, holidays=(holiday,)))
		closed = {
			"holiday": (at(2025, 6, 9, 10, 0), at(2025, 6, 10, 8, 0)),
			"weekend": (at(2025, 6, 13, 10, 0), at(2025, 6, 14, 8, 0)),
			"before opening": (at(2025, 6, 10, 5, 0), at(2025, 6, 10, 8, 0)),
			"after closing": (at(2025, 6, 10, 20, 0), at(2025, 6, 11, 8, 0)),
			"lunch": (at(2025, 6, 10, 12, 15), at(2025, 6, 10, 13, 0)),
		}
		for name, (start, opening) in closed.items():
			with self.subTest(name):
				self.assertFalse(office.is_open(start))
				self.assertEqual(office.next_opening(start), opening)
				due = office.due(start, 30 * MINUTE)
				self.assertEqual(due, opening + 30 * MINUTE)
				self.assertEqual(office.elapsed(start, due), 30 * MINUTE)

	def test_open_includes_opening_and_not_closing(self) -> None:
		office = calendar(MUNICIPALITY)
		self.assertTrue(office.is_open(at(2025, 6, 10, 8, 0)))
		self.assertFalse(office.is_open(at(2025, 6, 10, 12, 0)))
		self.assertEqual(office.next_opening(at(2025, 6, 10, 9, 0)), at(2025, 6, 10, 9, 0))

	def test_pitfall_06_holidays_of_every_year_are_seen(self) -> None:
		"""A holiday is asked by its date alone, in years far from the one compiled first."""
		national = Holiday(date(2000, 11, 15), date(2000, 11, 15), yearly=True)
		office = calendar(CalendarSpec(GAZA, MINISTRY.shifts, holidays=(national,)))
		for year in (2004, 2025, 2027, 2032):
			day = date(year, 11, 15)
			usual = calendar(MINISTRY).intervals_on(day)
			with self.subTest(year):
				self.assertEqual(office.intervals_on(day), [])
				lost = sum(end - start for start, end in usual)
				self.assertEqual(
					office.elapsed(at(year, 1, 1), at(year + 1, 1, 1)) + lost,
					calendar(MINISTRY).elapsed(at(year, 1, 1), at(year + 1, 1, 1)),
				)

	def test_yearly_holiday_over_new_year_and_on_leap_day(self) -> None:
		turn = Holiday(date(2020, 12, 31), date(2021, 1, 2), yearly=True)
		leap = Holiday(date(2020, 2, 29), date(2020, 2, 29), yearly=True)
		office = calendar(CalendarSpec(GAZA, ALWAYS.shifts, holidays=(turn, leap)))
		closed = [
			day
			for day in (date(2024, 1, 1) + timedelta(days=n) for n in range(2 * 366))
			if not office.intervals_on(day)
		]
		self.assertEqual(
			[day.isoformat() for day in closed],
			[
				"2024-01-01",
				"2024-01-02",
				"2024-02-29",
				"2024-12-31",
				"2025-01-01",
				"2025-01-02",
				"2025-12-31",
				"2026-01-01",
			],
		)
		self.assertTrue(office.intervals_on(date(2020, 1, 1)), "not before its first year")
		begun_within = compile(office.spec, date(2024, 1, 1), date(2024, 12, 31))
		self.assertEqual(begun_within.intervals_on(date(2024, 1, 2)), [])

	def test_holiday_ranges_and_part_days(self) -> None:
		eid = Holiday(date(2025, 6, 5), date(2025, 6, 9))
		morning_only = Holiday(date(2025, 6, 4), date(2025, 6, 4), from_minute=720)
		office = calendar(CalendarSpec(GAZA, MINISTRY.shifts, holidays=(eid, morning_only)))
		self.assertEqual(
			office.intervals_on(date(2025, 6, 4)), [(at(2025, 6, 4, 7, 30), at(2025, 6, 4, 12, 0))]
		)
		self.assertLocal(office.due(at(2025, 6, 4, 11, 0), 2 * HOUR), 2025, 6, 10, 8, 30)
		middle = Holiday(date(2025, 6, 4), date(2025, 6, 4), from_minute=600, to_minute=660)
		office = calendar(CalendarSpec(GAZA, MINISTRY.shifts, holidays=(middle,)))
		self.assertEqual(
			office.intervals_on(date(2025, 6, 4)),
			[(at(2025, 6, 4, 7, 30), at(2025, 6, 4, 10, 0)), (at(2025, 6, 4, 11, 0), at(2025, 6, 4, 14, 30))],
		)

	def test_season_replaces_the_usual_week(self) -> None:
		ramadan = Season(date(2025, 3, 1), date(2025, 3, 29), week(SUNDAY_TO_THURSDAY, (540, 840)))
		office = calendar(CalendarSpec(GAZA, MINISTRY.shifts, seasons=(ramadan,)))
		self.assertLocal(office.next_opening(at(2025, 3, 1, 0, 0)), 2025, 3, 2, 9, 0)
		self.assertLocal(office.due(at(2025, 3, 27, 13, 0), 2 * HOUR), 2025, 3, 30, 8, 30)
		self.assertEqual(office.elapsed(at(2025, 3, 2), at(2025, 3, 3)), 5 * HOUR)
		self.assertEqual(office.elapsed(at(2025, 3, 30), at(2025, 3, 31)), 7 * HOUR)

	def test_hours_with_effective_dates(self) -> None:
		old = tuple(Shift(s.weekday, 480, 900, valid_to=date(2025, 8, 31)) for s in MINISTRY.shifts)
		new = tuple(Shift(s.weekday, 450, 870, valid_from=date(2025, 9, 1)) for s in MINISTRY.shifts)
		spec = CalendarSpec(GAZA, old + new)
		self.assertEqual(validate(spec), [])
		office = calendar(spec)
		self.assertLocal(office.closing(date(2025, 8, 31)), 2025, 8, 31, 15, 0)
		self.assertLocal(office.closing(date(2025, 9, 1)), 2025, 9, 1, 14, 30)

	def test_pitfall_11_all_day_loses_no_minute(self) -> None:
		office = calendar(ALWAYS)
		start = at(2025, 1, 1)
		self.assertEqual(office.elapsed(start, start + 1000 * DAY), 1000 * DAY)
		self.assertEqual(office.due(start, 1000 * DAY), start + 1000 * DAY)

	def test_pitfall_11_odd_weekdays(self) -> None:
		office = calendar(CalendarSpec(GAZA, week((1, 5), (600, 660))))
		self.assertLocal(office.due(at(2025, 6, 11, 0, 0), 90 * MINUTE), 2025, 6, 17, 10, 30)

	def test_pitfall_11_one_hour_before_due_is_working_time(self) -> None:
		office = calendar(MUNICIPALITY)
		self.assertLocal(office.before(at(2025, 6, 10, 13, 30), HOUR), 2025, 6, 10, 11, 30)
		self.assertLocal(office.before(at(2025, 6, 14, 8, 30), HOUR), 2025, 6, 12, 14, 30)
		self.assertLocal(office.before(at(2025, 6, 14, 9, 0), HOUR), 2025, 6, 14, 8, 0)
		self.assertLocal(calendar(MINISTRY).before(at(2025, 1, 1, 8), 300 * OFFICE_DAY), 2023, 11, 8, 8, 0)

	def test_pitfall_12_days_of_23_and_25_hours(self) -> None:
		office = calendar(ALWAYS)
		self.assertEqual(office.elapsed(at(2025, 4, 12), at(2025, 4, 13)), 23 * HOUR)
		self.assertEqual(office.elapsed(at(2025, 10, 25), at(2025, 10, 26)), 25 * HOUR)
		beirut = calendar(CalendarSpec("Asia/Beirut", ALWAYS.shifts))
		(span,) = beirut.intervals_on(date(2025, 10, 25))
		self.assertEqual(span[1] - span[0], 25 * HOUR)

	def test_shifts_in_the_gap_and_in_the_repeated_hour(self) -> None:
		night = calendar(CalendarSpec(GAZA, week((5,), (60, 150), (165, 240))))
		gap = night.intervals_on(date(2025, 4, 12))
		self.assertEqual(gap, [(at(2025, 4, 12, 1, 0), at(2025, 4, 12, 4, 0))])
		self.assertEqual(gap[0][1] - gap[0][0], 2 * HOUR)
		fold = night.intervals_on(date(2025, 10, 25))
		first_one = at(2025, 10, 25, 1, 0)
		self.assertEqual(
			fold,
			[(first_one, first_one + 150 * MINUTE), (first_one + 165 * MINUTE, first_one + 240 * MINUTE)],
		)
		only = calendar(CalendarSpec(GAZA, week((5,), (70, 80))))
		self.assertEqual([end - start for start, end in only.intervals_on(date(2025, 10, 25))], [600, 600])
		skipped = calendar(CalendarSpec(GAZA, week((5,), (130, 170))))
		self.assertEqual(skipped.intervals_on(date(2025, 4, 12)), [])

	def test_working_days_are_counted(self) -> None:
		office = calendar(MINISTRY)
		self.assertEqual(office.working_day(date(2025, 6, 13)), date(2025, 6, 15))
		self.assertEqual(office.working_day(date(2025, 6, 12), 5), date(2025, 6, 19))
		with self.assertRaises(ValueError):
			office.working_day(date(2025, 6, 12), -1)
		with self.assertRaises(ValueError):
			office.closing(date(2025, 6, 13))

	def test_no_working_time_is_an_error_not_an_endless_loop(self) -> None:
		start = at(2025, 6, 1)
		never = calendar(CalendarSpec(GAZA))
		holiday = Holiday(date(2025, 1, 1), date(2099, 12, 31))
		closed = calendar(CalendarSpec(GAZA, MINISTRY.shifts, holidays=(holiday,)))
		for office in (never, closed):
			for question in (
				lambda office: office.due(start, 1),
				lambda office: office.next_opening(start),
				lambda office: office.working_day(date(2025, 6, 1)),
			):
				with self.assertRaises(NoWorkingTime) as raised:
					question(office)
				self.assertLess(abs(raised.exception.start - start), DAY)
			self.assertEqual(office.elapsed(start, start + 5000 * DAY), 0)
		with self.assertRaises(NoWorkingTime):
			never.before(start, 1)
		self.assertEqual(closed.before(start, OFFICE_DAY), at(2024, 12, 31, 7, 30))

	def test_the_horizon_does_not_depend_on_what_was_compiled(self) -> None:
		start = at(2025, 1, 1)
		too_much = 11 * 262 * OFFICE_DAY
		for last in (date(2025, 12, 31), date(2060, 12, 31)):
			office = compile(MINISTRY, date(2025, 1, 1), last)
			with self.assertRaises(NoWorkingTime):
				office.due(start, too_much)
			with self.assertRaises(NoWorkingTime):
				office.before(at(2060, 1, 1), too_much)

	def test_instants_out_of_range(self) -> None:
		office = calendar(MINISTRY)
		self.assertGreater(office.due(at(1900, 1, 2), OFFICE_DAY), at(1900, 1, 2))
		self.assertEqual(office.elapsed(at(2200, 12, 1), at(2200, 12, 2)), OFFICE_DAY)
		for instant in (at(1899, 1, 1), at(2202, 1, 1)):
			with self.assertRaises(OutOfRange):
				office.due(instant, 1)
		with self.assertRaises(NoWorkingTime):
			office.due(at(2200, 12, 1), 1000 * OFFICE_DAY)


class ValidateTest(unittest.TestCase):
	def problems(self, **changes: object) -> list[tuple[str, str, int | None]]:
		base = {"time_zone": GAZA, "shifts": MINISTRY.shifts, **changes}
		return [(p.code, p.field, p.row) for p in validate(CalendarSpec(**base))]

	def test_good_calendars(self) -> None:
		self.assertEqual(validate(MINISTRY) + validate(MUNICIPALITY) + validate(ALWAYS), [])
		touching = week((0,), (0, 720), (720, 1440))
		self.assertEqual(self.problems(shifts=touching), [])

	def test_zone(self) -> None:
		self.assertEqual(self.problems(time_zone="Palestine"), [("unknown_time_zone", "time_zone", None)])

	def test_shifts(self) -> None:
		cases = {
			(Shift(0, 600, 600),): ("shift_ends_before_start", "shifts", 0),
			(Shift(0, 1320, 360),): ("shift_ends_before_start", "shifts", 0),
			(Shift(7, 0, 60),): ("bad_weekday", "shifts", 0),
			(Shift(0, 0, 1441),): ("minute_out_of_day", "shifts", 0),
			(Shift(0, 480, 720), Shift(1, 480, 720), Shift(0, 719, 900)): ("shifts_overlap", "shifts", 2),
			(Shift(0, 1, 2, date(2025, 2, 1), date(2025, 1, 1)),): (
				"validity_ends_before_start",
				"shifts",
				0,
			),
			(): ("no_working_time", "shifts", None),
		}
		for shifts, problem in cases.items():
			with self.subTest(problem):
				self.assertEqual(self.problems(shifts=shifts), [problem])

	def test_shifts_that_never_meet_may_overlap(self) -> None:
		shifts = (
			Shift(0, 480, 720, valid_to=date(2025, 1, 31)),
			Shift(0, 600, 900, valid_from=date(2025, 2, 1)),
		)
		self.assertEqual(self.problems(shifts=shifts), [])
		shifts = (
			Shift(0, 480, 720, valid_to=date(2025, 2, 1)),
			Shift(0, 600, 900, valid_from=date(2025, 2, 1)),
		)
		self.assertEqual(self.problems(shifts=shifts), [("shifts_overlap", "shifts", 1)])

	def test_seasons(self) -> None:
		hours = (Shift(0, 540, 840),)
		backwards = Season(date(2025, 3, 29), date(2025, 3, 1), hours)
		self.assertEqual(self.problems(seasons=(backwards,)), [("season_ends_before_start", "seasons", 0)])
		march = Season(date(2025, 3, 1), date(2025, 3, 29), hours)
		again = Season(date(2025, 3, 29), date(2025, 4, 1), hours)
		self.assertEqual(self.problems(seasons=(march, again)), [("seasons_overlap", "seasons", 1)])
		empty = Season(date(2025, 3, 1), date(2025, 3, 29), ())
		self.assertEqual(self.problems(seasons=(empty,)), [("season_without_shifts", "seasons", 0)])
		wrong = Season(date(2025, 3, 1), date(2025, 3, 29), (*hours, Shift(1, 60, 30)))
		(problem,) = validate(CalendarSpec(GAZA, MINISTRY.shifts, (wrong,)))
		self.assertEqual(
			(problem.code, problem.field, problem.row), ("shift_ends_before_start", "seasons", 0)
		)
		self.assertEqual(problem.params["shift"], 1)

	def test_holidays(self) -> None:
		first, last = date(2025, 6, 5), date(2025, 6, 9)
		cases = {
			Holiday(last, first): ("holiday_ends_before_start", "holidays", 0),
			Holiday(first, date(2026, 6, 5), yearly=True): ("yearly_holiday_too_long", "holidays", 0),
			Holiday(first, last, from_minute=700, to_minute=700): (
				"holiday_hours_end_before_start",
				"holidays",
				0,
			),
			Holiday(first, last, to_minute=2000): ("minute_out_of_day", "holidays", 0),
		}
		for holiday, problem in cases.items():
			with self.subTest(problem):
				self.assertEqual(self.problems(holidays=(holiday,)), [problem])
