"""What a periodic report says: kept and read back, compared, noted; numbers as people write them."""

import json
import unittest
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.periodic_report.comparing import differences
from citizen_service.periodic_report.content import (
	Indicator,
	Reading,
	Unit,
	compare,
	hash_of,
	same,
	to_json,
)
from citizen_service.periodic_report.findings import (
	ComparedWith,
	Direction,
	LookAt,
	Promised,
	is_noted,
	note,
	unknown_places,
)
from citizen_service.periodic_report.numbers import ARABIC_INDIC, NONE, NOUNS, rounded
from citizen_service.periodic_report.reading import UnknownForm, from_json
from citizen_service.tests.support.reports import STYLES, both, rule, sample, style

UNITS = st.sampled_from(list(Unit))
NUMBERS = st.integers(0, 10**7)


@st.composite
def readings(draw, unit: Unit) -> Reading:
	base = draw(st.integers(0, 10**6))
	if unit is Unit.COUNT:
		return Reading(draw(NUMBERS))
	return Reading(draw(st.integers(0, base if unit is Unit.PERCENT else 10**7)), base)


WITH_READINGS = UNITS.flatmap(lambda unit: st.tuples(st.just(unit), readings(unit), readings(unit)))


@st.composite
def contents(draw):
	"""The sample with other figures."""
	indicators = []
	for at in range(draw(st.integers(0, 4))):
		unit, now, then = draw(WITH_READINGS)
		label = both(draw(st.text(max_size=8)), draw(st.text(max_size=8)))
		before = draw(st.sampled_from((None, then)))
		indicators.append(
			Indicator(f"key{at}", label, unit, now, before, noun=draw(st.sampled_from(["", *NOUNS])))
		)
	return replace(sample(), indicators=tuple(indicators))


class TestContent(unittest.TestCase):
	@settings(deadline=None, max_examples=25)
	@given(contents())
	def test_what_is_kept_is_read_back(self, content):
		text = to_json(content)
		self.assertEqual(from_json(text), content)
		self.assertEqual(hash_of(to_json(from_json(text))), hash_of(text))

	@given(st.one_of(st.text(max_size=20), st.recursive(st.none() | st.integers(), st.lists).map(json.dumps)))
	def test_other_texts_are_refused_by_name(self, text):
		with self.assertRaises(UnknownForm):
			from_json(text)

	def test_another_version_and_other_fields_are_refused(self):
		kept = json.loads(to_json(sample()))
		for wrong in (
			{**kept, "version": 2},
			{**kept, "more": 1},
			{k: v for k, v in kept.items() if k != "tables"},
		):
			with self.assertRaises(UnknownForm):
				from_json(json.dumps(wrong))

	@given(WITH_READINGS)
	def test_values_are_in_bounds_and_nothing_divides_by_an_empty_base(self, drawn):
		unit, now, _then = drawn
		value = now.value(unit)
		if unit is Unit.COUNT:
			self.assertEqual(value, now.number)
		else:
			self.assertEqual(value is None, not now.base)
		if unit is Unit.PERCENT and value is not None:
			self.assertTrue(0 <= value <= 100)

	@given(WITH_READINGS)
	def test_comparison_is_antisymmetric(self, drawn):
		unit, now, then = drawn
		there, back = compare(now, then, unit), compare(then, now, unit)
		if there.difference is None:
			self.assertIsNone(back.difference)
		else:
			self.assertEqual(there.difference, -back.difference)
			self.assertEqual(there.relative is None, then.value(unit) == 0)
		if there.relative is not None and back.relative is not None:
			self.assertEqual((1 + there.relative / 100) * (1 + back.relative / 100), 1)
		self.assertEqual(compare(now, None, unit).difference, None)

	def test_more_than_the_whole_is_refused(self):
		with self.assertRaises(ValueError):
			Indicator("x", same("x"), Unit.PERCENT, Reading(3, 2))
		with self.assertRaises(ValueError):
			Reading(-1)

	def test_a_department_is_given_its_own_alone(self):
		only = sample().only("Roads")
		text = to_json(only)
		self.assertEqual([part.department for part in only.parts], ["Roads"])
		for other in ("Water Cut", "Water and Sewage", "Health and Environment", "708"):
			self.assertNotIn(other, text)
		with self.assertRaises(KeyError):
			sample().only("Nobody")


