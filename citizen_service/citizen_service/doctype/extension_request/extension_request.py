import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.errors import RecordInUse
from citizen_service.outbox.people import ON_DUTY, People
from citizen_service.referral.actions import OPEN
from citizen_service.referral.extension import note_request, refuse, refuse_no_later
from citizen_service.sla.byhand import instant_from
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.records import FULL_REPLY, RECORD
from citizen_service.sla.records import OPEN as OPEN_RECORD


class ExtensionRequest(Document):
	"""A department asks for more time for its full reply; Follow-up grants or refuses it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		case: DF.Link | None
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		decision_note: DF.SmallText | None
		department: DF.Link | None
		granted_due: DF.Datetime | None
		language: DF.Link | None
		present_due: DF.Datetime | None
		reason: DF.SmallText
		referral: DF.Link
		referred_by: DF.Link | None
		requested_by: DF.Link | None
		requested_due: DF.Datetime
		requested_on: DF.Datetime | None
		status: DF.Literal["Requested", "Granted", "Refused", "Lapsed"]
		time_limit: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		if self.is_new():
			self.take_referral()
			self.refuse_second_request()
			self.take_time_limit()

	def take_referral(self) -> None:
		"""What the program keeps begins here, whatever was sent. The referral is held until this is written."""
		referral = frappe.get_doc("Case Referral", self.referral, for_update=True)
		if referral.status not in OPEN:
			refuse(
				_("Referral {0} is {1}: no time limit runs any more.").format(
					referral.name, _(referral.status)
				)
			)
		if not (self.reason or "").strip():
			refuse(_("Say why: the reason is empty."))
		for field in ("case", "department", "language"):
			self.set(field, referral.get(field))
		self.referred_by = self.who_decides(referral)
		for field in ("granted_due", "decided_by", "decided_on", "decision_note"):
			self.set(field, None)
		self.status = "Requested"
		self.requested_by = frappe.session.user
		self.requested_on = now_datetime()

	def who_decides(self, referral: Document) -> str | None:
		"""Whoever referred the case; if they have left the office, the manager on duty or another manager."""
		row = {"case": referral.case, "referral": None, "department": None}
		people = People([row])
		able = people.able([referral.referred_by], row) or people.whom(row, ON_DUTY)
		return able[0] if able else None

	def refuse_second_request(self) -> None:
		other = frappe.db.get_value(
			"Extension Request", {"referral": self.referral, "status": "Requested"}, "name", for_update=True
		)
		if other:
			refuse(_("Request {0} for this referral is not decided yet.").format(other))

	def take_time_limit(self) -> None:
		"""The open time limit of the full reply; more time ends later than it does, and than now."""
		found = frappe.db.get_value(
			RECORD,
			{"referral": self.referral, "clock": FULL_REPLY, "status": ("in", OPEN_RECORD)},
			["name", "due_utc"],
			as_dict=True,
		)
		if not found:
			refuse(_("The full reply of referral {0} has no open time limit.").format(self.referral))
		due, asked = from_column(found.due_utc), instant_from(self.requested_due)
		refuse_no_later(asked, due)
		self.requested_due = to_local(asked)  # whole seconds, as the clocks count them
		self.time_limit = found.name
		self.present_due = to_local(due)

	def after_insert(self) -> None:
		note_request(self)

	def on_trash(self) -> None:
		frappe.throw(
			_("A request for an extension is never deleted."), RecordInUse, title=_("Kept in the Record")
		)
