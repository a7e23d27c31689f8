"""What is typed into the public form, field by field, without a database."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal import fields
from citizen_service.portal.fields import Choice, Field, check, check_one, clean
from citizen_service.portal.messages import Problem

TOPIC = Field("topic", fields.CHOICE, "Topic", choices=(Choice("Water", "مياه"), Choice("Roads", "طرق")))
SUBJECT = Field("subject", fields.LINE, "Subject", required=True)
ALL_KINDS = [
	Field(kind, kind, kind, longest=longest, choices=TOPIC.choices)
	for kind, longest in fields.LONGEST.items()
]


def of_kind(kind: str, **more) -> Field:
	return Field("f", kind, "F", longest=fields.LONGEST[kind], **more)


class TestFields(unittest.TestCase):
	@given(
		st.dictionaries(
			st.sampled_from([*fields.LONGEST, "owner", "status"]), st.text(st.characters(codec=None))
		)
	)
	def test_any_text_gives_a_value_or_a_problem_for_every_field_and_for_no_other(self, answers):
		values, problems = check(ALL_KINDS, answers)
		self.assertEqual({*values, *problems}, {field.name for field in ALL_KINDS})
		self.assertFalse(set(values) & set(problems))

	@given(st.text(st.characters(codec=None)), st.booleans())
	def test_cleaned_text_can_be_stored_and_stays_as_it_is(self, text, lines):
		cleaned = clean(text, lines)
		cleaned.encode("utf-8")
		self.assertNotIn("\0", cleaned)
		self.assertFalse(set(cleaned) & set(fields.BIDI_CONTROLS))
		self.assertEqual(clean(cleaned, lines), cleaned)
		if not lines:
			self.assertNotIn("\n", cleaned)

	@given(st.one_of(st.lists(st.text()), st.dictionaries(st.text(), st.text())))
	def test_what_is_not_text_is_a_problem(self, answer):
		self.assertIsInstance(check_one(SUBJECT, answer), Problem)

	@given(st.text(alphabet="\u200b\u200c\u200d\u200e\u200f\u202e \t\n\u2060\ufeff\0", max_size=20))
	def test_what_cannot_be_seen_does_not_answer_a_required_field(self, text):
		self.assertIsInstance(check_one(SUBJECT, text), Problem)

	@given(st.integers(1, 3000))
	def test_length_is_counted_in_characters(self, length):
		outcome = check_one(SUBJECT, "م" * length)
		self.assertEqual(isinstance(outcome, Problem), length > 140)

	def test_a_subject_of_ten_thousand_characters_says_both_numbers(self):
		self.assertEqual(check_one(SUBJECT, "x" * 10_000).values, (140, 10_000))

	@given(st.text())
	def test_only_what_is_offered_can_be_chosen(self, text):
		outcome = check_one(TOPIC, text)
		self.assertEqual(outcome in ("Water", "Roads"), " ".join(text.split()) in ("Water", "Roads"))

	def test_unknown_choice_says_so(self):
		self.assertIsInstance(check_one(TOPIC, "مياه"), Problem)

	@given(st.from_regex(r"\+?[0-9]{6,15}", fullmatch=True))
	def test_telephone_numbers_in_any_digits(self, number):
		arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
		self.assertEqual(check_one(of_kind(fields.PHONE), arabic), number)
		spaced = f"{number[:3]} {number[3:]}"
		self.assertEqual(check_one(of_kind(fields.PHONE), spaced), number)

	def test_what_is_no_telephone_number(self):
		for text in ("12", "call me", "+", "0591234567 or 0597654321", "<script>"):
			self.assertIsInstance(check_one(of_kind(fields.PHONE), text), Problem, text)

	@given(st.emails(domains=st.from_regex(r"[a-z]{1,10}\.[a-z]{2,5}", fullmatch=True)))
	def test_mail_addresses(self, address):
		self.assertEqual(check_one(of_kind(fields.EMAIL), address), address)

	def test_what_is_no_mail_address(self):
		for text in ("a", "a@b", "a b@c.org", "a@c.org, d@e.org", "a@c.org\nBcc: x@y.org", '"><b>@c.org'):
			self.assertIsInstance(check_one(of_kind(fields.EMAIL), text), Problem, text)

	def test_numbers_and_dates_in_arabic_digits(self):
		self.assertEqual(check_one(of_kind(fields.NUMBER), "٣١٫٥"), 31.5)
		self.assertEqual(check_one(of_kind(fields.INTEGER), "-٧"), -7)
		self.assertEqual(check_one(of_kind(fields.DATE), "٢٠٢٦-٠١-٣١"), "2026-01-31")
		self.assertIsInstance(check_one(of_kind(fields.DATE), "2026-02-30"), Problem)
		self.assertIsInstance(check_one(of_kind(fields.INTEGER), "1e9"), Problem)

	def test_ticks(self):
		self.assertEqual(
			[check_one(of_kind(fields.TICK), text) for text in ("1", "on", "", None, "no")], [1, 1, 0, 0, 0]
		)
		self.assertIsInstance(check_one(of_kind(fields.TICK, required=True), ""), Problem)
