"""Periods: by law (hypothesis) and by example."""

import itertools
import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.statistics.periods import (
	MONTHS,
	MOST_YEARS,
	Kind,
	Period,
	Problem,
	calendar_period,
	label,
	months_of,
	problem_of,
)

days = st.dates(date(1995, 1, 1), date(2060, 12, 31))
kinds = st.sampled_from(list(MONTHS))
periods = st.builds(lambda day, more: Period(day, day + timedelta(days=more)), days, st.integers(0, 4000))
TODAY = date(2026, 11, 22)


class TestLaws(unittest.TestCase):
	@given(kinds, days)
	def test_a_day_lies_in_its_period_and_all_its_days_do(self, kind, day):
		found = calendar_period(kind, day)
		self.assertTrue(found.first <= day <= found.last)
		self.assertEqual(calendar_period(kind, found.first), found)
		self.assertEqual(calendar_period(kind, found.last), found)
		self.assertNotEqual(calendar_period(kind, found.end), found)
		self.assertIs(found.kind, kind)

	@given(periods)
	def test_the_previous_one_ends_the_day_before(self, period):
		before = period.previous()
		self.assertEqual(before.end, period.first)
		self.assertIs(before.kind if period.kind is not Kind.ANY else Kind.ANY, period.kind)
		if period.kind is Kind.ANY:
			self.assertEqual(before.days, period.days)

	@given(periods)
	def test_a_year_before_is_a_year_before(self, period):
		before = period.year_before()
		self.assertEqual((before.first.year, before.last.year), (period.first.year - 1, period.last.year - 1))
		self.assertEqual((before.first.month, before.last.month), (period.first.month, period.last.month))
		self.assertLessEqual(abs(before.days - period.days), 1)

	@given(periods, st.sampled_from(list(Kind)))
	def test_the_parts_make_up_the_whole(self, period, kind):
		parts = list(period.parts(kind))
		self.assertEqual((parts[0].first, parts[-1].last), (period.first, period.last))
		for one, next_one in itertools.pairwise(parts):
			self.assertEqual(one.end, next_one.first)
		self.assertEqual(sum(part.days for part in parts), period.days)

	@given(kinds, days)
	def test_a_label_names_its_months_and_no_others(self, kind, day):
		whole = calendar_period(kind, day)
		name = label(kind, day.year * 100 + day.month)
		first, last = months_of(kind, name)
		self.assertEqual(divmod(first, 100), (whole.first.year, whole.first.month))
		self.assertEqual(divmod(last, 100), (whole.last.year, whole.last.month))

	@given(kinds, st.text(max_size=8))
	def test_what_names_no_period_is_refused(self, kind, text):
		try:
			first, _last = months_of(kind, text)
		except ValueError:
			return
		self.assertEqual(label(kind, first), text)

	@given(periods)
	def test_what_is_not_refused_begins_by_today_and_is_short_enough(self, period):
		problem = problem_of(period.first, period.last, TODAY)
		fine = period.first <= TODAY and period.days <= MOST_YEARS * 366
		self.assertEqual(problem is None, fine)


class TestExamples(unittest.TestCase):
	def test_february_of_a_leap_year(self):
		february = calendar_period(Kind.MONTH, date(2024, 2, 10))
		self.assertEqual(february, Period(date(2024, 2, 1), date(2024, 2, 29)))
		self.assertEqual(february.year_before(), Period(date(2023, 2, 1), date(2023, 2, 28)))
		self.assertEqual(
			Period(date(2024, 2, 29), date(2024, 3, 4)).year_before(),
			Period(date(2023, 2, 28), date(2023, 3, 4)),
		)

	def test_before_the_first_of_a_year(self):
		self.assertEqual(
			calendar_period(Kind.HALF_YEAR, date(2026, 3, 1)).previous(),
			Period(date(2025, 7, 1), date(2025, 12, 31)),
		)

	def test_what_is_refused(self):
		self.assertIs(problem_of(date(2026, 2, 1), date(2026, 1, 1), TODAY), Problem.ENDS_BEFORE_IT_STARTS)
		self.assertIs(problem_of(date(2026, 11, 23), date(2026, 12, 1), TODAY), Problem.IN_THE_FUTURE)
		self.assertIs(problem_of(date(1926, 1, 1), date(2025, 12, 31), TODAY), Problem.TOO_LONG)
		self.assertIsNone(problem_of(date(2026, 11, 1), date(2026, 11, 30), TODAY))

	def test_names(self):
		self.assertEqual([label(kind, 202607) for kind in MONTHS], ["2026-07", "2026-Q3", "2026-H2", "2026"])


if __name__ == "__main__":
	unittest.main()
