"""Templates, messages and office hours: the parts of an answer that are plain Python."""

import html
import unittest
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.answer.placeholders import PLACES, UNKNOWN_VALUE, fill, place_named, unknown_places
from citizen_service.answer.plain import plain_text
from citizen_service.answer.segments import BASIC, EXTENDED, GSM7, JOINED, UCS2, Size, size_of
from citizen_service.paper.hours import seasons_ahead, usual_week
from citizen_service.sla.spec import CalendarSpec, Season, Shift

QUICK = settings(max_examples=200, deadline=None, database=None)
SUNDAY_TO_THURSDAY = (6, 0, 1, 2, 3)


class PlaceholdersTest(unittest.TestCase):
	def test_both_names_are_filled_in(self) -> None:
		values = {"reference": "CS-1", "subject": "<b>", "due_on": None}
		text = "رقم {رقم المعاملة} = {reference}: {subject} {due_on} { Reference } {رقم&nbsp;المعاملة}"
		self.assertEqual(
			fill(text, values, html.escape), f"رقم CS-1 = CS-1: &lt;b&gt; {UNKNOWN_VALUE} CS-1 CS-1"
		)

	def test_what_is_no_place_is_named(self) -> None:
		self.assertEqual(
			unknown_places("<p>{reference} {phone} {الرقم} {} {{ doc.name }} {<b>subject</b>}</p> }"),
			["{phone}", "{الرقم}", "{}", "{ doc.name }", "{", "}", "}"],
		)
		self.assertEqual(unknown_places("<p style='a'>no place</p>"), [])

	@QUICK
	@given(st.text(st.sampled_from("ab{} رقم<>"), max_size=40))
	def test_nothing_else_is_changed(self, text: str) -> None:
		self.assertEqual(fill(text, {}), text)

	@QUICK
	@given(st.dictionaries(st.sampled_from(sorted(PLACES)), st.text(min_size=1), min_size=1))
	def test_every_place_takes_its_value_whatever_it_holds(self, values: dict[str, str]) -> None:
		for name, value in values.items():
			self.assertEqual(fill(f"«{{{name}}}»", values), f"«{value}»")
			self.assertEqual(fill(f"«{{{PLACES[name]}}}»", values), f"«{value}»")

	def test_names_are_known_in_both_languages(self) -> None:
		for name, arabic in PLACES.items():
			self.assertEqual((place_named(name), place_named(arabic)), (name, name))


class SegmentsTest(unittest.TestCase):
	def test_limits(self) -> None:
		for text, expected in (
			("", Size(GSM7, 0, 0)),
			("a" * 160, Size(GSM7, 160, 1)),
			("a" * 161, Size(GSM7, 161, 2)),
			("a" * 306, Size(GSM7, 306, 2)),
			("a" * 307, Size(GSM7, 307, 3)),
			("€" * 80, Size(GSM7, 160, 1)),
			("€" * 81, Size(GSM7, 162, 2)),
			("ا" * 70, Size(UCS2, 70, 1)),
			("ا" * 71, Size(UCS2, 71, 2)),
			("ا" * 134, Size(UCS2, 134, 2)),
			("ا" * 135, Size(UCS2, 135, 3)),
			("Your case ا", Size(UCS2, 11, 1)),
			("😀" * 35, Size(UCS2, 70, 1)),
		):
			self.assertEqual(size_of(text), expected, text[:3])

	def test_no_character_is_cut(self) -> None:
		# 152 and an escaped one do not fit into 153: the second message begins with it.
		self.assertEqual(size_of("a" * 152 + "€" + "a" * 152).segments, 3)
		self.assertEqual(size_of("a" * 66 + "😀" + "ا" * 66).segments, 3)

	@QUICK
	@given(st.text(max_size=500), st.text(max_size=200))
	def test_more_text_never_takes_fewer(self, one: str, two: str) -> None:
		size, longer = size_of(one), size_of(one + two)
		self.assertGreaterEqual(longer.segments, size.segments)
		self.assertGreaterEqual(size.segments * 160, size.units)
		if size.alphabet == UCS2:
			self.assertEqual(size.units, len(one.encode("utf-16-le", "surrogatepass")) // 2)
			self.assertLessEqual(size.segments, size.units // (JOINED[UCS2] - 1) + 1)

	@QUICK
	@given(st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=700))
	def test_the_old_alphabet(self, text: str) -> None:
		size = size_of(text)
		self.assertEqual((size.alphabet, size.units), (GSM7, sum(1 + (m in EXTENDED) for m in text)))


class PlainTextTest(unittest.TestCase):
	def test_as_it_is_read(self) -> None:
		self.assertEqual(
			plain_text(
				'<div class="ql-editor read-mode"><p>السادة&nbsp;الكرام،</p><p><br></p><p>تمت <b>المعاينة</b>\n'
				"وما &lt; 5.</p><ul><li>أولاً</li><li>ثانياً</li></ul><style>p {}</style>"
				"<table><tr><td>1</td><td>2</td></tr></table></div>"
			),
			"السادة الكرام،\nتمت المعاينة وما < 5.\n• أولاً\n• ثانياً\n1 2",
		)
		self.assertEqual((plain_text(None), plain_text("<p>\ufeff</p>")), ("", ""))

	@QUICK
	@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=100))
	def test_no_letter_is_lost(self, text: str) -> None:
		self.assertEqual(
			plain_text(f"<p>{html.escape(text)}</p>").split(),
			[w for w in text.split() if text.strip() != "•"],
		)


class HoursTest(unittest.TestCase):
	def spec(self, *seasons: Season) -> CalendarSpec:
		shifts = tuple(Shift(day, 480, 780) for day in SUNDAY_TO_THURSDAY)
		return CalendarSpec("Asia/Gaza", (*shifts, Shift(6, 840, 960), Shift(5, 540, 720)), seasons)

	def test_days_of_the_same_hours_stand_together(self) -> None:
		self.assertEqual(
			usual_week(self.spec(), date(2026, 11, 22)),
			[
				((5,), ((540, 720),)),
				((6,), ((480, 780), (840, 960))),
				((0, 1, 2, 3), ((480, 780),)),
			],
		)

	def test_seasons(self) -> None:
		ramadan = Season(date(2027, 2, 8), date(2027, 3, 9), (Shift(6, 540, 780), Shift(0, 540, 780)))
		spec = self.spec(ramadan)
		fasting = [((6, 0), ((540, 780),))]
		self.assertEqual(usual_week(spec, date(2027, 2, 8)), fasting)
		self.assertEqual(list(seasons_ahead(spec, date(2027, 2, 1), 30)), [(0, fasting)])
		self.assertEqual(list(seasons_ahead(spec, date(2027, 2, 8), 30)), [])
		self.assertEqual(list(seasons_ahead(spec, date(2027, 1, 1), 30)), [])

	def test_what_is_not_in_force_is_left_out(self) -> None:
		spec = CalendarSpec("UTC", (Shift(0, 480, 600, date(2027, 1, 1)), Shift(1, 480, 600)))
		self.assertEqual(usual_week(spec, date(2026, 12, 31)), [((1,), ((480, 600),))])
		self.assertEqual(usual_week(spec, date(2027, 1, 1)), [((0, 1), ((480, 600),))])


if __name__ == "__main__":
	unittest.main()
