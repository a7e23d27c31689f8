import frappe
from frappe.model.document import Document

FIGURES = (
	"clock started_utc department status breached due_utc paused_utc worked_seconds extended `case`".split()
)


class ServiceLevelRecord(Document):
	"""One time limit of a case or of a referral, with the ledger of everything that happened to it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.service_level_event.service_level_event import (
			ServiceLevelEvent,
		)

		amount: DF.Int
		breached: DF.Check
		case: DF.Link
		clock: DF.Literal[
			"Acknowledge",
			"First Reply of Department",
			"Full Reply of Department",
			"Answer to Citizen",
			"Appeal",
		]
		department: DF.Link | None
		due_utc: DF.Datetime | None
		ended_utc: DF.Datetime | None
		escalation_ladder: DF.Link | None
		events: DF.Table[ServiceLevelEvent]
		extended: DF.Int
		is_emergency: DF.Check
		next_utc: DF.Datetime | None
		paused_utc: DF.Datetime | None
		policy: DF.Link | None
		promised_utc: DF.Datetime | None
		referral: DF.Link | None
		started_utc: DF.Datetime
		status: DF.Literal["Running", "Paused", "Met", "Cancelled"]
		unit: DF.Literal["Working Minutes", "Working Hours", "Working Days", "Calendar Days"]
		warned: DF.Check
		worked_seconds: DF.Int
		working_calendar: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The lists and cards of what is overdue, or due today, ask for both; reports are answered from the other alone."""
	frappe.db.add_index("Service Level Record", ["status", "due_utc"])
	frappe.db.add_index("Service Level Record", FIGURES, "figures")
