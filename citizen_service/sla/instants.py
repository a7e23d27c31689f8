"""Instants (seconds since 1970-01-01T00:00:00Z), the columns they are stored in, and the site's own time."""

import time
from datetime import datetime

from frappe.utils import get_datetime, get_system_timezone

from citizen_service.sla import zones


def instant_of(local: datetime | str) -> int:
	"""The instant of a naive time of the site."""
	return zones.from_local(get_system_timezone(), get_datetime(local))


def to_local(instant: int) -> datetime:
	"""The naive time of the site at an instant."""
	return zones.to_local(get_system_timezone(), instant).replace(tzinfo=None)


def to_column(instant: int | None) -> datetime | None:
	"""An instant as it is stored: naive UTC."""
	return None if instant is None else zones.to_utc(instant).replace(tzinfo=None)


def from_column(value: datetime | str | None) -> int | None:
	"""The instant that a stored naive UTC time means."""
	return zones.to_instant(get_datetime(value)) if value else None


def present() -> int:
	"""The present instant."""
	return int(time.time())
