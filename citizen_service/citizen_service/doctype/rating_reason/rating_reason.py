from frappe.model.document import Document


class RatingReason(Document):
	"""What citizens may tick beside their rating of an answer."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		for_high: DF.Check
		for_low: DF.Check
		rank: DF.Int
		reason_name: DF.Data
	# end: auto-generated types
