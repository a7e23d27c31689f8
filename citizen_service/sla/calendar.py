"""Working hours compiled to sorted instants with running totals, so that every question is a binary search.

All instants are ints, seconds since 1970-01-01T00:00:00Z; all lengths are seconds of working time. An office
is open at an instant exactly if its wall clock then shows a time within its hours. Hence hours that a
summer-time change skips are not worked, and hours that it repeats are worked twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from citizen_service.sla import zones
from citizen_service.sla.spec import CalendarSpec, Holiday, Shift
from citizen_service.sla.zones import DAY, day_number, day_of

HORIZON = 3653 * DAY
"""How far from its starting point an answer is looked for: ten years."""

FIRST_DAY = day_number(date(1899, 12, 31))
LAST_DAY = day_number(date(2201, 1, 1))

Found = TypeVar("Found")
Span = tuple[int, int]


class NoWorkingTime(Exception):
	"""The calendar has not got the working time that was asked for within ten years of `start`."""

	def __init__(self, start: int) -> None:
		super().__init__(f"no such working time within ten years of {zones.to_utc(start)} UTC")
		self.start = start


class OutOfRange(ValueError):
	"""An instant or date before 1900 or after 2200."""


@dataclass(frozen=True)
class _Table:
	"""The working intervals of the local days first..last, complete for the instants low..high.

	Interval i is open from starts[i] to ends[i]; done[i] is the working time from the table's beginning to
	its end. Intervals that meet are one. Local day days[k] has working time, from opens[k] to closes[k].
	"""

	first: int
	last: int
	low: int = 0
	high: int = -1
	starts: list[int] = field(default_factory=list)
	ends: list[int] = field(default_factory=list)
	done: list[int] = field(default_factory=list)
	days: list[int] = field(default_factory=list)
	opens: list[int] = field(default_factory=list)
	closes: list[int] = field(default_factory=list)

	def worked(self, at: int) -> int:
		"""Working time from the table's beginning to `at`."""
		index = bisect_right(self.starts, at) - 1
		if index < 0:
			return 0
		left = self.ends[index] - at
		return self.done[index] - left if left > 0 else self.done[index]


