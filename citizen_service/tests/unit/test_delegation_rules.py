"""When delegations hold and contradict each other, as laws."""

from datetime import date, timedelta
from unittest import TestCase

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.delegation.rules import Standing, contradiction, in_order

PAIRS = [(absent, stand_in) for absent in "abc" for stand_in in "abc" if absent != stand_in]


def made(name: int, pair: tuple[str, str], role: str, first: int, length: int) -> Standing:
	begin = date(2026, 1, 1) + timedelta(days=first)
	return Standing(str(name), *pair, role, begin, begin + timedelta(days=length))


def standing() -> st.SearchStrategy[Standing]:
	return st.builds(
		made,
		st.integers(0, 99),
		st.sampled_from(PAIRS),
		st.sampled_from("rs"),
		st.integers(0, 20),
		st.integers(0, 10),
	)


class DelegationRulesTest(TestCase):
	@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(standing(), standing())
	def test_overlap_is_a_common_day(self, one, other):
		days = [date(2026, 1, 1) + timedelta(days=number) for number in range(31)]
		common = any(one.holds_on(day) and other.holds_on(day) for day in days)
		self.assertEqual(one.overlaps(other), common)
		self.assertEqual(other.overlaps(one), common)

	@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(standing(), st.lists(standing()))
	def test_what_is_let_in_leaves_nobody_alone(self, new, others):
		"""On no day is a stand-in away, and nobody is stood in for twice in one role."""
		if contradiction(new, others):
			return
		for other in others:
			if other.name == new.name or not other.overlaps(new):
				continue
			self.assertNotEqual((other.absent, other.role), (new.absent, new.role))
			self.assertNotEqual(other.absent, new.stand_in)
			self.assertNotEqual(other.stand_in, new.absent)

	@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(standing(), standing())
	def test_without_a_common_day_nothing_contradicts(self, new, other):
		if not new.overlaps(other):
			self.assertIsNone(contradiction(new, [other]))

	@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(st.lists(standing(), unique_by=lambda one: one.name))
	def test_the_order_is_the_same_every_time(self, found):
		self.assertEqual(in_order(found), in_order(reversed(found)))
