"""The register of emergencies: the one place that writes it."""

from collections.abc import Iterable

from frappe.utils import now_datetime

from citizen_service import bulk

EVENT = "Emergency Event"
MARKED, TOLD, CLEARED = "Marked", "Told", "Cleared"
COLUMNS = ("case", "event", "user", "referral", "reason")


def record(events: Iterable[dict]) -> None:
	"""Write events (any of COLUMNS, and `happened_on`, default now) in one statement."""
	stamp = now_datetime()
	rows = [
		{
			**bulk.row_head(str(stamp)),
			**{column: event.get(column) for column in COLUMNS},
			"happened_on": event.get("happened_on") or stamp,
		}
		for event in events
	]
	bulk.insert(EVENT, rows)
