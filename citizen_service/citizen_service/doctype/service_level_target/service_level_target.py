from citizen_service.row import Row


class ServiceLevelTarget(Row):
	"""One time limit of a policy."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Int
		clock: DF.Literal[
			"Acknowledge",
			"First Reply of Department",
			"Full Reply of Department",
			"Answer to Citizen",
			"Appeal",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		unit: DF.Literal["Working Minutes", "Working Hours", "Working Days", "Calendar Days"]
	# end: auto-generated types
