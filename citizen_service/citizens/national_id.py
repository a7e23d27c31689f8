"""National numbers, checked by the country that the office is in. No frappe import.

Sources: Kuwait's civil number has twelve digits, the first the century of birth (2: 1900s, 3: 2000s), then the
date of birth as YYMMDD, a serial of four and a check digit (Public Authority for Civil Information). The
Palestinian identity number has nine digits, the last a Luhn check digit over all nine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

from citizen_service.citizens.arabic import digits

KUWAIT, PALESTINE = "Kuwait", "Palestine"  # as the settings offer them
_KUWAIT_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CENTURIES = {"2": 1900, "3": 2000}


class BadNationalId(ValueError):
	"""The number cannot be one. `code` is one of not_digits, wrong_length, no_birth_date, wrong_check_digit."""

	def __init__(self, code: str, length: int) -> None:
		super().__init__(code)
		self.code = code
		self.length = length


def checked(number: str, country: str | None) -> str:
	"""The number in Latin digits without spaces and dashes; where no country is set, otherwise as it was given.

	:param country: KUWAIT, PALESTINE or nothing
	:raises BadNationalId: with the number of digits that would be right
	"""
	if country not in _RULES:
		return digits(number).strip()
	length, check = _RULES[country]
	plain = "".join(
		char
		for char in digits(number)
		if not char.isspace() and unicodedata.category(char) not in ("Pd", "Cf")
	)
	if not (plain.isascii() and plain.isdigit()):
		raise BadNationalId("not_digits", length)
	if len(plain) != length:
		raise BadNationalId("wrong_length", length)
	check(plain)
	return plain


def _kuwait(number: str) -> None:
	try:
		date(_CENTURIES[number[0]] + int(number[1:3]), int(number[3:5]), int(number[5:7]))
	except (KeyError, ValueError):
		raise BadNationalId("no_birth_date", 12) from None
	total = sum(weight * int(digit) for weight, digit in zip(_KUWAIT_WEIGHTS, number, strict=False))
	if 11 - total % 11 != int(number[-1]):
		raise BadNationalId("wrong_check_digit", 12)


def _palestine(number: str) -> None:
	"""Luhn: every second digit from the left is doubled and its digits added; the sum ends in 0."""
	total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(number))
	if total % 10 or not total:
		raise BadNationalId("wrong_check_digit", 9)


_RULES: dict[str, tuple[int, Callable[[str], None]]] = {KUWAIT: (12, _kuwait), PALESTINE: (9, _palestine)}
