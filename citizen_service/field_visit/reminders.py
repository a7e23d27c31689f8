"""The day before a field visit, everybody who attends is reminded of it once."""

import frappe
from frappe.utils import now_datetime

from citizen_service.field_visit.access import VISIT
from citizen_service.field_visit.rules import REMIND_BEFORE, reminder_due
from citizen_service.outbox.post import Entry, post_many


def remind() -> None:
	"""Post the reminders that are due. Scheduled every hour; a visit and its date are reminded of once."""
	now = now_datetime()
	rows = frappe.get_all(
		VISIT,
		filters=[
			["status", "=", "Planned"],
			["planned_start", ">", now],
			["planned_start", "<=", now + REMIND_BEFORE],
		],
		fields=["name", "planned_start", "planned_on"],
		order_by="planned_start asc, name asc",
	)
	due = [row for row in rows if reminder_due(row.planned_start, row.planned_on, now)]
	post_many(
		Entry(
			"invite",
			VISIT,
			row.name,
			f"visit_reminder:{row.name}:{row.planned_start}",
			{"notice": "visit_reminder"},
		)
		for row in due
	)
