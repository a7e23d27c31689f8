from citizen_service.row import Row


class PeriodicReportFollowup(Row):
	"""How a recommendation of the last report stands."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		department: DF.Link | None
		due_on: DF.Date | None
		first_report: DF.Link | None
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		recommendation: DF.SmallText | None
		status: DF.Literal["Not Begun", "Under Way", "Done", "Dropped"]
	# end: auto-generated types
