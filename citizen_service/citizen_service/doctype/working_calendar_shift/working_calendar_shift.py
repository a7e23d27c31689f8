from citizen_service.row import Row


class WorkingCalendarShift(Row):
	"""One shift of a day of the week."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		end_time: DF.Time
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		season: DF.Data | None
		start_time: DF.Time
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		weekday: DF.Literal["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
	# end: auto-generated types

	def __init__(self, *args, **kwargs) -> None:
		super().__init__(*args, **kwargs)
		# The framework would put the present time of day where none was given.
		self.dont_update_if_missing = ["start_time", "end_time"]
