"""Office hours as a receipt says them: weekdays of the same hours together. Plain Python, no frappe import."""

from collections.abc import Iterator
from datetime import date, timedelta

from citizen_service.sla.outlook import first_weekday
from citizen_service.sla.spec import CalendarSpec, Shift

Span = tuple[int, int]
"""From and to, in minutes of the day; 1440 is 24:00."""
Week = list[tuple[tuple[int, ...], tuple[Span, ...]]]
"""Weekdays (0 is Monday) that follow each other with the same hours, in the order of the office's week."""


def usual_week(spec: CalendarSpec, day: date) -> Week:
	"""The hours in force on `day`: those of its season if it falls in one; holidays are left aside."""
	season = next((season for season in spec.seasons if season.start <= day <= season.end), None)
	return _grouped(season.shifts if season else spec.shifts, day, first_weekday(spec))


def seasons_ahead(spec: CalendarSpec, day: date, days: int) -> Iterator[tuple[int, Week]]:
	"""The seasons that begin within so many days after `day`, by their index, with their hours."""
	start = first_weekday(spec)
	for index, season in enumerate(spec.seasons):
		if day < season.start <= day + timedelta(days=days):
			yield index, _grouped(season.shifts, season.start, start)


def _grouped(shifts: tuple[Shift, ...], day: date, first: int) -> Week:
	week: Week = []
	for weekday in ((first + n) % 7 for n in range(7)):
		spans = tuple(
			sorted(
				(shift.start_minute, shift.end_minute)
				for shift in shifts
				if shift.weekday == weekday
				and (not shift.valid_from or shift.valid_from <= day)
				and (not shift.valid_to or day <= shift.valid_to)
			)
		)
		if week and week[-1][1] == spans:
			week[-1] = ((*week[-1][0], weekday), spans)
		else:
			week.append(((weekday,), spans))
	return [(days, spans) for days, spans in week if spans]