class TestDifferences(unittest.TestCase):
	def test_the_same_has_none(self):
		self.assertEqual(differences(sample(), sample()), [])

	def test_each_figure_that_changed_and_each_that_came_or_went(self):
		content = sample()
		changed = replace(content.indicators[0], now=Reading(709))
		fresh = replace(content, indicators=(changed, *content.indicators[2:]))
		found = differences(content, fresh)
		self.assertEqual((found[0].when, found[0].label[-1]["en"]), ("now", "Cases Received"))
		self.assertEqual((found[0].frozen, found[0].fresh), (Reading(708), Reading(709)))
		gone = [one for one in found if one.fresh is None]
		self.assertEqual({one.label[-1]["en"] for one in gone}, {"Compliance"})

	@settings(deadline=None, max_examples=25)
	@given(contents(), contents())
	def test_turned_around_they_are_the_same(self, one, other):
		there = {(d.label[-1]["en"], d.when, d.frozen, d.fresh) for d in differences(one, other)}
		back = {(d.label[-1]["en"], d.when, d.fresh, d.frozen) for d in differences(other, one)}
		self.assertEqual({(w, f, g) for _, w, f, g in there}, {(w, f, g) for _, w, f, g in back})


class TestFindings(unittest.TestCase):
	def noted(self, *rules, promised=()):
		return note(sample(), rules, promised, STYLES)

	def test_a_sentence_with_its_numbers_in_both_languages(self):
		words = both(
			"{about}: من {before} إلى {now} ({change}) مقارنة بـ{then}",
			"{about}: {before} to {now} ({change})",
		)
		(found,) = self.noted(rule(key="received", sentence=words))
		self.assertEqual(found.sentence["en"], "Cases Received: 589 cases to 708 cases (+20.2%)")
		self.assertIn("من 589 معاملة إلى 708 معاملات", found.sentence["ar"])
		self.assertEqual((found.now, found.before), (Reading(708), Reading(589)))

	def test_small_numbers_stay_silent(self):
		words = {
			"look_at": LookAt.DEPARTMENTS,
			"key": "compliance",
			"direction": Direction.FALLS,
			"at_most": 9,
		}
		self.assertIn("Building", [one.department for one in self.noted(rule(**words))])
		self.assertNotIn("Building", [one.department for one in self.noted(rule(**words, least_base=20))])

	def test_the_largest_first_and_no_more_than_asked_for(self):
		of_table = {
			"look_at": LookAt.LINES,
			"table": "category",
			"key": "received",
			"direction": Direction.RISES,
		}
		found = self.noted(rule(**of_table, at_most=2))
		self.assertEqual([one.now.number - one.before.number for one in found], [93, 22])

	def test_a_recommendation_that_was_due(self):
		due = date(2026, 8, 1)
		promised = [
			Promised("A", both("أ", "a"), "A", due, False),
			Promised("B", both("ب", "b"), "B", due, True),
			Promised("C", both("ج", "c"), "C", date(2026, 12, 1), False),
			Promised("D", both("د", "d"), "D", None, False),
		]
		late = rule(look_at=LookAt.FOLLOW_UP, sentence=both("{about} {due}", "{about} {due}"))
		self.assertEqual(
			[one.sentence["en"] for one in self.noted(late, promised=promised)], ["A 01/08/2026"]
		)

	def test_the_same_period_last_year(self):
		asked = {"key": "received", "compared_with": ComparedWith.YEAR_BEFORE}
		(found,) = self.noted(rule(**asked))
		self.assertEqual(found.before, sample().indicators[0].year_before)

	@given(WITH_READINGS, st.sampled_from(list(Direction)), st.integers(0, 100), st.integers(0, 50))
	def test_never_of_nothing_nor_below_a_threshold(self, drawn, direction, least, base):
		unit, now, then = drawn
		asked = rule(direction=direction, least_difference=Fraction(least), least_base=base)
		change = compare(now, then, unit)
		noted = is_noted(asked, now, then, unit)
		if direction in (Direction.RISES, Direction.FALLS, Direction.EITHER):
			self.assertFalse(is_noted(asked, now, None, unit))
			self.assertFalse(is_noted(asked, now, now, unit))
			if noted:
				self.assertGreaterEqual(abs(change.difference), least)
				self.assertEqual(change.difference > 0, direction is Direction.RISES or change.difference > 0)
				turned = {Direction.RISES: Direction.FALLS, Direction.FALLS: Direction.RISES}
				other = replace(asked, direction=turned.get(direction, direction))
				self.assertTrue(is_noted(other, then, now, unit), "seen from the other side")
		elif noted:
			self.assertGreaterEqual(now.weight(unit), base)
			self.assertIsNotNone(now.value(unit))

	@settings(deadline=None, max_examples=25)
	@given(contents())
	def test_every_sentence_is_filled_in(self, content):
		words = "{indicator}{about}{now}{before}{difference}{change}{period}{then}{due}"
		for one in note(content, [rule(sentence=both(words, words))], (), STYLES):
			self.assertTrue(all(one.sentence.values()))

	def test_unknown_places(self):
		self.assertEqual(unknown_places("{about} {nobody} {0}"), ["0", "nobody"])
		with self.assertRaises(ValueError):
			unknown_places("{about")


