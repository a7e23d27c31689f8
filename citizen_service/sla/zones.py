"""Wall clocks and instants, by the time-zone data of the pinned `tzdata` package.

An *instant* is an int: seconds since 1970-01-01T00:00:00Z. A *wall* value is an int too: the seconds that a
wall clock shows, counted from 1970-01-01 00:00 as that clock reads it. The operating system's own zone files
are never read, so that two servers of one office cannot disagree about a due date.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

DAY = 86400
EPOCH = date(1970, 1, 1).toordinal()
_WALL_EPOCH = datetime(1970, 1, 1)


class UnknownZone(ValueError):
	"""The name is not one of the pinned time-zone data's names."""


@cache
def names() -> frozenset[str]:
	"""Every zone name that can be used, `Asia/Gaza` among them."""
	return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
	"""The zone of that name. Raises UnknownZone."""
	if name not in names():
		raise UnknownZone(name)
	file = resources.files("tzdata").joinpath("zoneinfo").joinpath(*name.split("/"))
	with file.open("rb") as data:
		return ZoneInfo.from_file(data, key=name)


def day_number(day: date) -> int:
	"""Days from 1970-01-01 to that date."""
	return day.toordinal() - EPOCH


def day_of(number: int) -> date:
	"""The date that many days after 1970-01-01."""
	return date.fromordinal(number + EPOCH)


def to_instant(moment: datetime) -> int:
	"""The instant of an aware datetime, or of a naive one that is in UTC (as the database stores it).

	A fraction of a second is cut off.
	"""
	if moment.tzinfo is None:
		moment = moment.replace(tzinfo=timezone.utc)
	return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)


def to_utc(instant: int) -> datetime:
	"""The naive UTC datetime of an instant, as the database stores it."""
	return _WALL_EPOCH + timedelta(seconds=instant)


def to_local(name: str, instant: int) -> datetime:
	"""What that zone's calendar and wall clock show at the instant, as an aware datetime."""
	return datetime.fromtimestamp(instant, zone(name))


def to_wall(name: str, instant: int) -> int:
	"""What that zone's wall clock shows at the instant, as wall seconds."""
	return instant + _offset(zone(name), instant)


def local_date(name: str, instant: int) -> date:
	"""That zone's date at the instant: its "today"."""
	return to_local(name, instant).date()


def from_local(name: str, moment: datetime) -> int:
	"""The instant at which that zone's wall clock shows a naive datetime (see `from_wall`)."""
	if moment.tzinfo is not None:
		raise ValueError("from_local wants a naive datetime")
	return from_wall(name, (moment - _WALL_EPOCH) // timedelta(seconds=1))


def from_wall(name: str, wall: int) -> int:
	"""The first instant at which the wall clock shows `wall`, or the end of the gap that skips it."""
	for start, end, offset in offsets(name, wall - 2 * DAY, wall + 2 * DAY):
		if wall < end + offset:
			return max(wall - offset, start)
	raise ValueError(f"no instant shows {wall} in {name}")


def start_of_day(name: str, day: date) -> int:
	"""The first instant of a local date."""
	return from_wall(name, day_number(day) * DAY)


def offsets(name: str, start: int, end: int) -> list[tuple[int, int, int]]:
	"""The stretches (from, to, seconds east of UTC) of one offset each, that make up start..end in order."""
	pieces = []
	offset = _offset(zone(name), start)
	at = start
	for year in range(to_utc(start).year, to_utc(end).year + 1):
		for instant, new in _changes(name, year):
			if start < instant < end:
				pieces.append((at, instant, offset))
				at, offset = instant, new
	pieces.append((at, end, offset))
	return pieces


def _offset(where: ZoneInfo, instant: int) -> int:
	delta = datetime.fromtimestamp(instant, where).utcoffset()
	assert delta is not None
	return delta.days * DAY + delta.seconds


@lru_cache(maxsize=4096)
def _changes(name: str, year: int) -> tuple[tuple[int, int], ...]:
	"""The instants in a UTC year at which the offset changes, each with the new offset.

	One look a day finds them all: since 1900 no zone changed twice within six days.
	"""
	where = zone(name)
	first = day_number(date(year, 1, 1)) * DAY
	end = day_number(date(year + 1, 1, 1)) * DAY
	found = []
	old = _offset(where, first - DAY)
	for instant in range(first, end + DAY, DAY):
		new = _offset(where, instant)
		if new != old:
			before, after = instant - DAY, instant
			while after - before > 1:
				middle = (before + after) // 2
				if _offset(where, middle) == old:
					before = middle
				else:
					after = middle
			if first <= after < end:
				found.append((after, new))
			old = new
	return tuple(found)
