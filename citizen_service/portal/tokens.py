"""Tokens for one showing of the public form: plain Python, no frappe import.

Only this site can issue one, so nobody can choose another person's token; and the records keep a keyed hash of it,
so that reading them does not give what is needed to see a receipt again.
"""

import hashlib
import hmac

from citizen_service.portal.secret_code import subkey

TOKEN_LIFE = 24 * 3600
"""Seconds within which a form that was opened may be sent."""


class Tokens:
	"""Issues and checks tokens that live for `life` seconds."""

	def __init__(self, site_key: str, life: int):
		self.signing = subkey(site_key, b"citizen_service form token 1")
		self.marking = subkey(site_key, b"citizen_service submission key 1")
		self.life = life

	def issue(self, nonce: str, now: int) -> str:
		"""A token such as `<nonce>.<seconds since 1970, in hexadecimal>.<signature>`."""
		body = f"{nonce}.{now:x}"
		return f"{body}.{self._sign(body)}"

	def is_fresh(self, token: str, now: int) -> bool:
		"""Whether this site issued `token` within its life."""
		body, _, signature = token.rpartition(".")
		if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._sign(body).encode()):
			return False
		return 0 <= now - int(body.rpartition(".")[2], 16) <= self.life

	def mark(self, token: str) -> str:
		"""What the records keep of a token: its keyed hash, 64 hexadecimal characters."""
		return hmac.new(self.marking, token.encode(), hashlib.sha256).hexdigest()

	def _sign(self, body: str) -> str:
		return hmac.new(self.signing, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
