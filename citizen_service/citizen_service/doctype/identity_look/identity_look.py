import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class IdentityLook(Document):
	"""Who opened a withheld identity, when and why. `identity.looks` writes it; nobody changes it, Administrator included."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Looked", "Corrected", "No Longer Withheld"]
		case: DF.Link
		from_address: DF.Data | None
		looked_on: DF.Datetime
		reason: DF.SmallText
		user: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		if not self.is_new() or not self.flags.by_the_program:
			self.refuse()

	def before_rename(self, *args: object) -> None:
		self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		frappe.throw(
			_(
				"The record of looks at withheld identities is written by the program alone and never changed."
			),
			RecordInUse,
			title=_("Kept in the Record"),
		)
