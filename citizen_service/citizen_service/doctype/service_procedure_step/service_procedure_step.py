from citizen_service.row import Row


class ServiceProcedureStep(Row):
	"""One step of a procedure, in the order in which it is taken."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		instruction: DF.SmallText
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		place: DF.Data | None
	# end: auto-generated types
