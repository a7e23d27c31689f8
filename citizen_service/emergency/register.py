"""What a register of emergencies is made of: each marking of a case with what followed. Plain Python, no frappe import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Told:
	"""Somebody was told."""

	user: str
	at: datetime


@dataclass
class Marking:
	"""A case was marked as an emergency, by whom, why, who was told, and when it was cleared, if it was."""

	case: str
	since: datetime
	by: str
	reason: str
	told: list[Told] = field(default_factory=list)
	cleared_on: datetime | None = None
	cleared_reason: str = ""


def markings(events: Iterable[Mapping], marked: str, told: str, cleared: str) -> list[Marking]:
	"""Events, oldest first, as markings; each event belongs to its case's last marking before it.

	:param marked, told, cleared: what the kinds of events are called
	"""
	found: list[Marking] = []
	present: dict[str, Marking] = {}
	for event in events:
		case = event["case"]
		if event["event"] == marked:
			present[case] = Marking(case, event["happened_on"], event["user"], event["reason"] or "")
			found.append(present[case])
		elif case not in present:
			continue
		elif event["event"] == told:
			present[case].told.append(Told(event["user"], event["happened_on"]))
		elif event["event"] == cleared:
			present[case].cleared_on = event["happened_on"]
			present[case].cleared_reason = event["reason"] or ""
	return found
