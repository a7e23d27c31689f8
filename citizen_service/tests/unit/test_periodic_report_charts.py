"""Charts: sound SVG in both directions of writing, whatever the numbers."""

import unittest
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.periodic_report.charts import WIDTH, printed, scale, svg, wrapped
from citizen_service.periodic_report.content import Chart, ChartKind, Reading, Series, Unit
from citizen_service.tests.support.reports import STYLES, both, sample, style

SVG = "{http://www.w3.org/2000/svg}"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30).filter(
	lambda text: not {"\ufffe", "\uffff"} & set(text)
)


@st.composite
def charts(draw) -> Chart:
	unit = draw(st.sampled_from(list(Unit)))
	kind = draw(st.sampled_from(list(ChartKind)))
	labels = tuple(both(one, one) for one in draw(st.lists(TEXT, max_size=14)))

	def reading() -> Reading:
		base = draw(st.integers(0, 10**6))
		number = draw(st.integers(0, base if unit is Unit.PERCENT else 10**6))
		return Reading(number, None if unit is Unit.COUNT else base)

	series = tuple(
		Series(both("س", "<S & s>"), tuple(reading() for _label in labels))
		for _n in range(draw(st.integers(0, 5)))
	)
	return Chart("tried", both("عنوان", "<Title & more>"), kind, labels, series, unit)


class TestCharts(unittest.TestCase):
	@settings(max_examples=40, deadline=None)
	@given(charts(), st.sampled_from(list(STYLES)))
	def test_it_is_sound_and_stays_within_its_frame(self, chart, language):
		if chart.kind is ChartKind.STACKED and chart.unit is not Unit.COUNT:
			chart = replace(chart, kind=ChartKind.BARS)
		drawn = ElementTree.fromstring(svg(chart, STYLES[language]))
		height = float(drawn.get("height"))
		self.assertEqual(drawn.find(f"{SVG}title").text, chart.title[language])
		for rect in drawn.findall(f"{SVG}rect"):
			x, y, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
			self.assertTrue(-0.2 <= x and x + wide <= WIDTH + 0.2 and wide >= 0 and high >= 0, rect.attrib)
			self.assertTrue(-0.2 <= y and y + high <= height + 0.2, rect.attrib)

	def test_no_script_no_address_no_font_of_its_own(self):
		for chart in sample().charts:
			for one in STYLES.values():
				for drawn in (svg(chart, one), printed(chart, one)):
					self.assertNotRegex(
						drawn.replace("http://www.w3.org/2000/svg", ""), "script|http|@font|href|on[a-z]+="
					)

	def test_right_to_left_is_the_mirror_of_left_to_right(self):
		for chart in sample().charts[:3]:
			right, left = (ElementTree.fromstring(svg(chart, STYLES[one])) for one in ("ar", "en"))

			def bars(drawn) -> list[float]:
				return [
					float(rect.get("x"))
					for rect in drawn.findall(f"{SVG}rect")
					if float(rect.get("height")) != 11
				]

			widths = [
				float(rect.get("width"))
				for rect in left.findall(f"{SVG}rect")
				if float(rect.get("height")) != 11
			]
			for x_right, x_left, width in zip(bars(right), bars(left), widths, strict=True):
				self.assertAlmostEqual(x_right, WIDTH - x_left - width, delta=0.2)

	def test_numbers_are_said_in_words_too(self):
		drawn = ElementTree.fromstring(svg(sample().charts[0], style("ar", "Arabic-Indic")))
		self.assertIn("يوليو ٢٠٢٦: ٢١٩", drawn.find(f"{SVG}desc").text)

	def test_series_are_told_apart_without_colour(self):
		drawn = ElementTree.fromstring(svg(sample().charts[2], STYLES["en"]))
		fills = {rect.get("fill") for rect in drawn.findall(f"{SVG}rect")}
		self.assertEqual(len(fills), 4)
		self.assertEqual(len([fill for fill in fills if fill.startswith("url(#")]), 3)

	@given(st.fractions(0, 10**9, max_denominator=100), st.booleans())
	def test_scales_reach_just_above_the_largest(self, largest, whole):
		ticks = scale(largest, whole)
		self.assertTrue(2 <= len(ticks) <= 6 and ticks[0] == 0)
		self.assertGreaterEqual(ticks[-1], largest)
		self.assertEqual(len({later - earlier for earlier, later in pairwise(ticks)}), 1)
		if whole:
			self.assertTrue(all(tick.denominator == 1 for tick in ticks))
			self.assertIn(Fraction(1) if ticks[-1] == 1 else ticks[1], ticks)

	@given(TEXT, st.integers(4, 40), st.integers(1, 3))
	def test_wrapped_within_its_width(self, text, width, lines):
		found = wrapped(text, width, lines)
		self.assertTrue(1 <= len(found) <= lines)
		self.assertTrue(all(len(line) <= width for line in found))


if __name__ == "__main__":
	unittest.main()
