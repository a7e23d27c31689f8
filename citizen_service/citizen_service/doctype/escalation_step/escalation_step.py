from citizen_service.row import Row


class EscalationStep(Row):
	"""One step of an escalation ladder."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Notify", "Reassign", "Raise Priority"]
		amount: DF.Float
		clock: DF.Literal[
			"",
			"Acknowledge",
			"First Reply of Department",
			"Full Reply of Department",
			"Answer to Citizen",
			"Appeal",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		priority: DF.Link | None
		recipient: DF.Literal[
			"", "Assigned Person", "Department Head", "Parent Department's Head", "Manager on Duty", "Role"
		]
		role: DF.Link | None
		step_key: DF.Data | None
		trigger: DF.Literal["Percent of Time", "Hours After Due"]
		working_hours_only: DF.Check
	# end: auto-generated types
