"""Numbers as the reader sees them: digits, separators, and the noun beside a number. No framework.

Arabic sentences put a counted thing after a preposition (“from … to …”), so its nouns stand in the genitive.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from citizen_service.desk.plurals import form
from citizen_service.periodic_report.content import Reading, Unit

Say = Callable[..., str]
"""Translates: `_(text, context=…)` in one language."""

LATIN, ARABIC_INDIC = "Latin", "Arabic-Indic"
_ARABIC_INDIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?", re.ASCII)
LRM, RLM = "\u200e", "\u200f"
NONE = "–"
"""Stands where there is no value."""


@dataclass(frozen=True)
class Style:
	"""How numbers are written: the language, its translations, and the digits. English has its own digits alone."""

	language: str
	say: Say
	digits: str = LATIN

	@property
	def is_rtl(self) -> bool:
		return self.language == "ar"

	def write(self, text: str) -> str:
		"""The text with the digits of the style; signs stay at their number in lines that run from the right."""
		if self.digits != ARABIC_INDIC or not self.is_rtl:
			return text
		return _NUMBER.sub(lambda found: found[0].translate(_ARABIC_INDIC), text)

	def whole(self, number: int) -> str:
		return self.write(f"{number:,}")

	def decimal(self, value: Fraction, places: int = 1) -> str:
		"""Rounded half away from zero; without trailing zeros."""
		whole, part = divmod(abs(int(rounded(value, places) * 10**places)), 10**places)
		after = f".{part:0{places}}".rstrip("0") if part else ""
		return self.write(f"{'-' if value < 0 and (whole or part) else ''}{whole:,}{after}")

	def signed(self, value: Fraction, places: int = 1) -> str:
		"""With its sign, which stands before the number in every direction of writing."""
		shown = rounded(value, places)
		sign = "+" if shown > 0 else "−" if shown < 0 else ""
		return self._left_to_right(f"{sign}{self.decimal(abs(shown), places)}")

	def percent(self, value: Fraction) -> str:
		return self._left_to_right(f"{self.decimal(value)}{self._sign_of_percent}")

	@property
	def _sign_of_percent(self) -> str:
		return self.write("0%")[1:]

	def signed_percent(self, value: Fraction) -> str:
		return self._left_to_right(f"{self.signed(value).strip(LRM)}{self._sign_of_percent}")

	def _left_to_right(self, text: str) -> str:
		return f"{LRM}{text}{LRM}" if self.is_rtl else text

	def value(self, reading: Reading | None, unit: Unit) -> str:
		"""A reading in its unit, short enough for a cell."""
		value = reading.value(unit) if reading else None
		return NONE if value is None else self.amount(value, unit)

	def amount(self, value: Fraction, unit: Unit) -> str:
		if unit is Unit.PERCENT:
			return self.percent(value)
		if unit is Unit.MINUTES:
			return self.hours(value)
		return self.decimal(value, 2 if unit is Unit.MEAN else 0)

	def hours(self, minutes: Fraction) -> str:
		"""Working minutes as hours with one decimal."""
		_ = self.say
		return _("{0} h").format(self.decimal(minutes / 60))

	def difference(self, value: Fraction | None, unit: Unit) -> str:
		"""A difference with its sign; of percentages, in points."""
		_ = self.say
		if value is None:
			return NONE
		if unit is Unit.MINUTES:
			return _("{0} h").format(self.signed(value / 60))
		if unit is Unit.PERCENT:
			return _("{0} points").format(self.signed(value))
		return self.signed(value, 2 if unit is Unit.MEAN else 0)

	def counted(self, number: int, noun: str) -> str:
		"""A number with its noun, as “3 cases”."""
		if not noun:
			return self.whole(number)
		return NOUNS[noun][form(number)](self.say).format(self.whole(number))

	def told(self, reading: Reading | None, unit: Unit, noun: str) -> str:
		"""A reading within a sentence."""
		if reading and unit is Unit.COUNT:
			return self.counted(reading.number, noun)
		return self.value(reading, unit)


def rounded(value: Fraction, places: int) -> Fraction:
	"""Half away from zero, as people round."""
	scale = 10**places
	whole = (abs(value) * scale * 2 + 1) // 2
	return Fraction(int(whole), scale) * (-1 if value < 0 else 1)


NOUNS: dict[str, dict[str, Callable[[Say], str]]] = {
	"case": {
		"one": lambda _: _("1 case", context="counted"),
		"two": lambda _: _("2 cases", context="counted"),
		"few": lambda _: _("{0} cases", context="few"),
		"many": lambda _: _("{0} cases", context="many"),
		"other": lambda _: _("{0} cases", context="other"),
	},
	"referral": {
		"one": lambda _: _("1 referral", context="counted"),
		"two": lambda _: _("2 referrals", context="counted"),
		"few": lambda _: _("{0} referrals", context="few"),
		"many": lambda _: _("{0} referrals", context="many"),
		"other": lambda _: _("{0} referrals", context="other"),
	},
	"rating": {
		"one": lambda _: _("1 rating", context="counted"),
		"two": lambda _: _("2 ratings", context="counted"),
		"few": lambda _: _("{0} ratings", context="few"),
		"many": lambda _: _("{0} ratings", context="many"),
		"other": lambda _: _("{0} ratings", context="other"),
	},
	"time limit": {
		"one": lambda _: _("1 time limit", context="counted"),
		"two": lambda _: _("2 time limits", context="counted"),
		"few": lambda _: _("{0} time limits", context="few"),
		"many": lambda _: _("{0} time limits", context="many"),
		"other": lambda _: _("{0} time limits", context="other"),
	},
}
"""What is counted, by the form of its number (`plurals`)."""
