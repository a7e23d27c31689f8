import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class EmergencyEvent(Document):
	"""A case was marked as an emergency, somebody was told, or it was cleared. `emergency.record` writes it in bulk."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		case: DF.Link
		event: DF.Literal["Marked", "Told", "Cleared"]
		happened_on: DF.Datetime
		reason: DF.SmallText | None
		referral: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse()

	def before_rename(self, *args: object) -> None:
		self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		frappe.throw(
			_("The register of emergencies is written by the program alone and never changed."),
			RecordInUse,
			title=_("Kept in the Record"),
		)
