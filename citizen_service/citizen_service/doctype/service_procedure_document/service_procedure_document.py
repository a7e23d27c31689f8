from citizen_service.row import Row


class ServiceProcedureDocument(Row):
	"""A document that the citizen brings."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document: DF.Data
		form: DF.Attach | None
		form_of: DF.Literal["Original", "Photocopy", "Original and Photocopy"]
		note: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
