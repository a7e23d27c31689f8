"""When the office is open today, as the first page says it."""

import time

import frappe
from frappe import _

from citizen_service.listing import listed
from citizen_service.sla import zones
from citizen_service.sla.outlook import outlook
from citizen_service.sla.reading import default_calendar, spec_of


def today() -> str | None:
	"""Such as “Open today from 08:00 to 14:00”, or that it is closed and why; None without a calendar."""
	name = default_calendar()
	if not name:
		return None
	calendar = frappe.get_cached_doc("Working Calendar", name)
	spec = spec_of(calendar)
	day = zones.local_date(spec.time_zone, int(time.time()))
	found = next(outlook(spec, day, day))
	if found.hours:
		spans = [_("from {0} to {1}").format(_clock(start), _clock(end)) for start, end in found.hours]
		return _("The office is open today {0}.").format(listed(spans))
	if found.kind == "holiday":
		holiday = calendar.holidays[found.holidays[0]].holiday_name
		if holiday:
			return _("The office is closed today: {0}.").format(_(holiday))
	return _("The office is closed today.")


def _clock(minute: int) -> str:
	return f"{minute // 60:02}:{minute % 60:02}"
