import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.appointments.referral import tell_taken_back
from citizen_service.closing.appeal import begin_appeal, end_appeal
from citizen_service.closing.rules import APPEAL
from citizen_service.emergency.marking import tell_department
from citizen_service.errors import RecordInUse, ReferralRefused, StageNotReached
from citizen_service.outbox.post import post
from citizen_service.paper.policy import refuse_without_signed_form
from citizen_service.referral.actions import REFERABLE_STAGES
from citizen_service.referral.chase import refuse_changed_log
from citizen_service.referral.extension import lapse
from citizen_service.referral.order import OPEN, UNSETTLED, WAITING
from citizen_service.referral.turns import follow, take_place
from citizen_service.sla.records import SHOWN_OF_REFERRAL
from citizen_service.sla.starting import begin_with, due_of, plan_referral_clocks
from citizen_service.states.meaning import STATE_FIELD, meaning_of

EXTRACTED = ("subject", "area", "address", "is_emergency")
IDENTITY = ("citizen_name", "mobile")


class CaseReferral(Document):
	"""The referral of a case to one department: what is asked, by when, what came of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.referral_chase.referral_chase import ReferralChase

		acknowledged_by: DF.Link | None
		acknowledged_on: DF.Datetime | None
		address: DF.SmallText | None
		advice: DF.Text | None
		appeal_decision: DF.Link | None
		area: DF.Link | None
		belongs_to: DF.Link | None
		calendar_sequence: DF.Int
		case: DF.Link
		chase_count: DF.Int
		chases: DF.Table[ReferralChase]
		citizen_name: DF.Data | None
		department: DF.Link | None
		department_email: DF.Data | None
		due_on: DF.Datetime | None
		extract: DF.Text | None
		follows: DF.Data | None
		grounds: DF.Text | None
		instruction: DF.Text
		is_emergency: DF.Check
		kind: DF.Literal["Referral", "Appeal"]
		language: DF.Link | None
		last_chased_on: DF.Datetime | None
		latest_stage: DF.SmallText | None
		latest_stage_on: DF.Datetime | None
		mobile: DF.Data | None
		promised_on: DF.Date | None
		ready_for_assignment: DF.Check
		referred_by: DF.Link | None
		referred_on: DF.Datetime | None
		required: DF.Check
		settled_by: DF.Link | None
		settled_on: DF.Datetime | None
		settled_reason: DF.SmallText | None
		status: DF.Literal[
			"Waiting", "Open", "Acknowledged", "Answered", "Returned", "Withdrawn", "Transferred"
		]
		subject: DF.Data | None
		waits_for: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		if self.is_new():
			self.set_kept_fields()
			begin_appeal(self)
			case = self.flags.case = self.hold_case()
			self.extract_case(case)
			self.refuse_closed_department()
			self.refuse_second_referral()
			self.refuse_unready_case(case)
			if self.kind != APPEAL:
				refuse_without_signed_form(self.case, self.follows)
			if self.status != WAITING:
				self.plan_clocks(case)
		else:
			refuse_changed_log(self)

	def plan_clocks(self, case: Document) -> None:
		"""Chosen before the referral is written, so that it is written with its due date."""
		self.flags.clocks = plan_referral_clocks(self, case)
		self.due_on = due_of(self.flags.clocks, *SHOWN_OF_REFERRAL)

	def set_kept_fields(self) -> None:
		"""What the program keeps begins here, whatever was sent."""
		self.waits_for = self.flags.waits_for
		self.status = WAITING if self.waits_for else "Open"
		self.referred_by = frappe.session.user
		self.referred_on = self.flags.referred_on or now_datetime()
		self.follows = self.flags.follows
		self.ready_for_assignment = 0
		for field in ("due_on", "acknowledged_on", "acknowledged_by", "latest_stage", "latest_stage_on"):
			self.set(field, None)
		for field in ("settled_on", "settled_by", "settled_reason", "belongs_to"):
			self.set(field, None)
		self.chases, self.chase_count, self.last_chased_on, self.promised_on = [], 0, None, None

	def hold_case(self) -> Document:
		"""The case as it is now, which may be later than this transaction's snapshot. Until this referral is
		written, nobody changes it, closes it or refers it to the same department.
		"""
		return frappe.get_doc("Case", self.case, for_update=True)

	def extract_case(self, case: Document) -> None:
		"""The department has no permission on the case: it reads this extract, without a withheld identity."""
		for field in EXTRACTED:
			self.set(field, case.get(field))
		for field in IDENTITY:
			self.set(field, None if case.withhold_identity else case.get(field))
		self.extract = (self.extract or "").strip() or case.description
		self.advice = (self.advice or "").strip() or case.advice
		self.department_email = self.department and frappe.get_cached_value(
			"Department", self.department, "email"
		)
		self.language = (
			frappe.db.get_single_value("Citizen Service Settings", "notice_language") or case.language
		)

	def refuse_closed_department(self) -> None:
		if not self.department:
			if self.kind != APPEAL:  # which may be the manager's
				self.refuse(_("Choose the department."))
			return
		if not frappe.get_cached_value("Department", self.department, "enabled"):
			self.refuse(_("{0} is disabled and takes no referrals.").format(frappe.bold(self.department)))

	def refuse_second_referral(self) -> None:
		other = frappe.db.get_value(
			"Case Referral",
			{"case": self.case, "department": self.department, "status": ("in", UNSETTLED)},
			"name",
			for_update=True,
		)
		if other:
			self.refuse(
				_("{0} has case {1} already, by referral {2}.").format(
					frappe.bold(self.department), self.case, other
				)
			)

	def refuse_unready_case(self, case: Document) -> None:
		state = case.get(STATE_FIELD)
		if meaning_of("Case", state).stage not in REFERABLE_STAGES:
			frappe.throw(
				_(
					"Case {0} is {1}: it can be referred once its study has begun and until it is closed."
				).format(self.case, frappe.bold(_(state))),
				StageNotReached,
				title=_("Step Not Open"),
			)

	def refuse(self, message: str) -> None:
		frappe.throw(message, ReferralRefused, title=_("Referral Not Possible"))

	def after_insert(self) -> None:
		if self.status != WAITING:
			self.begin(self.flags.case)
		if self.follows:
			take_place(self)

	def open_turn(self, case: Document) -> None:
		"""Its turn has come: the department gets the case, and its time begins. Who asks was checked before."""
		self.status = "Open"
		self.referred_on = now_datetime()
		self.is_emergency = case.is_emergency
		self.plan_clocks(case)
		self.flags.ignore_permissions = True
		self.save()
		self.begin(case)

	def begin(self, case: Document) -> None:
		begin_with(case, self.flags.clocks)
		post("invite", self, {"notice": "case_referred"})
		tell_department(self)
		post("assign", self)

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if not before or before.status not in UNSETTLED or self.status in UNSETTLED:
			return
		if before.status in OPEN:
			lapse(self.name)
			tell_taken_back(self)
		end_appeal(self)
		follow(self, before.status)

	def on_trash(self) -> None:
		frappe.throw(
			_("A referral is never deleted. Withdraw it instead."), RecordInUse, title=_("Kept in the Record")
		)


def on_doctype_update() -> None:
	"""However many are settled: a department's list of what it has in hand, by due date; the board's two questions,
	what is open and what was answered since, answered from these alone; and what reports count.
	"""
	frappe.db.add_index("Case Referral", ["department", "status", "due_on"])
	frappe.db.add_index("Case Referral", ["status", "department", "due_on", "referred_on", "kind"], "in_hand")
	frappe.db.add_index("Case Referral", ["status", "settled_on", "department"])
	frappe.db.add_index(
		"Case Referral",
		["department", "status", "kind", "referred_on", "acknowledged_on", "referred_by", "`case`"],
		"figures",
	)
