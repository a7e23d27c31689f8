import frappe
from frappe.model.document import Document


class MonthlyBreachCount(Document):
	"""Time limits of a month that were met late, by why, for reports of long periods (statistics/monthly.py)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		breaches: DF.Int
		clock: DF.Data | None
		counted_on: DF.Datetime | None
		department: DF.Data | None
		month: DF.Int
		reason: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	"""All that is asked of them is answered from it."""
	frappe.db.add_index(
		"Monthly Breach Count",
		["month", "clock", "department", "reason", "breaches", "counted_on"],
		"figures",
	)
