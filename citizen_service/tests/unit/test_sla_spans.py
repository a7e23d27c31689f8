"""How long it is, as people count it: by example and by law."""

import unittest
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.sla import zones
from citizen_service.sla.calendar import compile
from citizen_service.sla.spans import Span, span
from citizen_service.sla.spec import CalendarSpec, Holiday, Shift
from citizen_service.sla.targets import Target, Unit, due_for

ZONE = "Asia/Hebron"
HOUR = 3600
EID = Holiday(date(2025, 6, 5), date(2025, 6, 9))
OFFICE = compile(
	CalendarSpec(ZONE, tuple(Shift(weekday, 450, 870) for weekday in (6, 0, 1, 2, 3)), holidays=(EID,)),
	date(2025, 1, 1),
	date(2025, 12, 31),
)
CLOSED = compile(CalendarSpec(ZONE, ()), date(2025, 1, 1), date(2025, 12, 31))


def at(*moment: int) -> int:
	return zones.from_local(ZONE, datetime(*moment))


instants = st.integers(at(2025, 1, 1), at(2025, 12, 31))


class SpanTest(unittest.TestCase):
	def test_within_a_day_it_is_working_time(self) -> None:
		self.assertEqual(span(at(2025, 6, 10, 9), at(2025, 6, 10, 12), OFFICE), Span(0, 3 * HOUR))
		self.assertEqual(span(at(2025, 6, 10, 13), at(2025, 6, 11, 8, 30), OFFICE), Span(0, 5 * HOUR // 2))

	def test_the_same_time_on_a_later_working_day_is_whole_days(self) -> None:
		self.assertEqual(span(at(2025, 6, 10, 9), at(2025, 6, 12, 9), OFFICE), Span(2, 0))
		self.assertEqual(span(at(2025, 6, 10, 9), at(2025, 6, 15, 12), OFFICE), Span(3, 3 * HOUR))

	def test_holidays_and_weekends_are_no_days(self) -> None:
		self.assertEqual(span(at(2025, 6, 4, 9), at(2025, 6, 10, 10), OFFICE), Span(1, HOUR))

	def test_from_a_closed_hour_it_counts_from_the_opening(self) -> None:
		self.assertEqual(span(at(2025, 6, 12, 20), at(2025, 6, 15, 14, 30), OFFICE), Span(1, 0))
		self.assertEqual(span(at(2025, 6, 13, 20), at(2025, 6, 15, 9, 30), OFFICE), Span(0, 2 * HOUR))

	def test_nothing_backwards_and_nothing_where_nobody_works(self) -> None:
		self.assertEqual(span(at(2025, 6, 15), at(2025, 6, 10), OFFICE), Span(0, 0))
		self.assertEqual(span(at(2025, 6, 10), at(2025, 6, 20), CLOSED), Span(0, 0))

	@given(instants, st.integers(1, 300))
	def test_what_is_given_in_days_has_so_many_days(self, start: int, days: int) -> None:
		self.assertEqual(span(start, due_for(Target(days, Unit.DAYS), start, OFFICE), OFFICE), Span(days, 0))

	@given(instants, instants)
	def test_days_and_rest_make_up_the_working_time(self, start: int, end: int) -> None:
		found = span(start, end, OFFICE)
		self.assertTrue(0 <= found.seconds < 7 * HOUR)
		worked = max(0, OFFICE.elapsed(start, end))
		self.assertEqual(found.days * 7 * HOUR + found.seconds, worked)

	@given(instants, instants, st.integers(0, 10 * 86400))
	def test_later_is_never_less(self, start: int, end: int, more: int) -> None:
		shorter, longer = span(start, end, OFFICE), span(start, end + more, OFFICE)
		self.assertLessEqual((shorter.days, shorter.seconds), (longer.days, longer.seconds))
