import frappe
from frappe.model.document import Document


class MonthlyCaseCount(Document):
	"""Cases of a month, counted by department and type, for reports of long periods (statistics/monthly.py)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Literal["Received", "Closed"]
		case_type: DF.Data | None
		cases: DF.Int
		counted_on: DF.Datetime | None
		department: DF.Data | None
		former: DF.Int
		month: DF.Int
		state: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""All that is asked of them is answered from it."""
	frappe.db.add_index(
		"Monthly Case Count",
		["basis", "month", "department", "case_type", "state", "cases", "former", "counted_on"],
		"figures",
	)
