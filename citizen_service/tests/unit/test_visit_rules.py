"""The rules of a field visit, and when people are reminded of it."""

import unittest
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.field_visit.rules import REMIND_BEFORE, Problem, problem_of, reminder_due

NOW = datetime(2026, 11, 22, 9, 0)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


class PlanTest(unittest.TestCase):
	def test_each_rule_by_name(self) -> None:
		start, end = NOW + 24 * HOUR, NOW + 26 * HOUR
		for plan, code in (
			((start, end, NOW, ["roads"], []), None),
			((start, end, NOW, [], ["a@x"]), None),
			((None, end, NOW, ["roads"], []), "no_time"),
			((start, start, NOW, ["roads"], []), "ends_before_start"),
			((end, start, NOW, ["roads"], []), "ends_before_start"),
			((start, start + 169 * HOUR, NOW, ["roads"], []), "too_long"),
			((NOW - HOUR, end, NOW, ["roads"], []), "past"),
			((start, end, NOW, [], []), "nobody"),
			((start, end, NOW, ["roads", "roads"], []), "department_twice"),
			((start, end, NOW, ["roads"], ["a@x", "b@x", "a@x"]), "person_twice"),
		):
			with self.subTest(code=code):
				found = problem_of(*plan)
				self.assertEqual(found and found.code, code)
		self.assertEqual(
			problem_of(start, end, NOW, ["roads", "roads"], []), Problem("department_twice", "roads")
		)


class ReminderTest(unittest.TestCase):
	@settings(max_examples=300, deadline=None, database=None)
	@given(moments, moments, st.integers(1, 72), st.integers(0, 59))
	def test_a_missed_run_is_made_up_for(self, start, told_on, missed, minute) -> None:
		"""Pitfall 16: whichever hours the job did not run, the next run before the visit reminds of it."""
		late = start - REMIND_BEFORE + timedelta(minutes=minute)
		self.assertEqual(
			reminder_due(start, told_on, late), told_on < start - REMIND_BEFORE, "the run of that hour"
		)
		later = late + missed * HOUR
		if later < start:
			self.assertEqual(reminder_due(start, told_on, later), told_on < start - REMIND_BEFORE)
		else:
			self.assertFalse(reminder_due(start, told_on, later), "nobody is reminded of what has begun")

	def test_not_before_the_day_before(self) -> None:
		start = NOW + 48 * HOUR
		self.assertFalse(reminder_due(start, NOW - 100 * HOUR, NOW))
		self.assertTrue(reminder_due(start, NOW - 100 * HOUR, NOW + 24 * HOUR))

	def test_not_right_behind_the_invitation(self) -> None:
		self.assertFalse(reminder_due(NOW + 20 * HOUR, NOW, NOW + HOUR))


if __name__ == "__main__":
	unittest.main()
