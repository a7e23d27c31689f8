"""The keys that a citizen is found by, and the keys that a clerk's typing asks for. No frappe import.

A key is a word of the name, or a number: the national id, or the phone number without what may stand before
it. A citizen is found when every part that was typed is the beginning of one of their keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from citizen_service.citizens.arabic import digits, key, without_article, words

LONGEST = 60
MOST_PARTS = 8
_COUNTRY_CODES = ("970", "972", "965")
_SHORTEST_LOCAL = 8
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


def keys_of(name: str | None, national_id: str | None, phone: str | None, email: str | None) -> set[str]:
	"""What a citizen with this name and these numbers is found by; none longer than LONGEST."""
	found = {joined(national_id), local_phone(phone), (email or "").strip().casefold()}
	for word in (*words(name), *key(name).split()):
		found |= {word, without_article(word)}
	return {one[:LONGEST] for one in found if one}


def parts_of(text: str) -> list[tuple[str, ...]]:
	"""What was typed, in parts that must all be found; each part in the ways it may have been meant.

	At most MOST_PARTS; what is typed beyond them is left out of account.
	"""
	text = text.strip()
	if "@" in text:
		return [(text.casefold()[:LONGEST],)]
	if not any(char.isalpha() for char in text):
		return [_number(text)] if joined(text) else []
	found = [
		_number(part) if any(char.isdecimal() for char in part) else _unique(part, without_article(part))
		for part in words(text)
	]
	return found[:MOST_PARTS]


def joined(number: str | None) -> str:
	"""A national id or another document's number as one word: letters and Latin digits, lower case."""
	return "".join(_LETTERS_AND_DIGITS.findall(key(number)))


def local_phone(number: str | None) -> str:
	"""A phone number as a neighbour would dial it, without the first zero: +970 59 012, 0097059012, 059012 → 59012.

	The code of another country stays. A number without a sign before it keeps what looks like a code if too
	little would be left.
	"""
	number = digits(number or "").strip().lstrip("\u200e\u200f\u202a\u202b\u2066\u2067\u2068 (")
	plain = "".join(char for char in number if char in "0123456789")
	abroad = number.startswith("+") or plain.startswith("00")
	plain = plain.removeprefix("00")
	for code in _COUNTRY_CODES:
		if plain.startswith(code) and (abroad or len(plain) - len(code) >= _SHORTEST_LOCAL):
			return plain.removeprefix(code).removeprefix("0")
	return plain if abroad else plain.removeprefix("0")


def spellings(number: str | None) -> list[str]:
	"""The ways a phone number is commonly stored, this one's first; none for no number."""
	local = local_phone(number)
	if not local:
		return []
	prefixed = (f"{lead}{code}{dash}{local}" for code in _COUNTRY_CODES for lead, dash in _LEADS)
	return list(dict.fromkeys([(number or "").strip(), f"0{local}", local, *prefixed]))


_LEADS = (("+", ""), ("+", "-"), ("00", ""), ("", ""))


def _number(text: str) -> tuple[str, ...]:
	return _unique(joined(text), local_phone(text))


def _unique(*ways: str) -> tuple[str, ...]:
	return tuple(dict.fromkeys(way[:LONGEST] for way in ways if way))


def matched(parts: Iterable[tuple[str, ...]], keys: set[str]) -> int:
	"""How many of the parts are whole keys, rather than the beginning of one."""
	return sum(1 for part in parts if keys.intersection(part))
