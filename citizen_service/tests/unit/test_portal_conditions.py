"""When a question is asked: the simple forms are read, everything else is not, and nothing is ever run."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal.conditions import Condition, parse

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
VALUES = st.text(st.characters(exclude_characters="\"'\\", exclude_categories=("Cs",)), max_size=30)
ANSWERS = st.dictionaries(NAMES, st.text(max_size=20), max_size=4)


class TestConditions(unittest.TestCase):
	@given(NAMES, ANSWERS)
	def test_a_field_alone_is_asked_for_an_answer(self, name, answers):
		expected = (answers.get(name) or "").strip().lower() not in ("", "0", "false", "no")
		for text in (name, f"eval:doc.{name}", f" eval: doc.{name} ;"):
			self.assertEqual(parse(text).holds(answers), expected)
		for text in (f"!{name}", f"eval:!doc.{name}", f"eval: ! doc.{name}"):
			self.assertEqual(parse(text).holds(answers), not expected)

	@given(NAMES, VALUES, ANSWERS, st.sampled_from("\"'"), st.sampled_from(("==", "===", "!=", "!==")))
	def test_a_comparison(self, name, value, answers, quote, sign):
		condition = parse(f"eval:doc.{name} {sign} {quote}{value}{quote}")
		self.assertEqual(condition, Condition(name, value, sign.startswith("!")))
		same = (answers.get(name) or "").strip() == value
		self.assertEqual(condition.holds(answers), same != sign.startswith("!"))

	@given(st.text(max_size=60))
	def test_whatever_is_written_is_a_condition_or_none(self, text):
		for written in (text, f"eval:{text}", f"eval:doc.{text}"):
			found = parse(written)
			if found:
				self.assertIn(found.field, written)
				self.assertIn(found.holds({}), (True, False))

	def test_what_is_not_simple_is_not_read(self):
		for text in (
			None, "", "eval:", "eval:true", "eval:doc.a && doc.b", "eval:doc.a == doc.b", "eval:doc['a']", "eval:alert(1)",
			'eval:doc.a=="x" || 1', 'eval:doc.a == "\\u0041"', "eval:doc.a.b", "a b", "fn:x", 'eval:doc.a=="x', "x" * 2000,
			'eval:in_list(["a"], doc.b)', "eval:doc.a==null", "eval:doc.__proto__.x",
		):  # fmt: skip
			self.assertIsNone(parse(text), text)

	def test_a_number(self):
		self.assertTrue(parse("eval:doc.a == 1").holds({"a": "1"}))
		self.assertFalse(parse("eval:doc.a == -1.5").holds({"a": "1"}))
