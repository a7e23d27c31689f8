from citizen_service.row import Row


class WorkingCalendarSeason(Row):
	"""A dated season with hours of its own, such as Ramadan."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		season_name: DF.Data
		to_date: DF.Date
	# end: auto-generated types
