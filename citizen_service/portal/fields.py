"""What a public form may ask, and the check of what was answered: plain Python, no frappe import.

Every answer arrives as text. A field that the form does not ask for is never looked at, so no
over-posted value can reach a case.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from citizen_service.portal.conditions import Condition
from citizen_service.portal.messages import Problem
from citizen_service.portal.messages import mark as _

LINE, LINES, CHOICE, TICK, EMAIL, PHONE, INTEGER, NUMBER, DATE = (
	"line",
	"lines",
	"choice",
	"tick",
	"email",
	"phone",
	"integer",
	"number",
	"date",
)
LONGEST = {
	LINE: 140,
	EMAIL: 140,
	PHONE: 30,
	LINES: 10_000,
	CHOICE: 140,
	TICK: 5,
	INTEGER: 10,
	NUMBER: 20,
	DATE: 10,
}
BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TICKED = ("1", "on", "true", "yes")


@dataclass(frozen=True)
class Choice:
	"""One option: what is stored, what is shown, the heading it stands under, and a line of explanation."""

	value: str
	label: str
	group: str = ""
	help: str = ""


@dataclass(frozen=True)
class Field:
	"""One question of the form. `longest` counts characters; `choices` only where `kind` is CHOICE.

	It is asked if all `conditions` hold, and must be answered if it is `required` or `required_if` holds.
	"""

	name: str
	kind: str
	label: str
	help: str = ""
	required: bool = False
	longest: int = LONGEST[LINE]
	choices: tuple[Choice, ...] = ()
	default: str = ""
	conditions: tuple[Condition, ...] = ()
	required_if: Condition | None = None


def check(
	fields: Sequence[Field], answers: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, Problem]]:
	"""Every field's value, cleaned, and every problem at once, by field name.

	A field without an answer has the value None (0 for a tick); a field with a problem has no value.
	"""
	values: dict[str, object] = {}
	problems: dict[str, Problem] = {}
	for field in fields:
		outcome = check_one(field, answers.get(field.name))
		if isinstance(outcome, Problem):
			problems[field.name] = outcome
		else:
			values[field.name] = outcome
	return values, problems


def check_one(field: Field, answer: object) -> object:
	"""The value of one answer, or the Problem with it."""
	if answer is not None and not isinstance(answer, str | int | float | bool):
		return Problem(_("Write a plain text here."))
	text = clean("" if answer is None else str(answer), lines=field.kind == LINES)
	if field.kind == TICK:
		value = int(text.lower() in TICKED)
		return Problem(_("Tick this box to go on.")) if field.required and not value else value
	if not visible(text):
		return Problem(_("This is needed. Please fill it in.")) if field.required else None
	if len(text) > field.longest:
		return Problem(_("At most {0} characters fit here; this has {1}."), (field.longest, len(text)))
	return READERS[field.kind](field, text)


def clean(text: str, lines: bool = False) -> str:
	"""`text` composed (NFC), trimmed, without control characters, lone surrogates and overrides of direction.

	Line breaks are kept as newlines where `lines`, and become spaces elsewhere.
	"""
	text = text.replace("\r\n", "\n").replace("\r", "\n")
	kept = (
		mark if mark == "\n" or unicodedata.category(mark) != "Cc" else " "
		for mark in text
		if mark not in BIDI_CONTROLS and mark != "\0" and unicodedata.category(mark) != "Cs"
	)
	text = unicodedata.normalize("NFC", "".join(kept))
	return text.strip() if lines else " ".join(text.split())


def visible(text: str) -> bool:
	"""Whether any character of `text` can be seen."""
	return any(unicodedata.category(mark)[0] not in "CZ" for mark in text)


def latin_digits(text: str) -> str:
	"""`text` with Arabic, Persian and all other decimal digits as 0-9."""
	return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)


def _line(field: Field, text: str) -> object:
	return text


def _choice(field: Field, text: str) -> object:
	if text in {choice.value for choice in field.choices}:
		return text
	return Problem(_("This is not among the choices. Choose one from the list."))


def _email(field: Field, text: str) -> object:
	if re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", text):
		return text
	return Problem(_("This is not an e-mail address. It should look like name@example.com."))


def _phone(field: Field, text: str) -> object:
	number = latin_digits(text).replace("\u200e", "").replace("\u200f", "")
	digits = sum(mark.isdigit() for mark in number)
	if re.fullmatch(r"\+?[0-9 ()./-]+", number) and 6 <= digits <= 15:
		return re.sub(r"[ ()./-]", "", number)
	return Problem(_("This is not a telephone number. Write 6 to 15 digits, for example 0591234567."))


def _number(kind: Callable[[str], object]) -> Callable[[Field, str], object]:
	def read(field: Field, text: str) -> object:
		text = latin_digits(text).replace("٫", ".")
		if re.fullmatch(r"-?[0-9]+" if kind is int else r"-?[0-9]+(\.[0-9]+)?", text):
			return kind(text)
		return Problem(_("Write a number here, in digits."))

	return read


def _date(field: Field, text: str) -> object:
	try:
		return date.fromisoformat(latin_digits(text)).isoformat()
	except ValueError:
		return Problem(_("This is not a date. Write year-month-day, for example 2026-01-31."))


READERS: dict[str, Callable[[Field, str], object]] = {
	LINE: _line,
	LINES: _line,
	CHOICE: _choice,
	EMAIL: _email,
	PHONE: _phone,
	INTEGER: _number(int),
	NUMBER: _number(float),
	DATE: _date,
}
