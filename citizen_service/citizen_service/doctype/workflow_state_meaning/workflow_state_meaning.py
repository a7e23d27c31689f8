from citizen_service.row import Row


class WorkflowStateMeaning(Row):
	"""What a workflow state means to the program, set on the Workflow's own form."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		citizen_text: DF.SmallText | None
		clock: DF.Literal["Run", "Pause", "Stop"]
		is_closing: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		pause_reason: DF.Link | None
		stage: DF.Literal[
			"Received",
			"Registered",
			"Study",
			"Referred",
			"Answering",
			"Waiting",
			"Appeal",
			"Closed",
			"Draft",
			"Department Review",
			"Follow-up Review",
			"Accepted",
			"Sent Back",
		]
		state: DF.Link
		tell_citizen: DF.Check
	# end: auto-generated types
