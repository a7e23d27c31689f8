import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class CaseRating(Document):
	"""What a citizen thinks of one answer. Written by `following.rating` alone, and only ever added to."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.case_rating_reason.case_rating_reason import (
			CaseRatingReason,
		)

		case: DF.Link
		comment: DF.SmallText | None
		rated_on: DF.Datetime
		reasons: DF.TableMultiSelect[CaseRatingReason]
		response: DF.Link
		score: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		if not self.is_new():
			self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		frappe.throw(
			_("A citizen's rating is neither changed nor deleted."),
			RecordInUse,
			title=_("Kept in the Record"),
		)
