"""This site's tokens for showings of the public form: the thin edge of `tokens`."""

import secrets
import time

from frappe.utils.password import get_encryption_key

from citizen_service.portal.tokens import TOKEN_LIFE, Tokens


def new_token() -> str:
	"""A token for one showing of the form."""
	return _tokens().issue(secrets.token_hex(16), int(time.time()))


def is_fresh(token: str) -> bool:
	"""Whether this site issued `token` within its life."""
	return _tokens().is_fresh(token, int(time.time()))


def mark(token: str) -> str:
	"""What is kept of a token: see `Tokens.mark`."""
	return _tokens().mark(token)


def _tokens() -> Tokens:
	return Tokens(get_encryption_key(), TOKEN_LIFE)
