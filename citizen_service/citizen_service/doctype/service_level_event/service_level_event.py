from citizen_service.row import Row


class ServiceLevelEvent(Row):
	"""An entry in the ledger of a time limit; written once, never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at_utc: DF.Datetime
		by_user: DF.Link | None
		due_utc: DF.Datetime | None
		event: DF.Literal[
			"Started",
			"Paused",
			"Resumed",
			"Warned",
			"Breached",
			"Promised",
			"Extension Requested",
			"Extension Refused",
			"Met",
			"Extended",
			"Recalculated",
			"Cancelled",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		pause_reason: DF.Link | None
		previous_due_utc: DF.Datetime | None
		reason: DF.SmallText | None
		step: DF.Data | None
	# end: auto-generated types
