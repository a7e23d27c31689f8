"""To whom an appeal goes: upwards, never twice to the same, never to whom the answer came from."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.closing.levels import MANAGER, levels, open_levels

department = st.sampled_from(["roads", "water", "works", "city", "board"])
departments = st.lists(department, max_size=4)


class TestLevels(unittest.TestCase):
	def test_the_department_above_then_the_one_above_it(self):
		self.assertEqual(levels(None, ["works", "city"], ["roads"]), ["works", "city"])

	def test_what_the_office_set_comes_first_and_alone(self):
		self.assertEqual(levels("board", ["works"], ["roads"]), ["board"])

	def test_nobody_above_leaves_the_manager(self):
		self.assertEqual(levels(None, [], ["roads"]), [MANAGER])
		self.assertEqual(levels("roads", [], ["roads"]), [MANAGER], "set, but it gave the answer")

	def test_a_second_appeal_goes_above_the_first_and_a_last_one_nowhere(self):
		all_levels = levels(None, ["works", "city"], ["roads"])
		self.assertEqual(open_levels(all_levels, []), ["works", "city"])
		self.assertEqual(open_levels(all_levels, ["works"]), ["city"])
		self.assertEqual(open_levels(all_levels, ["works", "city"]), [])
		self.assertEqual(open_levels([MANAGER], [MANAGER]), [])

	@given(st.none() | department, departments, departments)
	def test_there_is_always_a_first_level_and_none_decides_on_itself(self, configured, above, answered):
		found = levels(configured, above, answered)
		self.assertTrue(found)
		self.assertEqual(len(found), len(set(found)))
		self.assertFalse(set(found) & set(answered))

	@given(st.none() | department, departments, departments)
	def test_appeals_end(self, configured, above, answered):
		"""However often a citizen appeals, each level decides once, and then there is none."""
		all_levels, decided = levels(configured, above, answered), []
		while left := open_levels(all_levels, decided):
			self.assertNotIn(left[0], decided)
			decided.append(left[0])
		self.assertEqual(decided, all_levels)

	@given(departments, departments, departments)
	def test_nothing_below_the_highest_that_decided_is_open(self, above, answered, decided):
		all_levels = levels(None, above, answered)
		for level in open_levels(all_levels, decided):
			higher = all_levels[all_levels.index(level) :]
			self.assertFalse(set(higher) & set(decided))
