from frappe.model.document import Document


class DayBookKind(Document):
	"""What a day book entry counts: a call, a visit …"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		kind_name: DF.Data
		rank: DF.Int
	# end: auto-generated types