class Calendar:
	"""A calendar to ask. It compiles further years when they are needed; threads may share it."""

	def __init__(self, spec: CalendarSpec, first_day: date, last_day: date) -> None:
		self.spec = spec
		self.time_zone = spec.time_zone
		self._table = _build(spec, _bounded(day_number(first_day)), _bounded(day_number(last_day)))

	def due(self, start: int, seconds: int) -> int:
		"""The earliest instant by which `seconds` have been worked since `start`.

		So it is a closing time, never the next opening, if the work ends with the day. 0 gives `start`
		itself. Raises NoWorkingTime, and ValueError if `seconds` is negative.
		"""
		if seconds <= 0:
			if seconds < 0:
				raise ValueError("working time cannot be negative")
			return start
		table = self._table
		if not table.low <= start <= table.high:
			table = self._covering(start)
		goal = table.worked(start) + seconds
		index = bisect_left(table.done, goal)
		if index < len(table.done):
			instant = table.ends[index] - (table.done[index] - goal)
		else:
			instant = self._search(start, lambda table: _due(table, start, seconds))
		if instant - start > HORIZON:
			raise NoWorkingTime(start)
		return instant

	def before(self, end: int, seconds: int) -> int:
		"""The latest instant from which `seconds` are worked until `end`.

		So it is an opening, never the closing before it, if the work begins with the day. 0 gives
		`end` itself. Raises NoWorkingTime, and ValueError if `seconds` is negative.
		"""
		if seconds <= 0:
			if seconds < 0:
				raise ValueError("working time cannot be negative")
			return end
		instant = self._search(end, lambda table: _before(table, end, seconds), backwards=True)
		if end - instant > HORIZON:
			raise NoWorkingTime(end)
		return instant

	def elapsed(self, start: int, end: int) -> int:
		"""Working time from `start` to `end`; negative if `end` is the earlier one."""
		table = self._table
		if not (table.low <= start <= table.high and table.low <= end <= table.high):
			table = self._covering(start, end)
		return table.worked(end) - table.worked(start)

	def is_open(self, at: int) -> bool:
		"""Whether the office works at that instant. At closing time it does not."""
		table = self._covering(at)
		index = bisect_right(table.starts, at) - 1
		return index >= 0 and at < table.ends[index]

	def next_opening(self, at: int) -> int:
		"""The first open instant from `at` on, `at` itself if it is one. Raises NoWorkingTime."""

		def opening(table: _Table) -> int | None:
			index = bisect_right(table.starts, at)
			if index and at < table.ends[index - 1]:
				return at
			return table.starts[index] if index < len(table.starts) else None

		instant = self._search(at, opening)
		if instant - at > HORIZON:
			raise NoWorkingTime(at)
		return instant

	def intervals_on(self, day: date) -> list[Span]:
		"""The open stretches (from, to) of a local date, in order; none if it is not a working day."""
		number = day_number(day)
		table = self._covering(number * DAY)
		index = bisect_left(table.days, number)
		if index == len(table.days) or table.days[index] != number:
			return []
		opening, closing = table.opens[index], table.closes[index]
		first = bisect_right(table.starts, opening) - 1
		last = bisect_left(table.starts, closing)
		return [(max(table.starts[i], opening), min(table.ends[i], closing)) for i in range(first, last)]

	def working_day(self, day: date, further: int = 0) -> date:
		"""The first local date from `day` on that has working time, or one so many working days further.

		Raises NoWorkingTime, and ValueError if `further` is negative.
		"""
		if further < 0:
			raise ValueError("working days cannot be negative")
		number = day_number(day)

		def found(table: _Table) -> int | None:
			index = bisect_left(table.days, number) + further
			return table.days[index] if index < len(table.days) else None

		start = number * DAY
		result = self._search(start, found)
		if result * DAY - start > HORIZON:
			raise NoWorkingTime(start)
		return day_of(result)

	def closing(self, day: date) -> int:
		"""The instant at which a working day's last shift ends. Raises ValueError on a day without work."""
		spans = self.intervals_on(day)
		if not spans:
			raise ValueError(f"{day} is not a working day")
		return spans[-1][1]

	def _search(self, start: int, found: Callable[[_Table], Found | None], backwards: bool = False) -> Found:
		"""What `found` finds in a table around `start`, widened until it does, to the horizon at most."""
		table = self._covering(start)
		years = 1
		while True:
			result = found(table)
			if result is not None:
				return result
			if backwards:
				if start - table.low > HORIZON or table.first <= FIRST_DAY:
					raise NoWorkingTime(start)
				table = self._widened(table, table.first - 366 * years, table.last)
			else:
				if table.high - start > HORIZON or table.last >= LAST_DAY:
					raise NoWorkingTime(start)
				table = self._widened(table, table.first, table.last + 366 * years)
			years *= 2

	def _covering(self, *instants: int) -> _Table:
		"""A table that is complete for these instants. Raises OutOfRange."""
		table = self._table
		low, high = min(instants), max(instants)
		if table.low <= low and high <= table.high:
			return table
		return self._widened(table, _bounded(low // DAY), _bounded(high // DAY))

	def _widened(self, table: _Table, first: int, last: int) -> _Table:
		"""The table compiled anew in whole years for these days as well, and kept for the next question."""
		first, last = max(first, FIRST_DAY + 1), min(last, LAST_DAY - 1)
		first = day_number(date(day_of(first).year, 1, 1)) - 1
		last = day_number(date(day_of(last).year, 12, 31)) + 1
		wider = _build(self.spec, min(first, table.first), max(last, table.last))
		self._table = wider
		return wider


def compile(spec: CalendarSpec, first_day: date, last_day: date) -> Calendar:
	"""The calendar of a spec, compiled for these days (and later for others when they are asked for).

	The spec must be free of problems (`spec.validate`). Raises zones.UnknownZone and OutOfRange.
	"""
	return Calendar(spec, first_day, last_day)


def _bounded(day: int) -> int:
	if not FIRST_DAY < day < LAST_DAY:
		raise OutOfRange(f"day {day} after 1970-01-01 is not between the years 1900 and 2200")
	return day


def _due(table: _Table, start: int, seconds: int) -> int | None:
	goal = table.worked(start) + seconds
	index = bisect_left(table.done, goal)
	return table.ends[index] - (table.done[index] - goal) if index < len(table.done) else None


def _before(table: _Table, end: int, seconds: int) -> int | None:
	goal = table.worked(end) - seconds
	if goal < 0:
		return None
	index = bisect_right(table.done, goal)
	return table.ends[index] - (table.done[index] - goal)


def _build(spec: CalendarSpec, first: int, last: int) -> _Table:
	"""The table of the local days first..last; complete a day further in, for any offset."""
	table = _Table(first, last, (first + 1) * DAY, last * DAY)
	usual = _by_weekday(spec.shifts)
	seasonal: dict[int, list[list[_Hours]]] = {}
	for season in reversed(spec.seasons):
		weekdays = _by_weekday(season.shifts)
		for day in range(max(day_number(season.start), first), min(day_number(season.end), last) + 1):
			seasonal[day] = weekdays
	closed = _closed(spec.holidays, first, last)
	pieces = zones.offsets(spec.time_zone, (first - 1) * DAY, (last + 2) * DAY)
	spans: list[Span] = []
	piece = 0
	for day in range(first, last + 1):
		hours = seasonal.get(day, usual)[(day + 3) % 7]
		if not hours:
			continue
		open_hours = [(h.start, h.end) for h in hours if h.valid_from <= day <= h.valid_to]
		for cut in closed.get(day, ()):
			open_hours = [rest for span in open_hours for rest in _without(span, cut)]
		wall = day * DAY
		while pieces[piece][1] + DAY < wall:
			piece += 1
		found = []
		for index in range(piece, len(pieces)):
			low, high, offset = pieces[index]
			if low - DAY > wall + DAY:
				break
			for start, end in open_hours:
				start, end = max(wall + start - offset, low), min(wall + end - offset, high)
				if start < end:
					found.append((start, end))
		if found:
			table.days.append(day)
			table.opens.append(min(start for start, end in found))
			table.closes.append(max(end for start, end in found))
			spans.extend(found)
	_add_up(table, spans)
	return table


def _add_up(table: _Table, spans: list[Span]) -> None:
	"""Fill in the sorted intervals, those that meet joined, and their running total."""
	starts, ends, done = table.starts, table.ends, table.done
	for start, end in sorted(spans):
		if ends and start <= ends[-1]:
			if end > ends[-1]:
				done[-1] += end - ends[-1]
				ends[-1] = end
		else:
			done.append((done[-1] if done else 0) + end - start)
			starts.append(start)
			ends.append(end)


@dataclass(frozen=True)
class _Hours:
	"""A shift in seconds of the day and day numbers."""

	start: int
	end: int
	valid_from: int
	valid_to: int


def _by_weekday(shifts: Sequence[Shift]) -> list[list[_Hours]]:
	weekdays: list[list[Any]] = [[] for _ in range(7)]
	for shift in shifts:
		weekdays[shift.weekday].append(
			_Hours(
				shift.start_minute * 60,
				shift.end_minute * 60,
				day_number(shift.valid_from or date.min),
				day_number(shift.valid_to or date.max),
			)
		)
	return weekdays


def _closed(holidays: Sequence[Holiday], first: int, last: int) -> dict[int, list[Span]]:
	"""The closed seconds of each day number that has a holiday."""
	closed: dict[int, list[Span]] = {}
	for holiday in holidays:
		cut = (holiday.from_minute * 60, holiday.to_minute * 60)
		for day in _holiday_days(holiday, first, last):
			closed.setdefault(day, []).append(cut)
	return closed


def falls_on(holiday: Holiday, day: date) -> bool:
	"""Whether a holiday closes any hours of that date."""
	number = day_number(day)
	return any(True for _ in _holiday_days(holiday, number, number))


def _holiday_days(holiday: Holiday, first: int, last: int) -> Iterator[int]:
	"""The day numbers from first to last on which the holiday falls. 29 February comes in leap years only."""
	start, end = holiday.start, holiday.end
	if not holiday.yearly:
		yield from range(max(day_number(start), first), min(day_number(end), last) + 1)
		return
	years_on = end.year - start.year
	for year in range(max(start.year, day_of(first).year - 1), day_of(last).year + 1):
		low = _in_year(start, year, (3, 1))
		high = _in_year(end, year + years_on, (2, 28))
		yield from range(max(low, first), min(high, last) + 1)


def _in_year(day: date, year: int, leap_day_otherwise: tuple[int, int]) -> int:
	"""The day number of the same day of the month in a year."""
	if (day.month, day.day) == (2, 29) and not isleap(year):
		return day_number(date(year, *leap_day_otherwise))
	return day_number(day.replace(year=year))


def _without(span: Span, cut: Span) -> list[Span]:
	"""What is left of a span once a cut is taken out."""
	left = (span[0], min(span[1], cut[0]))
	right = (max(span[0], cut[1]), span[1])
	return [piece for piece in (left, right) if piece[0] < piece[1]]
