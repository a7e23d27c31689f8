"""Which ways a workflow has: plain graphs, no frappe import.

A workflow's first state is where every document begins; an end is a state where its way is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass

Edge = tuple[str, str]


@dataclass(frozen=True)
class Ways:
	"""The states of a workflow in their order (the first one begins), its transitions, and which states are ends."""

	states: tuple[str, ...]
	edges: tuple[Edge, ...]
	ends: frozenset[str]


def unreachable(ways: Ways) -> list[str]:
	"""States that no document comes to, in the workflow's order."""
	reached = _spread(ways.states[:1], ways.edges)
	return [state for state in ways.states if state not in reached]


def dead_ends(ways: Ways) -> list[str]:
	"""States that documents come to and from which no end can be reached, in the workflow's order."""
	ending = _spread(ways.ends, [(to, from_) for from_, to in ways.edges])
	left_out = set(unreachable(ways)) | ending
	return [state for state in ways.states if state not in left_out]


def _spread(begin: Iterable[str], edges: Iterable[Edge]) -> set[str]:
	"""What can be reached along the edges, the beginnings included."""
	following: dict[str, list[str]] = {}
	for from_, to in edges:
		following.setdefault(from_, []).append(to)
	reached: set[str] = set()
	waiting = list(begin)
	while waiting:
		state = waiting.pop()
		if state not in reached:
			reached.add(state)
			waiting.extend(following.get(state, ()))
	return reached
