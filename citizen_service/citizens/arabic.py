"""One spelling for what people write in several: for search, for duplicates, for procedures alike. No frappe import.

`key` is for comparing, never for showing. It is the same for spellings that Arabic readers take for one:
alef with and without hamza or madda, yeh and alef maqsura, teh marbuta and heh, hamza on its seats, with and
without tashkeel, tatweel and bidi marks, Arabic, Persian and Latin digits, Persian and Urdu kaf, yeh and heh.
"""

from __future__ import annotations

import unicodedata

# What is left once canonical decomposition has taken hamza, madda and accents off their letters.
_LETTERS = {
	"ٱ": "ا",
	**dict.fromkeys("ىیېے", "ي"),
	**dict.fromkeys("ةہھەۃ", "ه"),
	"ک": "ك",
	**dict.fromkeys("ءٴـ", ""),
}
_APART = frozenset({"Zs", "Zl", "Zp", "Cc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Pc", "Sm", "Sc", "Sk", "So"})
_MARKS = frozenset({"Mn", "Me", "Cf"})
_COMPOUND = frozenset({"عبد", "ابو", "ام"})


def digits(text: str) -> str:
	"""The text with every decimal digit of any script as 0-9; nothing else is changed."""
	return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def key(text: str | None) -> str:
	"""The text as it is compared: letters and digits of one spelling, lower case, words apart by one space."""
	folded = unicodedata.normalize("NFKD", text or "").casefold()
	return " ".join("".join(_plain(char) for char in unicodedata.normalize("NFKD", folded)).split())


def words(text: str | None) -> tuple[str, ...]:
	"""The words of `key`; the compound names written in one word or in two (عبد الله, عبدالله) are one."""
	found: list[str] = []
	for word in key(text).split():
		if found and found[-1] in _COMPOUND:
			found[-1] += word
		else:
			found.append(word)
	return tuple(found)


def without_article(word: str) -> str:
	"""A word of `key` without its article: النجار → نجار; the word itself where too little would be left."""
	return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _plain(char: str) -> str:
	if char in _LETTERS:
		return _LETTERS[char]
	if char.isdecimal():
		return str(unicodedata.decimal(char))
	category = unicodedata.category(char)
	if category in _MARKS:
		return ""
	return " " if category in _APART else char
