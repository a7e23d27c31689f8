"""The ways of a workflow, by example and by law."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.states.paths import Ways, dead_ends, unreachable

NAMES = "abcdefg"
names = st.sampled_from(NAMES)


@st.composite
def some_ways(draw) -> Ways:
	states = tuple(draw(st.lists(names, min_size=1, max_size=7, unique=True)))
	known = st.sampled_from(states)
	edges = tuple(draw(st.lists(st.tuples(known, known), max_size=14)))
	return Ways(states, edges, frozenset(draw(st.lists(known, max_size=3))))


def walks(ways: Ways, start: str) -> set[str]:
	"""Where one gets in at most as many steps as there are states: the plainest reckoning."""
	reached = {start}
	for _step in ways.states:
		reached |= {to for from_, to in ways.edges if from_ in reached}
	return reached


class TestPaths(unittest.TestCase):
	way = Ways(("new", "study", "closed"), (("new", "study"), ("study", "closed")), frozenset({"closed"}))

	def test_a_way_to_the_end(self):
		self.assertEqual((unreachable(self.way), dead_ends(self.way)), ([], []))

	def test_an_end_that_cannot_be_reached(self):
		ways = Ways(self.way.states, (("new", "study"),), self.way.ends)
		self.assertEqual(unreachable(ways), ["closed"])
		self.assertEqual(dead_ends(ways), ["new", "study"])

	def test_a_dead_end_beside_the_way(self):
		ways = Ways((*self.way.states, "lost"), (*self.way.edges, ("study", "lost")), self.way.ends)
		self.assertEqual(dead_ends(ways), ["lost"])

	def test_a_circle_without_an_end(self):
		ways = Ways(
			(*self.way.states, "x", "y"),
			(*self.way.edges, ("new", "x"), ("x", "y"), ("y", "x")),
			self.way.ends,
		)
		self.assertEqual(dead_ends(ways), ["x", "y"])

	def test_what_nobody_reaches_is_no_dead_end(self):
		ways = Ways((*self.way.states, "island"), self.way.edges, self.way.ends)
		self.assertEqual((unreachable(ways), dead_ends(ways)), (["island"], []))

	@given(some_ways())
	def test_they_are_what_walking_finds(self, ways: Ways):
		from_first = walks(ways, ways.states[0])
		self.assertEqual(unreachable(ways), [s for s in ways.states if s not in from_first])
		stuck = [s for s in ways.states if s in from_first and not walks(ways, s) & ways.ends]
		self.assertEqual(dead_ends(ways), stuck)

	@given(some_ways(), st.tuples(names, names))
	def test_another_transition_never_takes_a_way_away(self, ways: Ways, edge):
		more = Ways(ways.states, (*ways.edges, edge), ways.ends)
		self.assertLessEqual(set(unreachable(more)), set(unreachable(ways)))

	@given(some_ways())
	def test_the_order_of_transitions_does_not_matter(self, ways: Ways):
		turned = Ways(ways.states, ways.edges[::-1], ways.ends)
		self.assertEqual((unreachable(turned), dead_ends(turned)), (unreachable(ways), dead_ends(ways)))
