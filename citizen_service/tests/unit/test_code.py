"""Rule 6: the secret code is derived, long enough, forgiving to type and unforgiving to guess."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal import secret_code

KEY = secret_code.subkey("a key of the site")
references = st.text(alphabet="CS-0123456789", min_size=1, max_size=20)
nonces = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")


class TestSecretCode(unittest.TestCase):
	def test_has_at_least_sixty_bits(self):
		self.assertGreaterEqual(10**secret_code.DIGITS, 2**60)

	@given(references, nonces)
	def test_is_readable_and_always_the_same(self, reference, nonce):
		code = secret_code.derive(KEY, reference, nonce)
		self.assertRegex(code, r"^\d{4}( \d{4}){4}$")
		self.assertEqual(code, secret_code.derive(KEY, reference, nonce))

	@given(
		references,
		nonces,
		st.sampled_from(SCRIPTS),
		st.sampled_from(["", " ", "-", " – ", "\u200f"]),
		st.booleans(),
	)
	def test_right_however_it_is_typed(self, reference, nonce, script, separator, padded):
		code = secret_code.derive(KEY, reference, nonce)
		typed = separator.join(code.split()).translate(str.maketrans(SCRIPTS[0], script))
		self.assertTrue(secret_code.matches(KEY, reference, nonce, f"  {typed}\n" if padded else typed))

	@given(references, nonces, st.integers(0, secret_code.DIGITS - 1), st.integers(1, 9))
	def test_one_wrong_digit_is_wrong(self, reference, nonce, at, off):
		digits = list(secret_code.to_digits(secret_code.derive(KEY, reference, nonce)))
		digits[at] = str((int(digits[at]) + off) % 10)
		self.assertFalse(secret_code.matches(KEY, reference, nonce, "".join(digits)))

	@given(references, references, nonces, nonces)
	def test_a_code_opens_one_case_only_and_dies_with_its_nonce(self, one, other, old, new):
		code = secret_code.derive(KEY, one, old)
		self.assertEqual(secret_code.matches(KEY, other, old, code), one == other)
		self.assertEqual(secret_code.matches(KEY, one, new, code), old == new)

	@given(references, nonces, st.text())
	def test_no_text_breaks_the_check(self, reference, nonce, text):
		self.assertFalse(secret_code.matches(KEY, reference, nonce, text))

	@given(references)
	def test_a_case_without_a_nonce_has_no_code(self, reference):
		self.assertFalse(secret_code.matches(KEY, reference, "", secret_code.derive(KEY, reference, "")))

	@given(references, nonces)
	def test_another_key_gives_another_code(self, reference, nonce):
		other = secret_code.subkey("the key of another site")
		self.assertFalse(
			secret_code.matches(other, reference, nonce, secret_code.derive(KEY, reference, nonce))
		)
		self.assertNotEqual(KEY, secret_code.subkey("a key of the site", b"another purpose"))

	def test_letters_are_not_skipped(self):
		code = secret_code.derive(KEY, "CS-1", "a" * 32)
		self.assertFalse(secret_code.matches(KEY, "CS-1", "a" * 32, "x" + code))

	def test_nonces_differ(self):
		self.assertEqual(len({secret_code.new_nonce() for _ in range(100)}), 100)
