"""Which rows are in already, which are new, and which number is taken. No frappe import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum

from citizen_service.register_import.rows import CaseFacts

Holder = tuple[str, str]
"""A case that has a number already: its name and its key."""


class Verdict(Enum):
	"""What becomes of a row: a new case, nothing (it is in already), a reject (another file holds its number)."""

	NEW = "new"
	THERE = "there"
	TAKEN = "taken"


class Identities:
	"""Remembers the rows of a file as it is walked, about 70 bytes for each.

	A row is the same as another if all of its cells are. Rows of one file that share a number and differ are
	cases of their own. A row whose number was imported with other content from another file, or from another
	state of this one, is not taken: nobody but a person knows which is right.
	"""

	def __init__(self) -> None:
		self._seen: set[int] = set()

	def judge(
		self,
		facts: Iterable[CaseFacts],
		keys_there: Collection[str],
		holders: Mapping[tuple[str, str], list[Holder]],
	) -> list[tuple[CaseFacts, Verdict, str]]:
		"""A verdict for each row, in order, with the name of the case that holds its number.

		:param keys_there: those of the rows' keys that cases have already
		:param holders: (register, number) → the cases that have it already
		"""
		verdicts = []
		for fact in facts:
			digest = _digest(fact.key)
			if fact.key in keys_there or digest in self._seen:
				verdict, holder = Verdict.THERE, ""
			else:
				holder = self._foreign(holders.get((fact.register, fact.number), []) if fact.number else [])
				verdict = Verdict.TAKEN if holder else Verdict.NEW
			self._seen.add(digest)
			verdicts.append((fact, verdict, holder))
		return verdicts

	def _foreign(self, holders: Iterable[Holder]) -> str:
		return next((case for case, key in holders if _digest(key) not in self._seen), "")


def _digest(key: str) -> int:
	return int(key[:16], 16)
