"""The arithmetic of the case statistics, without a database."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.statistics.pivot import Group, pivot, without_empty_columns

STAGES = ("Received", "Study", "Closed")

groups = st.builds(
	Group,
	key=st.tuples(st.sampled_from(["Roads", "Water", None])),
	stage=st.sampled_from([*STAGES, "Unknown", None]),
	cases=st.integers(0, 1000),
	overdue=st.integers(0, 50),
)


class TestPivot(unittest.TestCase):
	def test_a_line_per_key_with_its_stages(self):
		lines = pivot(
			[
				Group(("Roads",), "Received", 2, 1),
				Group(("Water",), "Closed", 5),
				Group(("Roads",), "Closed", 4),
				Group(("Roads",), None, 1),
			],
			STAGES,
		)
		self.assertEqual(
			[(line.key, line.by_stage, line.other, line.total, line.overdue) for line in lines],
			[(("Roads",), (2, 0, 4), 1, 7, 1), (("Water",), (0, 0, 5), 0, 5, 0)],
		)

	def test_largest_first_and_without_a_name_last(self):
		lines = pivot(
			[
				Group((None,), "Study", 90),
				Group(("B",), "Study", 3),
				Group(("A",), "Study", 3),
				Group(("C",), "Study", 8),
			],
			STAGES,
		)
		self.assertEqual([line.key[0] for line in lines], ["C", "A", "B", None])

	def test_only_columns_with_cases(self):
		lines = pivot([Group(("A",), "Closed", 3), Group(("A",), "Received", 0)], STAGES)
		self.assertEqual(without_empty_columns(lines, STAGES), ["Closed"])

	@given(st.lists(groups, max_size=40))
	def test_nothing_is_lost_or_counted_twice(self, counted):
		lines = pivot(counted, STAGES)
		self.assertEqual(sum(line.total for line in lines), sum(group.cases for group in counted))
		self.assertEqual(sum(line.overdue for line in lines), sum(group.overdue for group in counted))
		for line in lines:
			self.assertEqual(sum(line.by_stage) + line.other, line.total)
		self.assertEqual(len({line.key for line in lines}), len(lines))

	@given(st.lists(groups, max_size=40), st.randoms())
	def test_the_order_of_the_groups_does_not_matter(self, counted, random):
		shuffled = list(counted)
		random.shuffle(shuffled)
		self.assertEqual(pivot(counted, STAGES), pivot(shuffled, STAGES))
