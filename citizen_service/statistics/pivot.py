"""From counted groups to the rows of a table: plain Python, no framework."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
	"""Cases counted together.

	`key` holds what the table is grouped by, `stage` the meaning of the cases' state (None: without one),
	`cases` how many they are and `overdue` how many of them are open past their due time.
	"""

	key: tuple[str | None, ...]
	stage: str | None
	cases: int
	overdue: int = 0


@dataclass(frozen=True)
class Line:
	"""One line of the table: cases by stage in the table's order, those of no listed stage, all, overdue ones."""

	key: tuple[str | None, ...]
	by_stage: tuple[int, ...]
	other: int
	total: int
	overdue: int


def pivot(groups: Iterable[Group], stages: Sequence[str]) -> list[Line]:
	"""One line per key, the largest first, equal ones by key, those without a name last.

	A case has one stage, so a line's numbers add up to its total; nothing is lost: what has no listed
	stage is counted as `other`.
	"""
	counts: dict[tuple, dict[str | None, int]] = {}
	overdue: dict[tuple, int] = {}
	for group in groups:
		by_stage = counts.setdefault(group.key, {})
		stage = group.stage if group.stage in stages else None
		by_stage[stage] = by_stage.get(stage, 0) + group.cases
		overdue[group.key] = overdue.get(group.key, 0) + group.overdue
	lines = [
		Line(
			key=key,
			by_stage=tuple(by_stage.get(stage, 0) for stage in stages),
			other=by_stage.get(None, 0),
			total=sum(by_stage.values()),
			overdue=overdue[key],
		)
		for key, by_stage in counts.items()
	]
	return sorted(lines, key=_order)


def _order(line: Line) -> tuple:
	return tuple(part is None for part in line.key), -line.total, tuple(part or "" for part in line.key)


def without_empty_columns(lines: Sequence[Line], stages: Sequence[str]) -> list[str]:
	"""The stages that at least one case is in, in the given order."""
	return [stage for at, stage in enumerate(stages) if any(line.by_stage[at] for line in lines)]
