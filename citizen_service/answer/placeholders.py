"""The places of a response template that are filled in: `{reference}` or, as an Arab writes it, `{رقم المعاملة}`.

Plain Python, no frappe import. Not Jinja: what an office writes in a text is filled in, never run.
"""

import re
from collections.abc import Callable, Mapping

PLACES = {
	"reference": "رقم المعاملة",
	"subject": "الموضوع",
	"citizen_name": "اسم المواطن",
	"opened_on": "تاريخ التسجيل",
	"due_on": "موعد الرد",
	"department": "الجهة",
	"office_name": "اسم المكتب",
	"office_phone": "هاتف المكتب",
	"today": "تاريخ اليوم",
}
"""Every place by its name and by its Arabic name; either may be written."""

UNKNOWN_VALUE = "…"
"""Stands where the case has nothing for a place, so that the writer sees it."""

_ARABIC = {arabic: name for name, arabic in PLACES.items()}
_PLACE = re.compile(r"\{([^{}]*)\}")
_TAG = re.compile(r"<[^<>]*>")


def place_named(written: str) -> str | None:
	"""The name of the place that was written between braces, or None if there is none of that name."""
	tidy = " ".join(re.sub(r"&nbsp;|[\u200b-\u200f\u00a0_]", " ", written).split())
	name = tidy.replace(" ", "_").lower()
	return name if name in PLACES else _ARABIC.get(tidy)


def unknown_places(text: str) -> list[str]:
	"""What stands between braces and is no place, and braces that stand alone, each as it is written."""
	text = _TAG.sub("", text)
	wrong = [found[0] for found in _PLACE.finditer(text) if not place_named(found[1])]
	return wrong + re.findall(r"[{}]", _PLACE.sub("", text))


def fill(text: str, values: Mapping[str, str | None], escape: Callable[[str], str] = str) -> str:
	"""`text` with every known place filled in; what is no place is left as it is written.

	:param values: by the English names of the places; what is missing or empty shows as UNKNOWN_VALUE
	:param escape: makes a value fit for the text, for example HTML
	"""

	def value(found: re.Match) -> str:
		name = place_named(found[1])
		return escape(values.get(name) or UNKNOWN_VALUE) if name else found[0]

	return _PLACE.sub(value, text)
