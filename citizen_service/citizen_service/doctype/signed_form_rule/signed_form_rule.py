from citizen_service.row import Row


class SignedFormRule(Row):
	"""Cases of one type that came by one channel are referred only once their signed form is accepted."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		case_type: DF.Link | None
		channel: DF.Link | None
		holds_for_emergencies: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
