import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.confirmation.codes import CONFIRMED_FOR, Codes, new_code, normal

CODES = Codes("the site's key")
NOW = 1_800_000_000


class TestContacts(unittest.TestCase):
	def test_one_spelling_of_each_contact(self):
		for typed, known in (
			("  Ahmad.Ali@Example.COM ", "ahmad.ali@example.com"),
			("٠٥٩١٢٣٤٥٦٧", "0591234567"),
			("059-123 4567", "0591234567"),
			("00970 59 1234567", "+970591234567"),
			("+970 (59) 1234567", "+970591234567"),
			("\u200e0591234567\u202c", "0591234567"),
		):
			self.assertEqual(normal(typed), known)

	def test_neither_address_nor_number(self):
		for typed in (
			"",
			"a@b",
			"a b@c.ps",
			"12345",
			"1234567890123456",
			"call me",
			"a@c.ps\nBcc: b@c.ps",
			"\0",
		):
			self.assertIsNone(normal(typed), typed)

	@given(st.text(max_size=300))
	def test_anything_is_read_and_what_is_known_stays_as_it_is(self, text):
		known = normal(text)
		if known:
			self.assertEqual(normal(known), known)


class TestCodes(unittest.TestCase):
	def test_six_digits(self):
		codes = [new_code() for _ in range(200)]
		self.assertTrue(all(len(code) == 6 and code.isdecimal() for code in codes))
		self.assertGreater(len(set(codes)), 190)

	def test_a_mark_tells_nothing_and_belongs_to_purpose_and_contact(self):
		mark = CODES.mark("form", "0591234567", "123456")
		self.assertNotIn("123456", mark)
		self.assertEqual(mark, CODES.mark("form", "0591234567", "١٢٣ ٤٥٦"))
		for other in (
			("other", "0591234567", "123456"),
			("form", "0591234568", "123456"),
			("form", "0591234567", ""),
		):
			self.assertNotEqual(mark, CODES.mark(*other))
		self.assertNotEqual(mark, Codes("another key").mark("form", "0591234567", "123456"))

	@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
	def test_pitfall_30_a_confirmation_holds_for_its_purpose_and_contact_alone(self, purpose, contact, other):
		proof = CODES.confirm(purpose, contact, NOW)
		self.assertTrue(CODES.is_confirmed(purpose, contact, proof, NOW + CONFIRMED_FOR))
		self.assertFalse(CODES.is_confirmed(purpose, contact, proof, NOW + CONFIRMED_FOR + 1))
		self.assertFalse(CODES.is_confirmed(purpose, contact, proof, NOW - 1))
		self.assertFalse(CODES.is_confirmed(purpose + "x", contact, proof, NOW))
		self.assertFalse(CODES.is_confirmed(purpose, contact + "x", proof, NOW))
		self.assertFalse(CODES.is_confirmed(contact + "\0", purpose, proof, NOW))
		self.assertFalse(CODES.is_confirmed(purpose, contact, other, NOW))
		later = f"{NOW + 5:x}.{proof.partition('.')[2]}"
		self.assertFalse(CODES.is_confirmed(purpose, contact, later, NOW + 5))
