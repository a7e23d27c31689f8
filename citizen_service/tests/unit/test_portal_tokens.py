"""Tokens of the public form: only this site's, only for their time."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.portal.tokens import Tokens

LIFE = 3600
ours = Tokens("our key", LIFE)
times = st.integers(0, 2**34)
nonces = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)


class TestTokens(unittest.TestCase):
	@given(nonces, times, st.integers(-10, 2 * LIFE))
	def test_fresh_for_their_life_only(self, nonce, now, later):
		self.assertEqual(ours.is_fresh(ours.issue(nonce, now), now + later), 0 <= later <= LIFE)

	@given(st.text(st.characters(codec=None)), times)
	def test_nobody_else_can_make_one(self, text, now):
		self.assertFalse(ours.is_fresh(text, now))

	@given(nonces, times)
	def test_another_sites_is_worthless(self, nonce, now):
		self.assertFalse(ours.is_fresh(Tokens("another key", LIFE).issue(nonce, now), now))

	@given(nonces, times, times)
	def test_its_time_cannot_be_changed(self, nonce, then, now):
		signed = ours.issue(nonce, then).split(".")
		self.assertEqual(ours.is_fresh(f"{nonce}.{now:x}.{signed[2]}", now), then == now)

	@given(nonces, times)
	def test_its_mark_neither_shows_nor_signs_it(self, nonce, now):
		token = ours.issue(nonce, now)
		self.assertRegex(ours.mark(token), r"^[0-9a-f]{64}$")
		self.assertNotIn(nonce, ours.mark(token))
		self.assertFalse(token.endswith(ours.mark(token.rpartition(".")[0])))
