"""Figures along a tree: nothing is lost or counted twice, and trouble comes first."""

import unittest
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.desk.tree_totals import Figures, Place, Row, rows

EARLY, LATE = datetime(2026, 1, 1), datetime(2026, 6, 1)

figures = st.builds(
	Figures,
	*[st.integers(0, 50)] * 5,
	oldest=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)),
)


@st.composite
def trees(draw) -> list[Place]:
	"""Places of which each stands below an earlier one, or at the top, or below one that is not shown."""
	places: list[Place] = []
	for position in range(draw(st.integers(0, 12))):
		above = draw(st.sampled_from([None, "elsewhere", *(place.name for place in places)]))
		places.append(Place(f"p{position}", above))
	return draw(st.permutations(places))


class TestRows(unittest.TestCase):
	@given(trees(), st.data())
	def test_every_place_once_and_every_figure_in_the_total(self, places, data):
		given_figures = {place.name: data.draw(figures) for place in places}
		found = rows(places, given_figures)
		self.assertEqual(sorted(row.name for row in found), sorted(place.name for place in places))
		top = sum((row.figures for row in found if row.depth == 0), Figures())
		self.assertEqual(top, sum(given_figures.values(), Figures()))

	@given(trees(), st.data())
	def test_a_row_counts_what_is_below_it_and_stands_before_it(self, places, data):
		given_figures = {place.name: data.draw(figures) for place in places}
		found = rows(places, given_figures)
		for position, row in enumerate(found):
			self.assertEqual(row.below, [below.name for below in found[position : position + len(row.below)]])
			self.assertEqual(row.figures, sum((given_figures[name] for name in row.below), Figures()))

	def test_the_one_in_most_trouble_comes_first_in_its_branch(self):
		places = [Place("sector", None, True), Place("calm", "sector"), Place("late", "sector")]
		places += [Place("quiet", None), Place("waits long", "sector")]
		found = rows(
			places,
			{
				"late": Figures(1, 0, 1, oldest=LATE),
				"calm": Figures(9, oldest=LATE),
				"waits long": Figures(1, oldest=EARLY),
			},
		)
		self.assertEqual(
			[(row.name, row.depth) for row in found],
			[("sector", 0), ("late", 1), ("waits long", 1), ("calm", 1), ("quiet", 0)],
		)
		self.assertEqual(found[0].figures, Figures(11, 0, 1, oldest=EARLY))

	def test_nothing_of_nothing(self):
		self.assertEqual(rows([], {"gone": Figures(1)}), [])
		self.assertEqual(rows([Place("alone", None)], {}), [Row("alone", 0, Figures(), ["alone"])])
