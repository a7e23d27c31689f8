from citizen_service.row import Row


class PeriodicReportFinding(Row):
	"""Something that a rule noted in the figures of a report."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		department: DF.Link | None
		left_out: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rule: DF.Data | None
		sentence: DF.SmallText | None
		sentence_en: DF.SmallText | None
		severity: DF.Literal["Good", "Notice", "Important"]
	# end: auto-generated types
