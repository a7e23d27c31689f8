"""Holidays out of an iCalendar file (.ics, RFC 5545), as the engine's data. No frappe import.

A file that breaks the format is refused as a whole (BrokenIcs). What the format allows but a table of holidays
cannot hold is left out, each event with its reason (Skipped).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from math import ceil
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from citizen_service.sla import ics_text, zones
from citizen_service.sla.calendar import falls_on
from citizen_service.sla.ics_text import BrokenIcs, Source
from citizen_service.sla.spec import MIDNIGHT, Holiday

MAX_DAYS = 400
"""Dates that one repeating event may bring."""

YEARS = range(1900, 2201)
NAME_LENGTH = 140
ONE_DAY = timedelta(days=1)
LONGEST = 366 * 10
EVERY_RULE = {"FREQ", "INTERVAL", "WKST", "BYDAY", "COUNT", "UNTIL"}
"""What is read of rules that count days or weeks: more parts, and a rule that meets no date would be sought for long."""

LONG_RULE = EVERY_RULE | {"BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"}
LIBRARY_FAILS = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError)
"""What the library raises for a file that it cannot make sense of."""

READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True)
class Entry:
	"""A holiday with its name, empty if the event has none."""

	name: str
	holiday: Holiday


@dataclass(frozen=True)
class Skipped:
	"""An event that gives no holiday, the line it begins on (1 is the first), and why.

	cancelled, doubled (another event of the file closes the same hours), no_length, never (its rule meets no date),
	without_end (it repeats for ever, but not simply every year), too_often (more than MAX_DAYS dates, or several
	a day), other_rule (a repetition that is not read), longer_than_a_year (and yearly), moving_hours (yearly, but
	not at the same hours or days of each year by the calendar's clock), far_off (years outside 1900 to 2200).
	"""

	name: str
	line: int
	code: str


@dataclass(frozen=True)
class Imported:
	"""What a file holds, in its order."""

	entries: tuple[Entry, ...]
	skipped: tuple[Skipped, ...]


class _Skip(Exception):
	"""Ends the reading of one event; its argument is the code."""


@dataclass(frozen=True)
class _Event:
	"""An event as read: when it first begins, by its own clock (`zone` None: any wall clock), and its length."""

	name: str
	start: datetime
	length: timedelta
	all_day: bool
	zone: tzinfo | None
	rule: Any = None
	more: tuple[datetime, ...] = ()
	less: frozenset[datetime] = field(default_factory=frozenset)


def read(content: bytes, time_zone: str) -> Imported:
	"""The holidays of an .ics file; times of day become those of the calendar's time zone.

	:raises BrokenIcs: the file is refused, and nothing of it is to be used
	"""
	source = ics_text.source_of(content)
	try:
		calendars = Calendar.from_ical(source.text, multiple=True)
	except LIBRARY_FAILS as reason:
		raise BrokenIcs("not_readable", 1, {"reason": str(reason)[:200]}) from reason
	events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
	if len(events) != len(source.events):
		raise BrokenIcs("not_readable", 1, {"reason": f"{len(events)} of {len(source.events)} events"})
	moved = _moved(events)
	entries: list[Entry] = []
	skipped: list[Skipped] = []
	taken: set[Holiday] = set()
	for event, line in zip(events, source.events, strict=True):
		name = _name(event)
		try:
			_refuse_errors(event, source, line)
			found = _holidays(_event(event, line, name, moved), time_zone)
			fresh = [holiday for holiday in found if holiday not in taken]
			if not fresh:
				raise _Skip("doubled")
			taken.update(fresh)
			entries += [Entry(name, holiday) for holiday in fresh]
		except _Skip as skip:
			skipped.append(Skipped(name, line, str(skip)))
		if len(entries) > ics_text.MAX_EVENTS:
			raise BrokenIcs("too_many_events", line, {"limit": ics_text.MAX_EVENTS})
	return Imported(tuple(entries), tuple(skipped))


def covered_by(holiday: Holiday, others: Iterable[Holiday]) -> int | None:
	"""The index of the first of `others` that closes all the hours of `holiday`; None if none does alone."""
	for index, other in enumerate(others):
		if _covers(other, holiday):
			return index
	return None


def _covers(wide: Holiday, narrow: Holiday) -> bool:
	if wide.from_minute > narrow.from_minute or wide.to_minute < narrow.to_minute:
		return False
	if not wide.yearly:
		return not narrow.yearly and wide.start <= narrow.start and narrow.end <= wide.end
	days = (narrow.end - narrow.start).days
	return days < 366 and all(falls_on(wide, narrow.start + timedelta(days=n)) for n in range(days + 1))


def _refuse_errors(event: Event, source: Source, line: int) -> None:
	"""The library goes on after a property that it cannot read; we do not, if it is one of ours."""
	for name, reason in event.errors:
		if name is None or name in READ:
			place = source.line_of(line, name) if name else line
			raise BrokenIcs("bad_value", place, {"property": name or "VEVENT", "reason": str(reason)[:200]})
	for name in ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"):
		value = event.get(name)
		if isinstance(value, list):
			raise BrokenIcs("given_twice", source.line_of(line, name), {"property": name})
		if value is not None and not isinstance(value.dt, timedelta if name == "DURATION" else date):
			params = {"property": name, "reason": str(value.dt)}
			raise BrokenIcs("bad_value", source.line_of(line, name), params)


def _event(event: Event, line: int, name: str, moved: dict[str, set[datetime]]) -> _Event:
	if str(event.get("STATUS", "")).strip().upper() == "CANCELLED":
		raise _Skip("cancelled")
	if "DTSTART" not in event:
		raise BrokenIcs("no_start", line, {"name": name})
	if isinstance(event.get("RRULE"), list) or "EXRULE" in event:
		raise _Skip("other_rule")
	zone = _zone(event, "DTSTART", line)
	start = _wall(event["DTSTART"].dt)
	length = _length(event, line, name, zone)
	if start.year not in YEARS or length.days > LONGEST:
		raise _Skip("far_off")
	less = frozenset()
	if "RECURRENCE-ID" not in event:
		less = {*_moments(event, "EXDATE"), *moved.get(str(event.get("UID", "")), ())}
	return _Event(
		name,
		start,
		length,
		not isinstance(event["DTSTART"].dt, datetime),
		zone,
		event.get("RRULE"),
		tuple(_wall(moment, zone) for moment in _moments(event, "RDATE")),
		frozenset(_wall(moment, zone) for moment in less),
	)


def _length(event: Event, line: int, name: str, zone: tzinfo | None) -> timedelta:
	"""How long it lasts; a day for an all-day event that does not say."""
	start = event["DTSTART"].dt
	all_day = not isinstance(start, datetime)
	if "DTEND" in event:
		end, other = event["DTEND"].dt, _zone(event, "DTEND", line)
		if all_day == isinstance(end, datetime) or (zone is None) != (other is None):
			raise BrokenIcs("mixed_ends", line, {"name": name})
		length = _wall(end).replace(tzinfo=other) - _wall(start).replace(tzinfo=zone)
	elif "DURATION" in event:
		length = event["DURATION"].dt
	else:
		length = ONE_DAY if all_day else timedelta(0)
	if length < timedelta(0):
		raise BrokenIcs("ends_before_start", line, {"name": name})
	if all_day:
		return timedelta(days=max(1, ceil(length / ONE_DAY)))
	if not length:
		raise _Skip("no_length")
	return length


def _holidays(event: _Event, time_zone: str) -> list[Holiday]:
	rule = {key.upper(): [*value] for key, value in (event.rule or {}).items()}
	if any(not isinstance(until, date) for until in rule.get("UNTIL", ())):
		raise _Skip("other_rule")
	if "UNTIL" in rule and rule["UNTIL"][0].year not in YEARS:
		del rule["UNTIL"]  # how some programs write "for ever"
	if _is_every_year(rule, event.start):
		return _checked(_yearly(event, time_zone))
	starts = {event.start, *event.more, *(_occurrences(event, rule) if rule else ())} - event.less
	if len(starts) > MAX_DAYS:
		raise _Skip("too_often")
	if any(start.year not in YEARS for start in starts):
		raise _Skip("far_off")
	return _checked(_merged(piece for start in sorted(starts) for piece in _closed(event, start, time_zone)))


def _checked(holidays: list[Holiday]) -> list[Holiday]:
	if not holidays:
		raise _Skip("never")
	return holidays


def _is_every_year(rule: dict[str, list], start: datetime) -> bool:
	"""Whether it comes back on the same date of every year for ever."""
	usual = {"FREQ": ["YEARLY"], "INTERVAL": [1], "BYMONTH": [start.month], "BYMONTHDAY": [start.day]}
	return "FREQ" in rule and all(usual.get(key) == value for key, value in rule.items() if key != "WKST")


def _yearly(event: _Event, time_zone: str) -> list[Holiday]:
	"""Single holidays up to the last year with an exception, and from then on a yearly one."""
	if event.length >= timedelta(days=365):
		raise _Skip("longer_than_a_year")
	first = event.start.year
	after = max([first, *(moment.year + 1 for moment in event.less)])
	if after - first + len(event.more) > MAX_DAYS:
		raise _Skip("too_often")
	single = {_in_year(event.start, year) for year in range(first, after)} | {*event.more}
	if any(start.year not in YEARS for start in event.more):
		raise _Skip("far_off")
	later = [moment for year in range(after, after + 10) if (moment := _in_year(event.start, year))]
	pieces = [_closed(event, moment, time_zone) for moment in later]
	if len({tuple(map(_in_day, found)) for found in pieces}) > 1:
		raise _Skip("moving_hours")
	before = [
		piece for start in sorted(single - event.less - {None}) for piece in _closed(event, start, time_zone)
	]
	return before + [replace(piece, yearly=True) for piece in pieces[0]]


def _in_year(moment: datetime, year: int) -> datetime | None:
	try:
		return moment.replace(year=year)
	except ValueError:  # 29 February
		return None


def _occurrences(event: _Event, rule: dict[str, list]) -> set[datetime]:
	"""When an event begins whose repetition ends, by its own clock."""
	if rule.get("FREQ") not in (["YEARLY"], ["MONTHLY"], ["WEEKLY"], ["DAILY"]):
		raise _Skip("too_often")
	if not rule.keys() & {"COUNT", "UNTIL"}:
		raise _Skip("without_end")
	if rule.keys() - (EVERY_RULE if rule["FREQ"][0] in ("DAILY", "WEEKLY") else LONG_RULE):
		raise _Skip("other_rule")
	parts = [
		part for part in event.rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL=")
	]
	if "UNTIL" in rule:
		(until,) = rule["UNTIL"]
		last = _wall(until, event.zone) if isinstance(until, datetime) else datetime.combine(until, time.max)
		parts.append(f"UNTIL={last:%Y%m%dT%H%M%S}")
	try:
		return {*islice(rrulestr(";".join(parts), dtstart=event.start), MAX_DAYS + 1)}
	except ValueError:
		raise _Skip("other_rule") from None


def _closed(event: _Event, start: datetime, time_zone: str) -> list[Holiday]:
	"""The hours that one occurrence closes, by the calendar's clock: at most a first, a middle and a last piece."""
	if event.all_day:
		return [Holiday(start.date(), (start + event.length - ONE_DAY).date())]
	if event.zone:
		begin = start.replace(tzinfo=event.zone)
		low, high = (
			zones.to_local(time_zone, int((begin + length).timestamp())).replace(tzinfo=None)
			for length in (timedelta(0), event.length)
		)
	else:
		low, high = start, start + event.length
	first, last = low.date(), high.date()
	begin, end = _minute(low.time()), ceil((high - datetime.combine(last, time())) / timedelta(minutes=1))
	if not end:
		last, end = last - ONE_DAY, MIDNIGHT
	if first == last:
		return [Holiday(first, last, False, begin, end)]
	whole_from = first + ONE_DAY if begin else first
	whole_to = last - ONE_DAY if end < MIDNIGHT else last
	pieces = [Holiday(first, first, False, begin, MIDNIGHT)] if begin else []
	if whole_from <= whole_to:
		pieces.append(Holiday(whole_from, whole_to))
	return pieces + ([Holiday(last, last, False, 0, end)] if end < MIDNIGHT else [])


def _merged(holidays: Iterable[Holiday]) -> list[Holiday]:
	"""Days that follow each other with the same closed hours, as one range."""
	merged: list[Holiday] = []
	for holiday in holidays:
		before = merged[-1] if merged else None
		if before and _hours(before) == _hours(holiday) and holiday.start - before.end == ONE_DAY:
			merged[-1] = replace(before, end=holiday.end)
		else:
			merged.append(holiday)
	return merged


def _hours(holiday: Holiday) -> tuple[int, int]:
	return holiday.from_minute, holiday.to_minute


def _in_day(holiday: Holiday) -> tuple[int, ...]:
	return *(part for day in (holiday.start, holiday.end) for part in (day.month, day.day)), *_hours(holiday)


def _minute(moment: time) -> int:
	return moment.hour * 60 + moment.minute


def _moved(events: Sequence[Event]) -> dict[str, set[datetime]]:
	"""The occurrences, by the event's UID, that events of their own stand in for."""
	moved: dict[str, set[datetime]] = {}
	for event in events:
		moment = event.get("RECURRENCE-ID")
		if not event.errors and isinstance(getattr(moment, "dt", None), date) and "UID" in event:
			moved.setdefault(str(event["UID"]), set()).add(moment.dt)
	return moved


def _moments(event: Event, name: str) -> Iterator[Any]:
	"""The dates and datetimes of EXDATE or RDATE, which may be there several times."""
	value = event.get(name, [])
	for row in value if isinstance(value, list) else [value]:
		for moment in row.dts:
			if not isinstance(moment.dt, date):  # a period, for instance
				raise _Skip("other_rule")
			yield moment.dt


def _zone(event: Event, name: str, line: int) -> tzinfo | None:
	"""The clock of a property: of the pinned data where it has a name there, None if it names none."""
	value = event[name].dt
	if not isinstance(value, datetime):
		return None
	wanted = event[name].params.get("TZID")
	if value.tzinfo is None:
		if wanted:
			raise BrokenIcs("unknown_zone", line, {"name": _name(event), "zone": str(wanted)})
		return None
	key = getattr(value.tzinfo, "key", None)
	return zones.zone(key) if key in zones.names() else value.tzinfo


def _wall(moment: date, zone: tzinfo | None = None) -> datetime:
	"""What the clock shows; of an aware moment, the clock of `zone` if one is given."""
	if not isinstance(moment, datetime):
		return datetime.combine(moment, time())
	if zone and moment.tzinfo and moment.year in YEARS:
		moment = moment.astimezone(zone)
	return moment.replace(tzinfo=None)


def _name(event: Event) -> str:
	value = event.get("SUMMARY", "")
	return " ".join(str(value[0] if isinstance(value, list) else value).split())[:NAME_LENGTH]
