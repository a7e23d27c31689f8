import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, now_datetime

from citizen_service.citizens.identity import check_case_national_id
from citizen_service.closing.appeal import refuse_bare_appeal
from citizen_service.closing.gate import refuse_early_closing
from citizen_service.closing.reopening import record_reopening, reopen
from citizen_service.delegation.holding import register_under_delegation
from citizen_service.emergency.marking import follow_emergency, note_emergency, refuse_without_right
from citizen_service.errors import BadDate, BadLocation, ClosingRefused, RecordInUse, StageNotReached
from citizen_service.field_visit.actions import cancel_left_over as cancel_left_over_visits
from citizen_service.identity.anonymity import check_identity_choice
from citizen_service.identity.sealing import seal_identity, take_identity_out
from citizen_service.listing import listed
from citizen_service.outbox.post import post
from citizen_service.portal.code import first_nonce
from citizen_service.portal.doors import refuse_frameworks_form
from citizen_service.portal.place import DEGREES
from citizen_service.reception.intake import check_intake
from citizen_service.referral.actions import withdraw_left_over
from citizen_service.sla import records as clocks
from citizen_service.sla.instants import present
from citizen_service.sla.rechoosing import rechoose
from citizen_service.sla.starting import due_of, plan_case_clocks, start_case_clocks, write
from citizen_service.states.citizens import refuse_citizens_way
from citizen_service.states.meaning import STATE_FIELD, Meaning, meaning_of
from citizen_service.states.telling import tell_citizen
from citizen_service.study.assessment import note_assessment

# What may still be set on a closed case: the framework's own bookkeeping, the citizen's wish to stay
# unnamed, and why the case is to be reopened.
FREE_AFTER_CLOSING = frozenset({"due_on", "ready_for_assignment", "reopen_reason", "withhold_identity"})


