import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class WithheldIdentity(Document):
	"""Who brought a case whose identity is withheld. `identity.sealing` writes and reads it, and nothing else does."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		case: DF.Link
		citizen_mark: DF.Data | None
		has_email: DF.Check
		has_mobile: DF.Check
		sealed: DF.LongText | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse()

	def before_rename(self, *args: object) -> None:
		self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		frappe.throw(
			_("A withheld identity is changed only on its case, by a manager and with a reason."),
			RecordInUse,
			title=_("Kept in the Record"),
		)
