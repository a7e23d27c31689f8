from html import unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, strip_html

from citizen_service.answer.files import check_citizen_files
from citizen_service.errors import NotYours, OwnResponse, RecordInUse, ResponseRefused
from citizen_service.permissions.scope import scope_of
from citizen_service.reception.answers import count_given, supersede_given
from citizen_service.referral.actions import note_stage, settle_answered
from citizen_service.referral.asking import FIELDS as QUESTION_FIELDS
from citizen_service.referral.order import OPEN
from citizen_service.sla import records as clocks
from citizen_service.sla.instants import instant_of
from citizen_service.states.meaning import STATE_FIELD, meaning_of, stage_of

WRITING = frozenset({"Draft", "Sent Back"})
TEXT_FIELDS = ("body", "kind", "audience", "language", "procedure")


class Response(Document):
	"""What a department or the office says about a case: stage update, interim reply, full reply, advice."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.response_attachment.response_attachment import (
			ResponseAttachment,
		)
		from citizen_service.citizen_service.doctype.response_delivery.response_delivery import (
			ResponseDelivery,
		)

		accepted_by: DF.Link | None
		accepted_on: DF.Datetime | None
		answer_recorded_by: DF.Link | None
		answered_on: DF.Datetime | None
		approved_by: DF.Link | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		audience: DF.Literal["Office", "Citizen"]
		body: DF.TextEditor
		case: DF.Link
		citizen_answer: DF.SmallText | None
		citizen_files: DF.Table[ResponseAttachment]
		delivered_on: DF.Datetime | None
		deliveries: DF.Table[ResponseDelivery]
		department: DF.Link | None
		email: DF.Data | None
		given_on: DF.Datetime | None
		kind: DF.Literal["Stage Update", "Interim Reply", "Full Reply", "Advice", "Request for Information"]
		language: DF.Link | None
		mobile: DF.Data | None
		prepared_by: DF.Link | None
		procedure: DF.Link | None
		question: DF.SmallText | None
		referral: DF.Link | None
		send_back_reason: DF.SmallText | None
		submitted_on: DF.Datetime | None
		workflow_state: DF.Link | None
	# end: auto-generated types

	# Before it is written

	def before_insert(self) -> None:
		self.take_referral()

	def set_kept_fields(self) -> None:
		"""What the program keeps begins here, whatever was sent."""
		self.prepared_by = frappe.session.user
		self.deliveries = []
		for field in (
			"submitted_on",
			"approved_by",
			"accepted_by",
			"accepted_on",
			"delivered_on",
			"given_on",
			"email",
			"mobile",
			*QUESTION_FIELDS,
		):
			self.set(field, None)

	def take_referral(self) -> None:
		"""A response to a referral has its case; and its department, unless the office answers in its place."""
		scope = scope_of()
		if not self.referral:
			self.department = None
			if scope.departments is not None:
				self.refuse(_("Choose the referral that you answer."))
			if not self.case:
				self.refuse(_("Choose the case that you answer."))
			return
		referral = frappe.get_doc("Case Referral", self.referral)
		if self.case and self.case != referral.case:
			self.refuse(_("Referral {0} belongs to another case.").format(self.referral))
		self.case = referral.case
		self.department = None if scope.departments is None else referral.department

	def validate(self) -> None:
		if self.is_new():
			self.set_kept_fields()
		self.refuse_empty_body()
		self.refuse_department_to_citizen()
		if self.is_new():
			self.refuse_ended_matter()
		self.refuse_change_of_sent()
		check_citizen_files(self)
		self.refuse_change_while_sending()
		self.note_author()
		self.enter_stage()

	def refuse_empty_body(self) -> None:
		if not unescape(strip_html(self.body or "")).strip():
			self.refuse(_("The text is empty: write the response first."))

	def refuse_ended_matter(self) -> None:
		if meaning_of("Case", frappe.db.get_value("Case", self.case, STATE_FIELD)).is_closing:
			self.refuse(_("Case {0} is closed.").format(self.case))
		status = frappe.db.get_value("Case Referral", self.referral, "status") if self.department else None
		if status and status not in OPEN:
			self.refuse(
				_("Referral {0} is {1}: it takes no more responses.").format(self.referral, _(status))
			)

	def refuse_change_of_sent(self) -> None:
		"""The text stands once it has left its writer's hands; whoever wants it changed sends it back."""
		before = self.get_doc_before_save()
		if not before or stage_of(before) in WRITING:
			return
		if any(before.get(field) != self.get(field) for field in TEXT_FIELDS):
			self.refuse(
				_("Response {0} has been sent on: send it back before you change its text.").format(self.name)
			)

	def refuse_department_to_citizen(self) -> None:
		"""A department answers the office; what the citizen reads, and where it is sent, is the office's."""
		if self.department and self.audience != "Office":
			self.refuse(_("A department's response is for the office, which answers the citizen."))

	def refuse_change_while_sending(self) -> None:
		"""The workflow judges the document as it was: what it judged is not changed in the same step."""
		before = self.get_doc_before_save()
		if before and self.stage_changes() and (before.kind, before.audience) != (self.kind, self.audience):
			self.refuse(_("Save the changed kind or addressee first, then send the response on."))

	def note_author(self) -> None:
		"""Whoever writes the text is its author and does not approve it; the office writes none for a department."""
		before = self.get_doc_before_save()
		if not before or before.body == self.body:
			return
		if self.department and scope_of().departments is None:
			self.refuse(_("The text is the department's: send it back to have it changed."))
		self.prepared_by = frappe.session.user

	def stage_changes(self) -> bool:
		before = self.get_doc_before_save()
		return bool(before) and before.get(STATE_FIELD) != self.get(STATE_FIELD)

	def enter_stage(self) -> None:
		"""What must hold before a state is entered, and who did it."""
		if not self.stage_changes():
			return
		stage = stage_of(self)
		coming_from = stage_of(self.get_doc_before_save())
		if stage == "Sent Back" and not (self.send_back_reason or "").strip():
			self.refuse(_("Say why it is sent back: “Reason for Sending Back” is empty."))
		if stage == "Sent Back":
			supersede_given(self)
		if stage == "Follow-up Review":
			self.submitted_on = now_datetime()
			if coming_from == "Department Review":
				self.refuse_own(_("approve"))
				self.approved_by = frappe.session.user
		elif stage == "Accepted":
			self.accept()
		elif stage == "Draft":
			self.submitted_on = self.approved_by = self.send_back_reason = None

	def accept(self) -> None:
		self.refuse_own(_("accept"))
		if scope_of().departments is not None:
			frappe.throw(_("Only Follow-up accepts responses."), NotYours, title=_("Not Permitted"))
		self.accepted_by = frappe.session.user
		self.accepted_on = now_datetime()
		count_given(self)

	def refuse_own(self, verb: str) -> None:
		if frappe.session.user in (self.prepared_by, self.owner):
			frappe.throw(
				_("You wrote response {0}: somebody else must {1} it.").format(self.name, verb),
				OwnResponse,
				title=_("Your Own Response"),
			)

	def refuse(self, message: str) -> None:
		frappe.throw(message, ResponseRefused, title=_("Response Not Possible"))

	# Once it is written, in the same transaction

	def on_update(self) -> None:
		if not self.stage_changes():
			return
		stage = stage_of(self)
		if stage == "Follow-up Review" and self.department:
			self.reach_follow_up()
		elif stage == "Accepted" and self.department and self.kind == "Full Reply":
			settle_answered(self.referral)
			clocks.meet_clocks(instant_of(self.submitted_on), referral=self.referral, clock=clocks.FULL_REPLY)

	def reach_follow_up(self) -> None:
		if self.kind in ("Stage Update", "Interim Reply"):
			note_stage(self.referral, strip_html(self.body)[:500])  # the referral is held before its clocks
		clocks.meet_clocks(referral=self.referral, clock=clocks.FIRST_REPLY)

	def on_trash(self) -> None:
		if stage_of(self) not in WRITING or self.submitted_on:
			frappe.throw(
				_("A response that was sent on is never deleted."), RecordInUse, title=_("Kept in the Record")
			)
