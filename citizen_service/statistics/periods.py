"""Periods of whole days and the buckets they are counted in: plain arithmetic on dates, no framework.

A period is a run of the office's own days, the first and the last included. Which instants a day holds is the site's
time zone's matter (`period.utc_bounds`), so that a day of a summer-time change has its 23 or 25 hours.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

MOST_YEARS = 20
"""How long a period may be."""


class Kind(str, Enum):
	"""The periods of the calendar, and any other."""

	MONTH = "Month"
	QUARTER = "Quarter"
	HALF_YEAR = "Half-year"
	YEAR = "Year"
	ANY = "Any"


MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.YEAR: 12}


class Problem(str, Enum):
	"""Why a period cannot be counted."""

	ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
	IN_THE_FUTURE = "in_the_future"
	TOO_LONG = "too_long"


@dataclass(frozen=True, order=True)
class Period:
	"""From `first` to `last`, both included; `last` is not before `first`."""

	first: date
	last: date

	@property
	def end(self) -> date:
		"""The first day after it."""
		return self.last + timedelta(days=1)

	@property
	def days(self) -> int:
		return (self.last - self.first).days + 1

	@property
	def kind(self) -> Kind:
		"""Which period of the calendar it is exactly; `ANY` if it is none."""
		for kind in MONTHS:
			if calendar_period(kind, self.first) == self:
				return kind
		return Kind.ANY

	def previous(self) -> Period:
		"""The one just before: the month before a month, as many days before any other run of days."""
		before = self.first - timedelta(days=1)
		if self.kind is Kind.ANY:
			return Period(before - timedelta(days=self.days - 1), before)
		return calendar_period(self.kind, before)

	def year_before(self) -> Period:
		"""The same period a year earlier; 29 February of any other run of days becomes 28 February."""
		if self.kind is not Kind.ANY:
			return calendar_period(self.kind, _a_year_before(self.first))
		return Period(_a_year_before(self.first), _a_year_before(self.last))

	def parts(self, kind: Kind) -> Iterator[Period]:
		"""The months (quarters …) that it touches, in their order, cut off at its own ends; of `ANY` itself."""
		if kind is Kind.ANY:
			yield self
			return
		day = self.first
		while day <= self.last:
			whole = calendar_period(kind, day)
			yield Period(max(whole.first, self.first), min(whole.last, self.last))
			day = whole.end


def calendar_period(kind: Kind, day: date) -> Period:
	"""The month, quarter, half-year or year that a day lies in; of `ANY` the day itself."""
	if kind is Kind.ANY:
		return Period(day, day)
	months = MONTHS[kind]
	first = date(day.year, (day.month - 1) // months * months + 1, 1)
	last_month = first.month + months - 1
	return Period(first, date(day.year, last_month, monthrange(day.year, last_month)[1]))


def problem_of(first: date, last: date, today: date) -> Problem | None:
	"""Why the days from `first` to `last` cannot be counted today; None if they can. The present month may be: its
	last days have nothing yet."""
	if last < first:
		return Problem.ENDS_BEFORE_IT_STARTS
	if first > today:
		return Problem.IN_THE_FUTURE
	if last > _years_after(first, MOST_YEARS):
		return Problem.TOO_LONG
	return None


def label(kind: Kind, year_month: int) -> str:
	"""How the month (quarter …) is called that holds a month given as 202603: `2026-03`, `2026-Q1`, `2026-H1`, `2026`."""
	year, month = divmod(year_month, 100)
	return {
		Kind.MONTH: f"{year}-{month:02d}",
		Kind.QUARTER: f"{year}-Q{(month + 2) // 3}",
		Kind.HALF_YEAR: f"{year}-H{(month + 5) // 6}",
		Kind.YEAR: str(year),
	}[kind]


def months_of(kind: Kind, name: str) -> tuple[int, int]:
	"""The first and the last month, as 202603, of what `label` calls so.

	:raises ValueError: it calls nothing so
	"""
	year, _, part = name.partition("-")
	length, number = MONTHS[kind], int(part.lstrip("QH") or 1)
	first = (number - 1) * length + 1
	if not 1 <= first <= 13 - length or label(kind, int(year) * 100 + first) != name:
		raise ValueError(name)
	return int(year) * 100 + first, int(year) * 100 + first + length - 1


def _a_year_before(day: date) -> date:
	return _years_after(day, -1)


def _years_after(day: date, years: int) -> date:
	year = day.year + years
	return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
