import frappe
from frappe.model.document import Document


class YearlyCrossCount(Document):
	"""Cases of a year, counted by department and one other field, for reports of long periods (statistics/yearly.py)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Literal["Received", "Closed"]
		cases: DF.Int
		counted_on: DF.Datetime | None
		department: DF.Data | None
		dimension: DF.Data | None
		former: DF.Int
		value: DF.Data | None
		year: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	"""All that is asked of them is answered from it."""
	frappe.db.add_index(
		"Yearly Cross Count",
		["basis", "dimension", "year", "department", "value", "cases", "former", "counted_on"],
		"figures",
	)
