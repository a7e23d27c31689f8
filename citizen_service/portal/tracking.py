"""Reference and secret code open one case: answers alike in words and work whatever is wrong (rule 6)."""

import re

import frappe
from frappe import _

from citizen_service.desk.reading import rows_of
from citizen_service.errors import CodeRefused
from citizen_service.portal import limits
from citizen_service.portal.code import is_right_code
from citizen_service.portal.fields import clean, latin_digits

ADDRESS_FACTOR = 10
"""One address may be a whole building."""
CASE_FACTOR = 1000
"""Of one case many more wrong codes are let pass than of one case from one address: nobody who knows a reference shuts
its owner out, and 10,000 guesses an hour at 66 bits take hundreds of millions of years."""


def opened(reference: str, secret: str) -> frappe._dict:
	"""`name` and `code_nonce` of the case, if `secret` is its code; one statement.

	:raises CodeRefused: in the same words and after the same work whether the case or the code is unknown
	:raises TooManyAttempts: too many wrong codes in this hour, for this case from this address, or for either
	"""
	reference = tidy_reference(reference)
	found = rows_of("Case", ["name", "code_nonce"], [], name=reference)
	case = found[0] if found else None
	attempts = _attempts(case.name if case else reference.casefold())
	# Counted before the code is looked at, and given back if it is right: parallel guesses all count.
	counted = [(what, who) for what, who, _most in attempts]
	if any(
		noted > most for noted, (_what, _who, most) in zip(limits.note_all(counted), attempts, strict=True)
	):
		limits.refuse()
	if not is_right_code(case, secret):
		frappe.throw(
			_("The reference and the code do not belong together. Please check both, digit by digit."),
			CodeRefused,
			title=_("Not Found"),
		)
	limits.note_all(counted, by=-1)
	return case


def _attempts(reference: str) -> tuple[tuple[str, str, int], ...]:
	"""What is counted, for whom, and how much of it an hour bears."""
	allowed = frappe.get_cached_doc("Citizen Service Settings").code_attempts_per_hour
	here = limits.address()
	return (
		("code-here", f"{reference}\0{here}", allowed),
		("code-address", here, allowed * ADDRESS_FACTOR),
		# Without a reference there is no case to guard: nobody's counter is everybody's.
		("code", reference or f"\0{here}", allowed * CASE_FACTOR),
	)


def tidy_reference(text: str) -> str:
	"""A reference as it was typed, with plain digits and hyphens and without what cannot be seen."""
	text = latin_digits(clean(text[:140]))
	return re.sub(r"[‐‑–—−ـ]", "-", re.sub(r"[\u200b-\u200f\s]", "", text))
