"""Names as registers spell them: when two spellings are one name, and which is kept. No frappe import."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

# Letters that Arabic registers write for one another.
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": None, "ک": "ك", "ی": "ي"})
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_SPACES = re.compile(r"\s+")


def clean(value: str) -> str:
	"""The value with its white space collapsed and without control characters and angle brackets."""
	if "<" in value or ">" in value or not value.isprintable():
		value = "".join(" " if c in "<>" or not (c.isprintable() or c.isspace()) else c for c in value)
	return _SPACES.sub(" ", value).strip()


def ascii_digits(value: str) -> str:
	"""Arabic-Indic and Persian digits as 0-9."""
	return value if value.isascii() else value.translate(_DIGITS)


def fold(value: str) -> str:
	"""What two spellings of one name have in common: letters and digits, without case, accents and vowel signs.

	It joins at least what the database's collation holds to be equal, so that no two names collide there.
	"""
	decomposed = unicodedata.normalize("NFKD", value.casefold()).translate(_ARABIC).translate(_DIGITS)
	return "".join(c for c in decomposed if c.isalnum())


class Names:
	"""The names of one column: raw spelling → the spelling to keep, or None where it says nothing.

	:param counts: how often each raw spelling occurs in the file
	:param placeholders: spellings that stand for "nothing was chosen"
	:param aliases: raw spelling → name, as a person laid down in the mapping
	:param cut_at: the length at which the old system cut names; 0: it did not
	:param known: names that exist already; they win over the file's spellings
	"""

	def __init__(
		self,
		counts: Mapping[str, int],
		placeholders: Iterable[str] = (),
		aliases: Mapping[str, str] | None = None,
		cut_at: int = 0,
		known: Iterable[str] = (),
	) -> None:
		self._nothing = {fold(p) for p in placeholders} | {""}
		self._alias = {fold(raw): name for raw, name in (aliases or {}).items()}
		totals: Counter[str] = Counter()
		for raw, count in counts.items():
			totals[clean(raw)] += count
		self._kept = self._best(totals, known)
		self._full = self._uncut(totals, cut_at) if cut_at else {}

	def _best(self, totals: Mapping[str, int], known: Iterable[str]) -> dict[str, str]:
		"""Folded name → its best spelling: a known one, one not in capitals only, the most frequent, the first."""
		kept: dict[str, str] = {}
		for name in sorted(totals, key=lambda n: (n.isupper() and len(n) > 4, -totals[n], n)):
			kept.setdefault(fold(name), name)
		kept.update({fold(name): name for name in sorted(known, reverse=True)})
		kept.update({fold(name): name for name in self._alias.values()})
		return kept

	def _uncut(self, totals: Iterable[str], cut_at: int) -> dict[str, str]:
		"""Folded cut name → folded full name, where exactly one longer name begins like it."""
		full: dict[str, str] = {}
		for name in totals:
			key = fold(name)
			if len(name) not in (cut_at, cut_at - 1) or key in self._nothing or key in self._alias:
				continue
			longer = {k for k, n in self._kept.items() if len(n) > cut_at and k != key and k.startswith(key)}
			if len(longer) == 1:
				full[key] = longer.pop()
		return full

	def __call__(self, raw: str) -> str | None:
		"""The name to keep for a raw spelling; None for an empty one, a placeholder, or nothing but signs."""
		name = clean(raw)
		key = fold(name)
		if key in self._alias:
			return self._alias[key]
		if key in self._nothing:
			return None
		return self._kept.get(self._full.get(key, key), name)
