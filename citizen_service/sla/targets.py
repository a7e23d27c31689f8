"""How much time a policy gives, and when that is due in a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar
from citizen_service.sla.spec import Problem


class Unit(str, Enum):
	"""What a target counts. README.md defines each."""

	MINUTES = "minutes"
	HOURS = "hours"
	DAYS = "days"
	CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True)
class Target:
	"""How much time a policy gives. Days are whole; minutes and hours may have a fraction."""

	amount: float
	unit: Unit


def target_problems(target: Target, row: int | None = None) -> list[Problem]:
	"""What must be refused in a target: an amount that is not above zero, a part of a day."""
	params = {"amount": target.amount, "unit": target.unit.value}
	if not 0 < target.amount < float("inf") or _seconds(target) == 0:
		return [Problem("target_not_positive", "target", row, params)]
	if target.unit in (Unit.DAYS, Unit.CALENDAR_DAYS) and target.amount != int(target.amount):
		return [Problem("days_not_whole", "target", row, params)]
	return []


def due_for(target: Target, start: int, calendar: Calendar) -> int:
	"""The instant at which a target that starts at `start` is due. Raises NoWorkingTime."""
	if target.unit is Unit.DAYS:
		return _working_days_after(start, int(target.amount), calendar)
	if target.unit is Unit.CALENDAR_DAYS:
		today = zones.day_number(zones.local_date(calendar.time_zone, start))
		return calendar.closing(calendar.working_day(zones.day_of(today + int(target.amount))))
	return calendar.due(start, _seconds(target))


def _seconds(target: Target) -> int:
	return round(target.amount * {Unit.MINUTES: 60, Unit.HOURS: 3600}.get(target.unit, zones.DAY))


def _working_days_after(start: int, days: int, calendar: Calendar) -> int:
	"""The same time of the wall clock, `days` working days on.

	Time closed on that day counts as the last working instant before it; a start that is closed counts as the
	next opening. Hence the opening of a day is the closing of the working day before it, and no due date is
	an opening.
	"""
	opening = calendar.next_opening(start)
	wall = zones.to_wall(calendar.time_zone, opening)
	first = zones.day_of(wall // zones.DAY)
	last = calendar.working_day(first, days)
	at = zones.from_wall(calendar.time_zone, zones.day_number(last) * zones.DAY + wall % zones.DAY)
	reached = [min(at, end) for begin, end in calendar.intervals_on(last) if begin < at]
	return reached[-1] if reached else calendar.closing(calendar.working_day(first, days - 1))
