"""Figures of departments added up along their tree, the ones in trouble first. No frappe import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Figures:
	"""How a department stands. `oldest`: since when the referral that waits longest has waited."""

	waiting: int = 0
	due_today: int = 0
	overdue: int = 0
	returned: int = 0
	answered: int = 0
	oldest: datetime | None = None

	def __add__(self, other: Figures) -> Figures:
		moments = [moment for moment in (self.oldest, other.oldest) if moment]
		return Figures(
			self.waiting + other.waiting,
			self.due_today + other.due_today,
			self.overdue + other.overdue,
			self.returned + other.returned,
			self.answered + other.answered,
			min(moments, default=None),
		)

	def trouble(self) -> tuple:
		"""What sorts first is smallest: more overdue, more due today, waiting longer, more waiting."""
		return (-self.overdue, -self.due_today, self.oldest or datetime.max, -self.waiting, -self.returned)


@dataclass(frozen=True)
class Place:
	"""A department in the tree: the department above it, and whether it has departments below it."""

	name: str
	parent: str | None
	is_group: bool = False


@dataclass(frozen=True)
class Row:
	"""One line: a department, how deep it stands, with the figures of all departments `below` it, itself included."""

	name: str
	depth: int
	figures: Figures
	below: list[str] = field(default_factory=list)


def rows(places: Iterable[Place], figures: Mapping[str, Figures]) -> list[Row]:
	"""Every place in the order of its branch, in each branch the one in most trouble first.

	A place whose parent is not among them stands at the top. Figures of no place are left out.
	"""
	places = list(places)
	known = {place.name for place in places}
	children: dict[str | None, list[str]] = {}
	for place in places:
		above = place.parent if place.parent in known and place.parent != place.name else None
		children.setdefault(above, []).append(place.name)
	return [row for branch in _branches(None, 0, children, figures) for row in branch]


def _branches(
	above: str | None, depth: int, children: Mapping[str | None, list[str]], figures: Mapping[str, Figures]
) -> list[list[Row]]:
	"""The branches below a place, each with its own line first, sorted."""
	branches = []
	for name in children.get(above, ()):
		inner = _branches(name, depth + 1, children, figures)
		total = sum((branch[0].figures for branch in inner), figures.get(name, Figures()))
		below = [name, *(row.name for branch in inner for row in branch)]
		branches.append([Row(name, depth, total, below), *(row for branch in inner for row in branch)])
	return sorted(branches, key=lambda branch: (branch[0].figures.trouble(), branch[0].name))
