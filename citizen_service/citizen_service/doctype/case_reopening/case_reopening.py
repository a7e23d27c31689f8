import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class CaseReopening(Document):
	"""One reopening of a closed case. Written by `closing.reopening` alone, and only ever added to."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		case: DF.Link
		closed_on: DF.Datetime | None
		for_appeal: DF.Check
		outcome: DF.Link | None
		reason: DF.SmallText
		reopened_by: DF.Link
		reopened_on: DF.Datetime
		root_cause: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		if not self.is_new():
			self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		frappe.throw(
			_("The record of a reopening is neither changed nor deleted."),
			RecordInUse,
			title=_("Kept in the Record"),
		)
