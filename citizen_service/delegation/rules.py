"""When delegations hold, and which contradict each other. Plain Python, no frappe import."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Standing:
	"""That `stand_in` stands in for `absent` in a role, from the first day to the last, both included."""

	name: str
	absent: str
	stand_in: str
	role: str
	first: date
	last: date

	def holds_on(self, day: date) -> bool:
		return self.first <= day <= self.last

	def overlaps(self, other: "Standing") -> bool:
		return self.first <= other.last and other.first <= self.last


def contradiction(new: Standing, others: Iterable[Standing]) -> tuple[str, Standing] | None:
	"""What the new one cannot hold beside, and why: `twice` (the absent one is stood in for in this role already),
	`stand_in_absent` (the stand-in is away themselves) or `absent_stands_in` (the absent one stands in for somebody).
	"""
	for other in others:
		if other.name == new.name or not other.overlaps(new):
			continue
		if (other.absent, other.role) == (new.absent, new.role):
			return "twice", other
		if other.absent == new.stand_in:
			return "stand_in_absent", other
		if other.stand_in == new.absent:
			return "absent_stands_in", other
	return None


def in_order(standings: Iterable[Standing]) -> list[Standing]:
	"""The one that has held longest first: the choice is the same every time."""
	return sorted(standings, key=lambda one: (one.first, one.name))
