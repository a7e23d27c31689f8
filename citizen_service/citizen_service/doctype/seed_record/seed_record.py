from frappe.model.document import Document


class SeedRecord(Document):
	"""The ledger of seeded records: what the app set, and what the admin did with it since."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document_name: DF.DynamicLink
		document_type: DF.Link
		fields_set: DF.Code | None
		seed_hash: DF.Data | None
		seed_name: DF.Data
		set_hash: DF.Data | None
		status: DF.Literal[
			"Seeded", "Already There", "Changed by Admin", "Deleted by Admin", "No Longer Shipped"
		]
	# end: auto-generated types
