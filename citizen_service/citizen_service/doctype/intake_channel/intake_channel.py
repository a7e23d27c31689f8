from frappe.model.document import Document

from citizen_service.marks import keep_single


class IntakeChannel(Document):
	"""How a case reached the office: counter, phone, letter, portal, field …"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asks_for_letter: DF.Check
		channel_name: DF.Data
		enabled: DF.Check
		is_department: DF.Check
		is_email: DF.Check
		is_portal: DF.Check
		rank: DF.Int
		spot_delivery: DF.Literal["", "In Person", "Phone"]
	# end: auto-generated types

	def before_save(self) -> None:
		keep_single(self, "is_portal")
		keep_single(self, "is_email")
		keep_single(self, "is_department")
