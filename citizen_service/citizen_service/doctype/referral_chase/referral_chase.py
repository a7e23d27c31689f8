import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import RecordInUse


class ReferralChase(Document):
	"""One chase of a department that owes an answer: who, when, by what means, and what was said."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asked_for: DF.Literal["Reply", "Stage Update"]
		chased_by: DF.Link
		chased_on: DF.Datetime
		means: DF.Literal["E-mail", "Phone", "Visit", "Memo", "Meeting", "Other"]
		note: DF.SmallText
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		promised_on: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Runs only where a row is written by itself: a chase is written with its referral."""
		refuse_change_of_log()

	def on_trash(self) -> None:
		refuse_change_of_log()


def refuse_change_of_log() -> None:
	"""
	:raises RecordInUse: always
	"""
	frappe.throw(
		_("A logged chase is neither changed nor deleted: log another one."),
		RecordInUse,
		title=_("Kept in the Record"),
	)
