from citizen_service.row import Row


class WorkingCalendarHoliday(Row):
	"""A public holiday: a day, a range of days or part of a day."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		end_time: DF.Time | None
		from_date: DF.Date
		holiday_name: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		part_day: DF.Check
		start_time: DF.Time | None
		to_date: DF.Date | None
		yearly: DF.Check
	# end: auto-generated types

	def __init__(self, *args, **kwargs) -> None:
		super().__init__(*args, **kwargs)
		# The framework would put the present time of day where none was given.
		self.dont_update_if_missing = ["start_time", "end_time"]
