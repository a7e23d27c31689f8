"""To whom an appeal goes: the next level that has not decided before. Plain facts in, no frappe import."""

from collections.abc import Iterable, Sequence

MANAGER = None
"""The level of the Citizen Service Manager: no department."""
Level = str | None


def levels(configured: str | None, above: Sequence[str], answered: Iterable[str]) -> list[Level]:
	"""The levels of appeal in their order, none twice and none that gave the answer appealed against.

	:param configured: the department that the office set for appeals, if it did
	:param above: the departments above the one that answered, nearest first, that have somebody to decide
	:param answered: the departments whose replies the answer rests on
	:return: the configured one; else those above; else the manager's level. Never empty
	"""
	own = set(answered)
	if configured and configured not in own:
		return [configured]
	return [level for level in dict.fromkeys(above) if level not in own] or [MANAGER]


def open_levels(all_levels: Sequence[Level], decided: Iterable[Level]) -> list[Level]:
	"""The levels that are left after some have decided: those above the highest of them."""
	decided = set(decided)
	highest = max((at for at, level in enumerate(all_levels) if level in decided), default=-1)
	return [level for level in all_levels[highest + 1 :] if level not in decided]
