"""One-time codes and what a confirmed contact is proved by, in plain Python: no frappe import.

A contact is written in one way before anything is counted, kept or compared, so that no second spelling of it gets
further tries. What stands in the cache is a keyed hash; a confirmation is signed and needs no record at all.
"""

import hashlib
import hmac
import json
import secrets

from citizen_service.portal.fields import EMAIL, PHONE, READERS, Field, clean
from citizen_service.portal.secret_code import subkey, to_digits

DIGITS = 6
CODE_LIFE = 600
"""Seconds within which a code may be typed."""
TRIES = 5
CONFIRMED_FOR = 24 * 3600
"""Seconds within which a confirmation may be used; a form lives as long."""


def new_code() -> str:
	"""Six digits by chance."""
	return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def kind_of(contact: str) -> str:
	"""What `contact` looks like: EMAIL or PHONE of portal.fields."""
	return EMAIL if "@" in contact else PHONE


def normal(contact: str) -> str | None:
	"""The contact as it is counted and compared; None for what is neither an e-mail address nor a telephone number.

	An e-mail address is wholly lower-case (no mailbox in use tells the cases apart, and the records do not either); a
	number has plain digits alone, with a plus in the place of an international 00.
	"""
	text = clean(contact[:200])
	kind = kind_of(text)
	found = READERS[kind](Field("contact", kind, ""), text)
	if not isinstance(found, str):
		return None
	if kind == EMAIL:
		return found.lower()
	return f"+{found[2:]}" if found.startswith("00") else found


def spellings(contact: str) -> list[str]:
	"""How a normal contact may stand in the records: as it is, or a number as the desk's telephone field writes it.

	The desk writes `+962-790000000`; older records may have 00 for the plus. What is found is to be compared by `normal`.
	"""
	if not contact.startswith("+"):
		return [contact]
	digits = contact[1:]
	return [contact, f"00{digits}", *(f"+{digits[:at]}-{digits[at:]}" for at in (1, 2, 3))]


class Codes:
	"""Keyed hashes of codes, and signed confirmations, under keys for these two purposes only."""

	def __init__(self, site_key: str):
		self.marking = subkey(site_key, b"citizen_service one-time code 1")
		self.signing = subkey(site_key, b"citizen_service confirmed contact 1")

	def slot(self, purpose: str, contact: str) -> str:
		"""Under which name the cache keeps the code sent to `contact` for `purpose`: tells neither."""
		return _keyed(self.marking, "slot", purpose, contact)

	def mark(self, purpose: str, contact: str, code: str) -> str:
		"""What is kept of a code. Typed with spaces or in Arabic digits it has the same mark."""
		return _keyed(self.marking, "code", purpose, contact, to_digits(code[:40]))

	def confirm(self, purpose: str, contact: str, now: int) -> str:
		"""A confirmation of `contact` for `purpose`, such as `<seconds since 1970, in hexadecimal>.<signature>`."""
		return f"{now:x}.{_keyed(self.signing, purpose, contact, f'{now:x}')}"

	def is_confirmed(self, purpose: str, contact: str, confirmation: str, now: int) -> bool:
		"""Whether `confirmation` was given out for this purpose and contact, not longer than CONFIRMED_FOR ago."""
		given, _, signature = confirmation.partition(".")
		expected = _keyed(self.signing, purpose, contact, given)
		if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
			return False
		return 0 <= now - int(given, 16) <= CONFIRMED_FOR


def _keyed(key: bytes, *parts: str) -> str:
	# As JSON, so that no two lists of parts give the same message.
	return hmac.new(key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()
