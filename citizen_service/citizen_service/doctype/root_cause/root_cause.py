from frappe.model.document import Document


class RootCause(Document):
	"""Why it came to a complaint: what the office must put right."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cause_name: DF.Data
		enabled: DF.Check
		rank: DF.Int
	# end: auto-generated types
