"""What an admin says about an office's working hours, as data, and what is wrong with it.

Minutes are minutes of the wall clock since midnight: 450 is 07:30, 1440 is 24:00. All dates are the office's
own and both ends of a range count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from citizen_service.sla import zones

MIDNIGHT = 1440


@dataclass(frozen=True)
class Problem:
	"""Something in the data that must be refused.

	`code` names the rule, `field` the list or value at fault, `row` its index in that list (0 is the first
	row), `params` what a message needs. The caller composes the message.
	"""

	code: str
	field: str
	row: int | None = None
	params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shift:
	"""Working hours of one weekday (0 is Monday) from one minute to another, while they are in force."""

	weekday: int
	start_minute: int
	end_minute: int
	valid_from: date | None = None
	valid_to: date | None = None


@dataclass(frozen=True)
class Season:
	"""Dates on which other shifts replace the usual ones altogether, as in Ramadan."""

	start: date
	end: date
	shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Holiday:
	"""Dates on which the office is closed between two minutes of each day, all day if none are given.

	A yearly one comes back on the same days of the month in every year after its first.
	"""

	start: date
	end: date
	yearly: bool = False
	from_minute: int = 0
	to_minute: int = MIDNIGHT


@dataclass(frozen=True)
class CalendarSpec:
	"""An office's working hours: the zone of its wall clock, its usual week, its seasons, its holidays."""

	time_zone: str
	shifts: tuple[Shift, ...] = ()
	seasons: tuple[Season, ...] = ()
	holidays: tuple[Holiday, ...] = ()


def validate(spec: CalendarSpec) -> list[Problem]:
	"""Everything that must be refused in a calendar, in the order of its fields; empty if it can be used.

	Whether any working time is left between the holidays is asked of the compiled calendar (NoWorkingTime).
	"""
	problems = []
	if spec.time_zone not in zones.names():
		problems.append(Problem("unknown_time_zone", "time_zone", None, {"time_zone": spec.time_zone}))
	problems.extend(_shift_problems(spec.shifts, "shifts"))
	problems.extend(_season_problems(spec.seasons))
	problems.extend(_holiday_problems(spec.holidays))
	if not spec.shifts and not any(season.shifts for season in spec.seasons):
		problems.append(Problem("no_working_time", "shifts"))
	return problems


def _shift_problems(shifts: Sequence[Shift], name: str, season: int | None = None) -> Iterator[Problem]:
	"""`row` is the shift's index, or the season's with the shift's index as the parameter `shift`."""

	def problem(code: str, index: int, **params: Any) -> Problem:
		if season is None:
			return Problem(code, name, index, params)
		return Problem(code, name, season, {"shift": index, **params})

	for index, shift in enumerate(shifts):
		if not 0 <= shift.weekday <= 6:
			yield problem("bad_weekday", index, weekday=shift.weekday)
		if not (0 <= shift.start_minute <= MIDNIGHT and 0 <= shift.end_minute <= MIDNIGHT):
			yield problem("minute_out_of_day", index, start=shift.start_minute, end=shift.end_minute)
		elif shift.end_minute <= shift.start_minute:
			yield problem("shift_ends_before_start", index, start=shift.start_minute, end=shift.end_minute)
		if shift.valid_from and shift.valid_to and shift.valid_to < shift.valid_from:
			yield problem(
				"validity_ends_before_start", index, valid_from=shift.valid_from, valid_to=shift.valid_to
			)
		for other_index, other in enumerate(shifts[:index]):
			if _shifts_overlap(shift, other):
				yield problem("shifts_overlap", index, other=other_index, weekday=shift.weekday)


def _shifts_overlap(one: Shift, two: Shift) -> bool:
	return (
		one.weekday == two.weekday
		and max(one.start_minute, two.start_minute) < min(one.end_minute, two.end_minute)
		and max(one.valid_from or date.min, two.valid_from or date.min)
		<= min(one.valid_to or date.max, two.valid_to or date.max)
	)


def _season_problems(seasons: Sequence[Season]) -> Iterator[Problem]:
	for index, season in enumerate(seasons):
		if season.end < season.start:
			yield Problem("season_ends_before_start", "seasons", index, _range(season))
		if not season.shifts:
			yield Problem("season_without_shifts", "seasons", index, _range(season))
		yield from _shift_problems(season.shifts, "seasons", index)
		for other_index, other in enumerate(seasons[:index]):
			if max(season.start, other.start) <= min(season.end, other.end):
				yield Problem("seasons_overlap", "seasons", index, {"other": other_index, **_range(season)})


def _holiday_problems(holidays: Sequence[Holiday]) -> Iterator[Problem]:
	for index, holiday in enumerate(holidays):
		if holiday.end < holiday.start:
			yield Problem("holiday_ends_before_start", "holidays", index, _range(holiday))
		elif holiday.yearly and (holiday.end - holiday.start).days >= 365:
			yield Problem("yearly_holiday_too_long", "holidays", index, _range(holiday))
		minutes = {"start": holiday.from_minute, "end": holiday.to_minute}
		if not (0 <= holiday.from_minute <= MIDNIGHT and 0 <= holiday.to_minute <= MIDNIGHT):
			yield Problem("minute_out_of_day", "holidays", index, minutes)
		elif holiday.to_minute <= holiday.from_minute:
			yield Problem("holiday_hours_end_before_start", "holidays", index, minutes)


def _range(row: Season | Holiday) -> dict[str, date]:
	return {"start": row.start, "end": row.end}
