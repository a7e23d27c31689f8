"""Words one after the other, with the comma of the user's language."""

from collections.abc import Iterable

import frappe

COMMAS = {"ar": "، "}


def listed(words: Iterable[str]) -> str:
	"""“a, b, c” in the present language."""
	return COMMAS.get((frappe.local.lang or "")[:2], ", ").join(words)
