import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import SignedFormKept
from citizen_service.listing import listed

PLACE = frozenset({"paper_file", "shelf"})
"""Where the paper is may change; what was scanned may not."""


class SignedForm(Document):
	"""The office's special form, signed by the citizen. `paper.originals` attaches, accepts and supersedes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accepted_by: DF.Link | None
		accepted_on: DF.Datetime | None
		bytes: DF.Int
		case: DF.Link
		checked_on: DF.Datetime | None
		content_type: DF.Data | None
		file: DF.Link | None
		integrity: DF.Literal["", "Intact", "Altered", "Missing"]
		paper_file: DF.Data | None
		received_by: DF.Link | None
		received_on: DF.Datetime | None
		sha256: DF.Data | None
		shelf: DF.Data | None
		status: DF.Literal["Received", "Accepted", "Superseded"]
		superseded_by: DF.Link | None
		superseded_reason: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		if self.is_new():
			self.refuse_without_scan()
		elif not self.flags.step:
			self.refuse_change()

	def refuse_without_scan(self) -> None:
		if not self.flags.kept:
			self.refuse(_("A signed form comes into being with its scan: attach it on the case."))

	def refuse_change(self) -> None:
		"""By nobody, the Administrator included."""
		before = self.get_doc_before_save()
		changed = [
			field.label
			for field in self.meta.fields
			if field.fieldname not in PLACE
			and field.fieldtype not in frappe.model.no_value_fields
			# the framework casts an empty time to now
			and (before.get(field.fieldname) or self.get(field.fieldname))
			and before.get_value(field.fieldname) != self.get_value(field.fieldname)
		]
		if changed:
			self.refuse(
				_("A signed form stays as it was received. Only its place may change, not: {0}.").format(
					listed(_(label) for label in changed)
				)
			)

	def before_rename(self, *args: object) -> None:
		self.refuse(_("A signed form keeps its number."))

	def on_trash(self) -> None:
		self.refuse(_("A signed form is never deleted; a new scan supersedes it, with a reason."))

	def refuse(self, message: str) -> None:
		frappe.throw(message, SignedFormKept, title=_("Kept in the Record"))
