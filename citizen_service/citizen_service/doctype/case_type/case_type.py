from frappe.model.document import Document


class CaseType(Document):
	"""What a citizen comes with: inquiry, complaint, suggestion, service request; admins add their own."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		allows_anonymous: DF.Check
		allows_withheld: DF.Check
		appeal_department: DF.Link | None
		asks_root_cause: DF.Check
		default_priority: DF.Link | None
		description: DF.SmallText | None
		enabled: DF.Check
		public: DF.Check
		is_suggestion: DF.Check
		rank: DF.Int
		spot_outcome: DF.Link | None
		starts_procedures: DF.Check
		type_name: DF.Data
	# end: auto-generated types
