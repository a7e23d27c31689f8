from frappe.model.document import Document

from citizen_service.marks import keep_single


class CasePriority(Document):
	"""How soon a case wants an answer."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		color: DF.Color | None
		enabled: DF.Check
		is_default: DF.Check
		priority_name: DF.Data
		rank: DF.Int
	# end: auto-generated types

	def before_save(self) -> None:
		keep_single(self, "is_default")
