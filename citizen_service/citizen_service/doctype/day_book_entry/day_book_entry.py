from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.errors import DayBookRefused, NotYours

UNDO_MINUTES = 10
"""How long the maker of an entry may take it back."""


def undo_seconds(recorded_on: datetime | str) -> int:
	"""How long an entry made then may still be taken back; 0 once it stands."""
	end = get_datetime(recorded_on) + timedelta(minutes=UNDO_MINUTES)
	return max(0, int((end - now_datetime()).total_seconds()))


class DayBookEntry(Document):
	"""A call or a visit settled without a case; counted, and never changed afterwards."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		day: DF.Date | None
		department: DF.Link | None
		kind: DF.Link
		note: DF.SmallText | None
		officer: DF.Link | None
		procedure: DF.Link | None
		recorded_on: DF.Datetime | None
	# end: auto-generated types

	def validate(self) -> None:
		if not self.is_new():
			self.refuse(_("An entry of the day book is never changed. Take it back, and make a new one."))
		self.refuse_unknown_kind()
		self.set_kept_fields()
		self.set_department()

	def refuse_unknown_kind(self) -> None:
		if not self.kind:
			self.refuse(_("Choose what it was: a call, a visit …"))
		if frappe.db.get_value("Day Book Kind", self.kind, "enabled") == 0:
			self.refuse(_("{0} is no longer counted: choose another kind.").format(frappe.bold(_(self.kind))))

	def set_kept_fields(self) -> None:
		"""When and by whom is what the program knows, whatever was sent."""
		self.recorded_on = now_datetime()
		self.day = self.recorded_on.date()
		self.officer = frappe.session.user

	def set_department(self) -> None:
		"""Who asks about a procedure asks about the department that owns it, unless another was named."""
		if self.procedure and not self.department:
			self.department = frappe.db.get_value("Service Procedure", self.procedure, "department")

	def on_trash(self) -> None:
		if self.officer != frappe.session.user:
			frappe.throw(_("Only whoever made the entry takes it back."), NotYours, title=_("Not Your Entry"))
		if not undo_seconds(self.recorded_on):
			self.refuse(
				_("The entry is older than {0} minutes: it stays in the day book.").format(UNDO_MINUTES)
			)

	def refuse(self, message: str) -> None:
		frappe.throw(message, DayBookRefused, title=_("Day Book"))
