from frappe.model.document import Document


class PauseReason(Document):
	"""The reasons for which a time limit may be paused."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		reason_name: DF.Data
		waits_for: DF.Literal["Citizen", "Third Party", "Other"]
	# end: auto-generated types
