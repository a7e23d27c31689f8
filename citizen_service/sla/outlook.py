"""A calendar as people look at it: what each date is, and why. No frappe import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from citizen_service.sla import zones
from citizen_service.sla.calendar import compile, falls_on
from citizen_service.sla.spec import MIDNIGHT, CalendarSpec

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayOutlook:
	"""One date of the office.

	`hours` are the open stretches by its wall clock, from and to in minutes of the day (1440 is 24:00). `kind`:
	open; holiday (closed by one), rest (its weekday has no shifts), not_in_force (its shifts are not valid then).
	`season` and `holidays` are indexes into the spec's tuples: the season it falls in, and every holiday that takes
	hours of it, whole or in part.
	"""

	day: date
	kind: str
	hours: tuple[tuple[int, int], ...]
	season: int | None
	holidays: tuple[int, ...]


def outlook(spec: CalendarSpec, first: date, last: date) -> Iterator[DayOutlook]:
	"""Each date from `first` to `last`. The spec must be free of problems."""
	calendar = compile(spec, first, last)
	day = first
	while day <= last:
		season = next((n for n, season in enumerate(spec.seasons) if season.start <= day <= season.end), None)
		shifts = spec.shifts if season is None else spec.seasons[season].shifts
		hours = tuple(_on_the_wall(spec.time_zone, span) for span in calendar.intervals_on(day))
		holidays = tuple(n for n, holiday in enumerate(spec.holidays) if falls_on(holiday, day))
		todays = [shift for shift in shifts if shift.weekday == day.weekday()]
		if hours:
			kind = "open"
		elif holidays:
			kind = "holiday"
		else:
			kind = "not_in_force" if todays else "rest"
		yield DayOutlook(day, kind, hours, season, holidays)
		day += ONE_DAY


def first_weekday(spec: CalendarSpec) -> int:
	"""The weekday (0 is Monday) on which the office's week begins: the first working one after its longest rest.

	Sunday if it works every day.
	"""
	working = {shift.weekday for shift in spec.shifts or spec.seasons[0].shifts}
	rests = {
		day: next(n for n in range(7) if (day - 1 - n) % 7 in working)
		for day in working
		if (day - 1) % 7 not in working
	}
	return max(rests, key=lambda day: (rests[day], day)) if rests else 6


def _on_the_wall(time_zone: str, span: tuple[int, int]) -> tuple[int, int]:
	start, end = (zones.to_wall(time_zone, instant) // 60 % MIDNIGHT for instant in span)
	return start, end or MIDNIGHT