class Case(Document):
	"""An inquiry, a complaint, a suggestion or a request, from its registration to its full reply."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.SmallText | None
		advice: DF.Text | None
		anonymous: DF.Check
		area: DF.Link | None
		assessed_by: DF.Link | None
		assessed_on: DF.Datetime | None
		assessment: DF.Text | None
		cancel_wish: DF.SmallText | None
		cancel_wished_on: DF.Datetime | None
		case_type: DF.Link
		category: DF.Link | None
		channel: DF.Link
		citizen: DF.Link | None
		citizen_name: DF.Data | None
		closed_in_former_register: DF.Check
		closed_on: DF.Datetime | None
		closing_note: DF.SmallText | None
		code_nonce: DF.Data | None
		competence: DF.Link | None
		corrective_action: DF.SmallText | None
		description: DF.Text
		directed_to: DF.Data | None
		directed_to_body: DF.Link | None
		due_on: DF.Datetime | None
		delegation: DF.Link | None
		email: DF.Data | None
		emergency_cleared_reason: DF.SmallText | None
		emergency_reason: DF.SmallText | None
		emergency_since: DF.Datetime | None
		is_emergency: DF.Check
		language: DF.Link
		latitude: DF.Float
		legacy_key: DF.Data | None
		legacy_number: DF.Data | None
		legacy_register: DF.Data | None
		letter_date: DF.Date | None
		letter_number: DF.Data | None
		location: DF.JSON | None
		longitude: DF.Float
		merged_into: DF.Link | None
		mobile: DF.Data | None
		naming_series: DF.Literal["CS-.YYYY.-.######"]
		national_id: DF.Data | None
		opened_on: DF.Datetime
		passed_on_by: DF.Link | None
		passed_on_department: DF.Link | None
		outcome: DF.Link | None
		postal_code: DF.Data | None
		priority: DF.Link | None
		priority_set_by_hand: DF.Link | None
		procedure: DF.Link | None
		ready_for_assignment: DF.Check
		registered_for: DF.Link | None
		reopen_reason: DF.SmallText | None
		reopened_on: DF.Datetime | None
		root_cause: DF.Link | None
		severity: DF.Link | None
		subject: DF.Data
		submission_key: DF.Data | None
		urgency: DF.Link | None
		validity: DF.Link | None
		withhold_identity: DF.Check
		workflow_state: DF.Link | None
	# end: auto-generated types

	# Before it is written

	def clear_kept_fields(self) -> None:
		"""Nobody brings values for what the program keeps (a guest's form runs without permission checks)."""
		for field in (
			"due_on",
			"closed_on",
			"reopened_on",
			"closed_in_former_register",
			"ready_for_assignment",
			"priority_set_by_hand",
			"assessed_by",
			"assessed_on",
			"reopen_reason",
			"cancel_wished_on",
			"cancel_wish",
			"emergency_since",
			"emergency_cleared_reason",
		):
			self.set(field, None)
		for field in ("legacy_register", "legacy_number", "legacy_key"):
			self.set(field, None)
		self.submission_key = self.flags.submission_key
		self.code_nonce = first_nonce(self.submission_key)

	def validate(self) -> None:
		refuse_frameworks_form()
		if self.is_new():
			self.clear_kept_fields()
			self.validate_opening()
			register_under_delegation(self)
		check_intake(self)
		check_identity_choice(self)
		check_case_national_id(self)
		self.set_default_priority()
		self.forget_raised_priority()
		self.validate_location()
		self.validate_merge()
		note_assessment(self)
		self.refuse_change_of_closed()
		note_emergency(self)
		self.enter_state()
		if self.is_new():
			self.plan_clocks()
		take_identity_out(self)

	def validate_higher_perm_levels(self) -> None:
		refuse_without_right(self)
		super().validate_higher_perm_levels()

	def validate_opening(self) -> None:
		"""A letter may have come in before it is registered, but not after."""
		self.opened_on = self.opened_on or now_datetime()
		if get_datetime(self.opened_on) > now_datetime():
			frappe.throw(_("“Opened On” lies in the future."), BadDate, title=_("Opened On"))

	def set_default_priority(self) -> None:
		if not self.priority:
			self.priority = frappe.get_cached_value("Case Type", self.case_type, "default_priority") or (
				frappe.db.get_value("Case Priority", {"is_default": 1, "enabled": 1})
			)

	def forget_raised_priority(self) -> None:
		"""Once a person sets the priority, it no longer matters what it was before escalation raised it."""
		before = self.get_doc_before_save()
		if before and before.priority != self.priority and not self.flags.raised_by_escalation:
			self.priority_set_by_hand = None

	def validate_location(self) -> None:
		for field, limit in DEGREES.items():
			if not -limit <= flt(self.get(field)) <= limit:
				text = _("{0} must lie between {1} and {2} degrees.").format(
					_(self.meta.get_label(field)), -limit, limit
				)
				frappe.local.response["problems"] = {field: text}
				frappe.throw(
					text,
					BadLocation,
					title=_("Not on the Map"),
				)

	def validate_merge(self) -> None:
		"""A case is merged into one that stays: not into itself, nor into one that goes into another."""
		if not self.merged_into or not self.has_value_changed("merged_into"):
			return
		into = frappe.db.get_value("Case", self.merged_into, "merged_into", for_update=True)
		if self.name in (self.merged_into, into):
			message = _("A case cannot be merged into itself, nor into one that is merged into it.")
		elif into:
			message = _("Case {0} is merged into {1}: choose that one.").format(self.merged_into, into)
		else:
			return
		frappe.throw(message, ClosingRefused, title=_("Merged Into"))

	def refuse_change_of_closed(self) -> None:
		"""A closed case is reopened before anything in it is changed."""
		before = self.get_doc_before_save()
		if not before or not self._meaning(before).is_closing or self.state_changes():
			return
		changed = [
			field.label
			for field in self.meta.fields
			if field.fieldname not in FREE_AFTER_CLOSING
			and field.fieldtype not in frappe.model.no_value_fields
			and (
				before.get(field.fieldname) or self.get(field.fieldname)
			)  # an empty time would be cast to now
			and before.get_value(field.fieldname) != self.get_value(field.fieldname)
		]
		if changed:
			frappe.throw(
				_("Case {0} is closed. Reopen it before you change: {1}.").format(
					self.name, listed(_(label) for label in changed)
				),
				StageNotReached,
				title=_("Case Closed"),
			)

	def state_changes(self) -> bool:
		before = self.get_doc_before_save()
		return bool(before) and before.get(STATE_FIELD) != self.get(STATE_FIELD)

	def load_doc_before_save(self, **how: bool) -> None:
		"""The framework asks whether a citizen who takes a step may read the case as it was."""
		super().load_doc_before_save(**how)
		if self.flags.by_citizen and self.get_doc_before_save():
			self.get_doc_before_save().flags.ignore_permissions = True

	def enter_state(self) -> None:
		"""What must hold before a state is entered, on whatever path it is entered."""
		if self.is_new() and not self.get(STATE_FIELD):
			return  # the workflow gives it its first state
		meaning = self._meaning(self)
		if not self.state_changes() and not (self.is_new() and meaning.is_closing):
			return
		if not self.is_new():
			refuse_citizens_way(self)
		was_closed = bool(self.get_doc_before_save()) and self._meaning(self.get_doc_before_save()).is_closing
		if meaning.is_closing and not was_closed:
			refuse_early_closing(self)
			self.closed_on = now_datetime()
		elif was_closed and not meaning.is_closing:
			reopen(self)
		if meaning.stage == "Appeal":
			refuse_bare_appeal(self)
		if meaning.stage == "Referred":
			self.refuse_without_referral()

	def refuse_without_referral(self) -> None:
		if not frappe.db.exists("Case Referral", {"case": self.name}):
			frappe.throw(
				_("Refer case {0} to a department first: use the button “Refer”.").format(self.name),
				StageNotReached,
				title=_("No Referral Yet"),
			)

	def plan_clocks(self) -> None:
		"""Chosen before the case is written, so that it is written with its due date."""
		self.flags.clocks = plan_case_clocks(self)
		self.due_on = due_of(self.flags.clocks, clocks.ANSWER)

	# Once it is written, in the same transaction

	def after_insert(self) -> None:
		write(self.flags.clocks)
		seal_identity(self)
		post("notify", self, {"notice": "case_registered"})
		if self.is_emergency:
			post("assign", self)
			follow_emergency(self)

	def save_version(self) -> None:
		"""Of a case that is just being registered there is nothing earlier to tell."""
		if self.get_doc_before_save() or self.flags.updater_reference:
			super().save_version()

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if not before:
			return
		if self.state_changes():
			record_reopening(self)
			self.follow_with_clocks(self._meaning(before), self._meaning(self))
			self.follow_with_assignment(self._meaning(before), self._meaning(self))
			tell_citizen(self, self._meaning(self))
		if not self.flags.raised_by_escalation and not self._meaning(self).is_closing:
			rechoose(self, before)
		seal_identity(self)
		follow_emergency(self)
		if self.is_emergency and not before.is_emergency:
			post("assign", self, key=f"assign:Case:{self.name}:emergency:{self.modified}")

	def follow_with_assignment(self, before: Meaning, after: Meaning) -> None:
		"""Follow-up gets the case once Reception has checked it, and again when it is reopened."""
		if before.stage == "Received" and not after.is_closing:
			post("assign", self)
		elif before.is_closing and not after.is_closing:
			post("assign", self, key=f"assign:Case:{self.name}:{self.reopened_on}")

	def follow_with_clocks(self, before: Meaning, after: Meaning) -> None:
		"""The clocks do what the admin said they do in the new state."""
		if before.clock == "Stop" and after.clock != "Stop" and after.stage != "Appeal":
			start_case_clocks(self, (clocks.ANSWER,), present())
		if before.stage == "Received":
			clocks.meet_clocks(case=self.name, clock=clocks.ACKNOWLEDGE)
		if after.is_closing:
			withdraw_left_over(self.name)
			cancel_left_over_visits(self.name)
		if after.clock == "Stop":
			clocks.cancel_clocks(_("Case closed"), case=self.name)
		elif after.clock == "Pause":
			clocks.pause_clocks(after.pause_reason, case=self.name)
		else:
			clocks.resume_clocks(case=self.name)
		self.due_on = frappe.db.get_value("Case", self.name, "due_on")

	def on_trash(self) -> None:
		frappe.throw(
			_("A case is never deleted. Close it with the outcome that fits."),
			RecordInUse,
			title=_("Kept in the Record"),
		)

	@staticmethod
	def _meaning(document: Document) -> Meaning:
		return meaning_of("Case", document.get(STATE_FIELD))


def on_doctype_update() -> None:
	"""Reports of ten years, and how the office stands, are answered from these alone (statistics/README.md); five names are as many as an index bears."""
	of_both = ["case_type", "category", "channel", "area"]
	states = ["closed_on", "due_on", "closed_in_former_register"]
	frappe.db.add_index("Case", ["opened_on", *of_both, "citizen", *states], "opened_figures")
	frappe.db.add_index(
		"Case", ["closed_on", *of_both, "outcome", "due_on", "is_emergency"], "closing_figures"
	)
