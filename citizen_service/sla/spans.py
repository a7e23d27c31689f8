"""How long it is between two instants, as people count it: working days, then hours of working time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import inf

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, NoWorkingTime
from citizen_service.sla.targets import Target, Unit, due_for


@dataclass(frozen=True)
class Span:
	"""Whole working days, and the seconds of working time beyond them."""

	days: int
	seconds: int


def span(start: int, end: int, calendar: Calendar) -> Span:
	"""The working days and seconds from `start` to `end`; nothing if `end` is the earlier one.

	Days are counted as a target of working days is (README.md): the same time of the wall clock, that many working
	days later. So what was given as three days has three days left at its start, whatever the hours of these days.
	"""
	if end <= start:
		return Span(0, 0)

	def after(days: int) -> float:
		try:
			return due_for(Target(days, Unit.DAYS), start, calendar)
		except NoWorkingTime:
			return inf

	most = (end - start) // zones.DAY + 2
	days = bisect_right(range(1, most + 1), end, key=after)
	return Span(days, calendar.elapsed(after(days) if days else start, end))
