"""Calendar periods: whole, named in one way, apart or one within the other."""

import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.figures.periods import KINDS, Period

PERIODS = st.sampled_from(sorted(KINDS)).flatmap(
	lambda kind: st.builds(Period, st.just(kind), st.integers(1950, 2100), st.integers(1, KINDS[kind]))
)


class TestPeriod(unittest.TestCase):
	@given(PERIODS)
	def test_its_name_names_it_and_its_months_fill_it(self, period):
		self.assertEqual(Period.named(period.name), period)
		self.assertEqual(period.months[0], period.first_day)
		self.assertEqual(len(period.months) * KINDS[period.kind], 12)
		self.assertEqual(period.end - period.last_day, timedelta(days=1))
		self.assertTrue(all(month <= period.last_day for month in period.months))

	def test_by_example(self):
		self.assertEqual(Period("Quarter", 2026, 3).name, "2026-Q3")
		self.assertEqual(Period.named("2026-12").end, date(2027, 1, 1))
		self.assertEqual(Period.named("2024-02").last_day, date(2024, 2, 29))
		self.assertEqual(Period.named("2026").months[11], date(2026, 12, 1))

	@given(
		st.one_of(
			st.text(max_size=12),
			st.sampled_from(["2026-Q5", "2026-13", "2026-00", "٢٠٢٦", "1899", "2026-Q3\n"]),
		)
	)
	def test_other_texts_name_none(self, text):
		try:
			self.assertEqual(Period.named(text).name, text)
		except ValueError:
			pass
