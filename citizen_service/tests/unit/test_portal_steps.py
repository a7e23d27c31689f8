"""Which steps and questions a form shows, and where each leads."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal.conditions import Condition
from citizen_service.portal.fields import CHOICE, LINE, LINES, TICK, Choice, Field
from citizen_service.portal.identity import ANONYMOUS, GIVEN, IDENTITY, WITHHELD, with_identity
from citizen_service.portal.steps import (
	Section,
	Step,
	asked,
	carried,
	following,
	preceding,
	shown,
	step_of,
	walk,
)

KIND = Field("kind", CHOICE, "Kind", choices=(Choice("a", "A"), Choice("b", "B")))
ONLY_A = Field("only_a", LINE, "Only A", required=True, conditions=(Condition("kind", "a"),))
AFTER = Field("after", LINE, "After only A", conditions=(Condition("only_a"),))
LOST = Field("lost", LINE, "On something else", conditions=(Condition("not_on_the_form"),))
NAME = Field("name", LINE, "Name", required=True, conditions=(Condition("anonymous", negated=True),))
NEEDED = Field("needed", LINE, "Needed for b", required_if=Condition("kind", "b"))
WHO = Field(IDENTITY, CHOICE, "Who", choices=(Choice(GIVEN, "x"),))


def step(*fields: Field) -> Step:
	return Step("Step", "", (Section("", "", fields),))


STEPS = (step(KIND), step(ONLY_A, AFTER), step(LOST), step(WHO, NAME))
FIELDS = [field for one in STEPS for field in one.fields]
VALUES = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.lists(st.text()), st.booleans())
ANSWERS = st.dictionaries(st.sampled_from([field.name for field in FIELDS] + ["anonymous"]), VALUES)


class TestSteps(unittest.TestCase):
	def names(self, answers) -> list[str]:
		return [field.name for field in asked(FIELDS, answers)]

	def test_a_question_is_asked_if_its_condition_holds(self):
		self.assertEqual(self.names({"kind": "b"}), ["kind", "lost", IDENTITY, "name"])
		self.assertEqual(self.names({"kind": "a"}), ["kind", "only_a", "lost", IDENTITY, "name"])
		self.assertIn("after", self.names({"kind": "a", "only_a": "x"}))

	def test_what_is_not_asked_counts_as_empty_for_others(self):
		self.assertNotIn("after", self.names({"kind": "b", "only_a": "typed before"}))

	def test_needed_only_sometimes(self):
		self.assertTrue(asked([KIND, NEEDED], {"kind": "b"})[1].required)
		self.assertFalse(asked([KIND, NEEDED], {"kind": "a"})[1].required)

	def test_a_step_without_questions_is_passed_over(self):
		self.assertEqual(walk(STEPS, {"kind": "b"}), [0, 2, 3])
		self.assertEqual(walk(STEPS, {"kind": "b"}, always={1}), [0, 1, 2, 3])
		self.assertEqual((following([0, 2, 3], 0, 4), following([0, 2, 3], 3, 4)), (2, 4))
		self.assertEqual((preceding([0, 2, 3], 2), preceding([0, 2, 3], 0)), (0, 0))
		self.assertEqual((step_of(STEPS, "name"), step_of(STEPS, "nothing")), (3, None))

	def test_a_page_keeps_what_its_own_answers_decide(self):
		page = shown(STEPS[3], FIELDS, with_identity({"identity": ANONYMOUS}))
		self.assertEqual([field.name for field in page.fields], [IDENTITY, "name"])
		self.assertEqual(shown(STEPS[1], FIELDS, {"kind": "b"}).sections, ())

	@given(ANSWERS)
	def test_whatever_was_answered_there_is_a_way_through(self, answers):
		way = walk(STEPS, answers)
		self.assertEqual(way, sorted(way))
		for number in way:
			self.assertGreater(following(way, number, len(STEPS)), number)
			self.assertLessEqual(preceding(way, number), number)
		texts = {field.name: carried(field, answers.get(field.name)) for field in FIELDS}
		self.assertTrue(all("\0" not in text and len(text) <= 1000 for text in texts.values()))
		self.assertEqual({field.name: carried(field, texts[field.name]) for field in FIELDS}, texts)

	def test_a_tick_and_a_long_text_are_carried_on(self):
		self.assertEqual(
			[carried(Field("t", TICK, ""), one) for one in ("on", "1", "0", "", None)], ["1", "1", "", "", ""]
		)
		self.assertEqual(len(carried(Field("l", LINES, "", longest=100), "x" * 10**6)), 200)


class TestIdentity(unittest.TestCase):
	def test_the_question_and_the_marks_say_the_same(self):
		for sent, choice in (
			({}, GIVEN),
			({"withhold_identity": "1"}, WITHHELD),
			({"withhold_identity": "0"}, GIVEN),
			({"anonymous": 1}, ANONYMOUS),
			({"identity": WITHHELD, "anonymous": "1"}, WITHHELD),
			({"identity": GIVEN, "withhold_identity": "1"}, GIVEN),
		):
			answers = with_identity(sent)
			self.assertEqual(answers["identity"], choice)
			self.assertEqual(answers["withhold_identity"], "1" if choice == WITHHELD else "")
			self.assertEqual(answers["anonymous"], "1" if choice == ANONYMOUS else "")
