from frappe.model.document import Document


class OutsideBody(Document):
	"""A body outside the office's competence to which citizens are directed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.SmallText | None
		body_name: DF.Data
		competence: DF.Text | None
		enabled: DF.Check
		hours: DF.SmallText | None
		phone: DF.Data | None
	# end: auto-generated types
