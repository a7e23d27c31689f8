from citizen_service.row import Row


class CaseRatingReason(Row):
	"""A reason that a citizen ticked beside a rating."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reason: DF.Link
	# end: auto-generated types
