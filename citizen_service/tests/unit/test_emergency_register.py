"""Events of emergencies as the lines of the register."""

from datetime import datetime, timedelta
from unittest import TestCase

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.emergency.register import markings

KINDS = {"marked": "Marked", "told": "Told", "cleared": "Cleared"}


def event(
	kind: str, minute: int, case: str = "CS-1", user: str = "somebody", reason: str | None = None
) -> dict:
	return {
		"case": case,
		"event": kind,
		"happened_on": datetime(2026, 1, 1) + timedelta(minutes=minute),
		"user": user,
		"reason": reason,
	}


class RegisterTest(TestCase):
	def test_each_marking_has_what_followed_it(self):
		events = [
			event("Marked", 0, reason="غاز"),
			event("Told", 1, user="manager"),
			event("Cleared", 9, reason="إنذار كاذب"),
			event("Marked", 20, reason="حريق"),
			event("Told", 21, user="other"),
		]
		first, second = markings(events, **KINDS)
		self.assertEqual((first.reason, [told.user for told in first.told]), ("غاز", ["manager"]))
		self.assertEqual(first.cleared_reason, "إنذار كاذب")
		self.assertEqual((second.reason, [told.user for told in second.told]), ("حريق", ["other"]))
		self.assertIsNone(second.cleared_on)

	@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(st.lists(st.tuples(st.sampled_from(["Marked", "Told", "Cleared"]), st.sampled_from("ab"))))
	def test_as_many_lines_as_markings_and_nothing_before_its_own(self, kinds):
		events = [event(kind, minute, case) for minute, (kind, case) in enumerate(kinds)]
		found = markings(events, **KINDS)
		self.assertEqual(len(found), sum(kind == "Marked" for kind, _case in kinds))
		for one in found:
			self.assertTrue(all(told.at > one.since for told in one.told))
			self.assertTrue(one.cleared_on is None or one.cleared_on > one.since)
