"""From what was counted to what may be published: plain Python, no frappe import.

The result, `published(…)`, is what is frozen, shown and given out as open data; nothing of what it leaves out is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from citizen_service.figures.suppression import withheld

Key = str | None
"""What a table groups by; None: not stated."""
TABLES = ("case_type", "category", "department", "month")


@dataclass
class Replies:
	"""Answers that were due: how many in all, in time, and how many days each given one took."""

	due: int = 0
	in_time: int = 0
	days: dict[int, int] = field(default_factory=dict)

	def add(self, number: int, in_time: bool, days: int | None) -> None:
		"""Count `number` more; `days` None: not given yet."""
		self.due += number
		self.in_time += number if in_time else 0
		if days is not None:
			self.days[days] = self.days.get(days, 0) + number


@dataclass
class Counted:
	"""What one table is made of: how many of each group, and their answers."""

	cases: dict[Key, int] = field(default_factory=dict)
	replies: dict[Key, Replies] = field(default_factory=dict)

	def count(self, key: Key, number: int) -> None:
		self.cases[key] = self.cases.get(key, 0) + number

	def reply(self, key: Key, number: int, in_time: bool, days: int | None) -> None:
		self.replies.setdefault(key, Replies()).add(number, in_time, days)


def published(counted: Mapping[str, Counted], threshold: int, lot: Callable[[str], bytes]) -> dict:
	"""The figures as they may be published.

	:param counted: by the name of its table, one of TABLES; those but `department` count the same cases
	:param lot: a secret order of texts, as `withheld` wants it
	:return: `cases` and `referrals` (None: withheld), `answers` (as `measures`), `tables`: by name a list of rows with
		`group`, `cases` and the measures (None: withheld), or None where the whole table is withheld
	"""
	cases, referrals = (_total(counted[name].cases) for name in ("case_type", "department"))
	answers = Replies()
	for replies in counted["case_type"].replies.values():
		answers.due += replies.due
		answers.in_time += replies.in_time
		for days, number in replies.days.items():
			answers.days[days] = answers.days.get(days, 0) + number
	return {
		"threshold": threshold,
		"cases": shown(cases, threshold),
		"referrals": shown(referrals, threshold),
		"answers": {"due": shown(answers.due, threshold), **measures(answers, threshold)},
		"tables": {
			name: _table(counted[name], threshold, partial(_lot, lot, name), name == "month")
			for name in TABLES
			if name in counted
		},
	}


def _lot(lot: Callable[[str], bytes], table: str, key: Key) -> bytes:
	return lot(f"{table} {key}")


def _total(cases: Mapping[Key, int]) -> int:
	return sum(cases.values())


def shown(number: int, threshold: int) -> int | None:
	"""The number, or None if it is too small to be shown."""
	return number if number >= threshold else None


def _table(
	counted: Counted, threshold: int, lot: Callable[[Key], bytes], in_order: bool
) -> list[dict] | None:
	hidden = withheld(counted.cases, threshold, lot)
	if hidden is None:
		return None
	rows = [
		_row(key, None if key in hidden else number, counted.replies.get(key, Replies()), threshold)
		for key, number in counted.cases.items()
	]
	# The place of a withheld number must not tell it: those that are shown by size, the others by name.
	return rows if in_order else sorted(rows, key=_order)


def _order(row: dict) -> tuple:
	return row["cases"] is None, -(row["cases"] or 0), row["group"] is None, row["group"] or ""


def _row(key: Key, cases: int | None, replies: Replies, threshold: int) -> dict:
	of_them = measures(replies if cases is not None else Replies(), threshold)
	return {"group": key, "cases": cases, **of_them}


def measures(replies: Replies, threshold: int) -> dict[str, int | None]:
	"""Share in time (whole per cent) of the answers due, median of whole days of those given; None: of too few."""
	given = sum(replies.days.values())
	return {
		"in_time_percent": _half_up(100 * replies.in_time, replies.due) if replies.due >= threshold else None,
		"median_days": median(replies.days) if given >= threshold else None,
	}


def median(days: Mapping[int, int]) -> int:
	"""The median of values that each occur so often, halves rounded up; there must be at least one."""
	number = sum(days.values())
	lower, upper = (_at(days, (number - 1) // 2), _at(days, number // 2))
	return _half_up(lower + upper, 2)


def _at(days: Mapping[int, int], position: int) -> int:
	"""The value at a position (from 0) of all values in order."""
	for value in sorted(days):
		position -= days[value]
		if position < 0:
			return value
	raise IndexError(position)


def _half_up(part: int, whole: int) -> int:
	return (2 * part + whole) // (2 * whole)
