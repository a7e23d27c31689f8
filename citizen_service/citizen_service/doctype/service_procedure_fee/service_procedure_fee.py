from citizen_service.row import Row


class ServiceProcedureFee(Row):
	"""A fee that is paid for a procedure."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		basis: DF.Data | None
		currency: DF.Link | None
		fee_for: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
