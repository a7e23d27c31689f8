"""The citizen's secret code, in plain Python: derived from a key, checked, never stored.

Twenty decimal digits (66 bits), written in five groups of four: digits alone are on every telephone's keypad,
are read out in any language, and need no second alphabet on an Arabic keyboard.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

DIGITS = 20
GROUP = 4
LABEL = b"citizen_service secret code 1"


def new_nonce() -> str:
	"""A fresh random part for one case's code: 128 bits as 32 hexadecimal characters."""
	return secrets.token_hex(16)


def subkey(site_key: str, label: bytes = LABEL) -> bytes:
	"""A key for one purpose only (`label`), so that no two uses of the site's key can be played against each other."""
	return hmac.new(site_key.encode(), label, hashlib.sha256).digest()


def derive(key: bytes, reference: str, nonce: str) -> str:
	"""The code of one case, grouped for reading, such as `4821 0937 5566 0180 2394`.

	The same key, reference and nonce always give the same code; changing any of them gives an unrelated one.
	"""
	# No reference and no nonce holds a NUL, so no two pairs give the same message.
	digest = hmac.new(key, f"{reference}\0{nonce}".encode(), hashlib.sha256).digest()
	digits = f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"
	return " ".join(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def to_digits(text: str) -> str:
	"""The decimal digits in `text` (Arabic, Persian and full-width ones too) as 0-9; all else is left out."""
	return "".join(str(unicodedata.decimal(mark)) for mark in text if mark.isdecimal())


def matches(key: bytes, reference: str, nonce: str, given: str) -> bool:
	"""Whether `given` is the code of the case, however it is spaced and in whichever digits.

	Takes the same time for right and wrong codes. A case without a nonce has no code: nothing is right for it.
	"""
	expected = to_digits(derive(key, reference, nonce))
	# Letters are not skipped: "12a3" is another code than "123".
	strict = re.fullmatch(r"[\d\s.\-–—‐‑\u200e\u200f]*", given)
	found = to_digits(given) if strict else ""
	return hmac.compare_digest(expected, found) and bool(nonce)