class TestNumbers(unittest.TestCase):
	def test_nouns_beside_numbers(self):
		arabic = style("ar")
		for number, expected in {
			0: "0 معاملة",
			1: "معاملة واحدة",
			2: "معاملتين",
			3: "3 معاملات",
			10: "10 معاملات",
			11: "11 معاملة",
			99: "99 معاملة",
			100: "100 معاملة",
			103: "103 معاملات",
			1111: "1,111 معاملة",
		}.items():
			self.assertEqual(arabic.counted(number, "case"), expected)
		self.assertEqual(style("ar").counted(11, "rating"), "11 تقييماً")
		self.assertEqual(style("en").counted(1, "case"), "1 case")

	@given(st.integers(0, 10**6), st.sampled_from(list(NOUNS)))
	def test_every_number_has_its_words_in_both_languages(self, number, noun):
		for one in STYLES.values():
			self.assertTrue(one.counted(number, noun))

	def test_digits_of_the_choice(self):
		indic = style("ar", ARABIC_INDIC)
		self.assertEqual(indic.whole(1234567), "١٬٢٣٤٬٥٦٧")
		self.assertEqual(indic.decimal(Fraction(25, 2)), "١٢٫٥")
		self.assertEqual(indic.write("بلغت 1,234.5 معاملة."), "بلغت ١٬٢٣٤٫٥ معاملة.", "a full stop stays one")
		self.assertIn("٨١٫٤٪", indic.percent(Fraction(814, 10)))
		self.assertEqual(style("en", ARABIC_INDIC).whole(12), "12")
		self.assertEqual(style("en").value(Reading(1630, 5), Unit.MINUTES), "27.2 h")
		self.assertEqual(style("en").value(Reading(0, 0), Unit.PERCENT), NONE)

	@given(st.fractions(-(10**6), 10**6, max_denominator=1000), st.integers(0, 3))
	def test_rounded_as_people_do(self, value, places):
		shown = rounded(value, places)
		self.assertLessEqual(abs(shown - value) * 10**places * 2, 1)
		self.assertEqual(rounded(-value, places), -shown)
		self.assertEqual((shown * 10**places).denominator, 1)
		self.assertEqual(float(style("en").decimal(value, places).replace(",", "")), float(shown))


if __name__ == "__main__":
	unittest.main()
