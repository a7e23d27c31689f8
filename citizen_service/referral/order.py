"""Who gets a case when: at once, or each department when those before it have answered. Plain Python, no frappe.

A referral of an order waits for the nearest one before it whose full reply is required; those for information hold
nobody up. It opens when that one is answered. If that one comes back or is taken back instead, nothing opens by itself:
Follow-up refers it to another department, which takes its place in the order, or opens the next one by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

WAITING = "Waiting"
OPEN = ("Open", "Acknowledged")
UNSETTLED = (WAITING, *OPEN)
ANSWERED = "Answered"


class Turn(Enum):
	"""What becomes of a referral that waits, by how the one that it waits for stands."""

	OPEN = "it opens now"
	WAIT = "it goes on waiting"
	DECIDE = "Follow-up decides"


@dataclass(frozen=True)
class Wanted:
	"""One department that a case is to be referred to. Texts that are None are taken from the case, or from the call."""

	department: str
	required: bool = True
	instruction: str | None = None
	advice: str | None = None
	extract: str | None = None
	files: tuple[str, ...] = ()


def turn_after(earlier: str) -> Turn:
	"""What becomes of those who wait for a referral of that status."""
	if earlier == ANSWERED:
		return Turn.OPEN
	return Turn.WAIT if earlier in UNSETTLED else Turn.DECIDE


def places(required: Sequence[bool]) -> list[int | None]:
	"""For each place of an order, the place that it waits for; None where the department gets the case at once.

	:param required: of each place, whether its full reply is required
	"""
	found: list[int | None] = []
	awaited = None
	for place, is_required in enumerate(required):
		found.append(awaited)
		if is_required:
			awaited = place
	return found


def inherit(waits_for: Mapping[str, str], gone: str, heir: str | None) -> dict[str, str | None]:
	"""Whoever waited for `gone` waits for `heir`: the referral that replaces it, or, where one that was still waiting
	is taken back, the one that it waited for itself. Only those that change."""
	return {name: heir for name, awaited in waits_for.items() if awaited == gone}


def doubled(departments: Iterable[str]) -> list[str]:
	"""The departments that are named more than once, each once, in their order."""
	names = list(departments)
	return [name for place, name in enumerate(names) if names.index(name) == place and names.count(name) > 1]


def wanted(
	entries: Sequence[str | Mapping], required: bool = True, files: Sequence[str] = ()
) -> list[Wanted] | None:
	"""What a call asks for: department names, or mappings with `department` and what differs for it.

	:return: None where an entry is neither
	"""
	found = []
	for entry in entries:
		given = {"department": entry} if isinstance(entry, str) else entry
		if not isinstance(given, Mapping) or not isinstance(given.get("department"), str):
			return None
		chosen = given.get("files", files)
		if not isinstance(chosen, list | tuple):
			return None
		found.append(
			Wanted(
				department=given["department"].strip(),
				required=_on(given.get("required", required)),
				instruction=_text(given.get("instruction")),
				advice=_text(given.get("advice")),
				extract=_text(given.get("extract")),
				files=tuple(str(name) for name in chosen),
			)
		)
	return found


def _text(value: object) -> str | None:
	return str(value).strip() or None if value is not None else None


def _on(value: object) -> bool:
	"""A tick as JSON and forms send it."""
	return str(value).strip().lower() in ("1", "true")
