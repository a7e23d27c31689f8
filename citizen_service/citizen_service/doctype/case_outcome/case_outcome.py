from frappe.model.document import Document


class CaseOutcome(Document):
	"""What came of a case: justified, partly justified, adopted, directed elsewhere …"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		closing_kind: DF.Literal[
			"Answered", "Cancelled by Citizen", "Merged", "Outside Competence", "Unreachable"
		]
		enabled: DF.Check
		outcome_name: DF.Data
		rank: DF.Int
	# end: auto-generated types
