import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.appointments.visit import tell_change, tell_planned
from citizen_service.errors import BadLocation, RecordInUse, StageNotReached
from citizen_service.field_visit.attending import name_attending, warn_of_double_booking
from citizen_service.field_visit.refusal import refuse, refuse_problem
from citizen_service.field_visit.rules import problem_of, problem_of_attending
from citizen_service.listing import listed
from citizen_service.states.meaning import STATE_FIELD, meaning_of

PLACE = ("area", "address", "latitude", "longitude")
KEPT = (
	"arrived_on arrived_by found_latitude found_longitude findings met_person met_signature "
	"reschedule_reason done_by done_on cancelled_by cancelled_on cancel_reason calendar_sequence"
).split()


class FieldVisit(Document):
	"""A visit on the spot together with departments: planned, done with findings, or cancelled."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.field_visit_department.field_visit_department import (
			FieldVisitDepartment,
		)
		from citizen_service.citizen_service.doctype.field_visit_person.field_visit_person import (
			FieldVisitPerson,
		)

		address: DF.SmallText | None
		area: DF.Link | None
		arrived_by: DF.Link | None
		arrived_on: DF.Datetime | None
		calendar_sequence: DF.Int
		cancel_reason: DF.SmallText | None
		cancelled_by: DF.Link | None
		cancelled_on: DF.Datetime | None
		case: DF.Link
		departments: DF.Table[FieldVisitDepartment]
		done_by: DF.Link | None
		done_on: DF.Datetime | None
		findings: DF.SmallText | None
		found_latitude: DF.Float
		found_longitude: DF.Float
		language: DF.Link | None
		latitude: DF.Float
		longitude: DF.Float
		met_person: DF.Data | None
		met_signature: DF.Signature | None
		people: DF.Table[FieldVisitPerson]
		planned_by: DF.Link | None
		planned_end: DF.Datetime
		planned_on: DF.Datetime | None
		planned_start: DF.Datetime
		purpose: DF.SmallText
		referral: DF.Link | None
		reschedule_reason: DF.SmallText | None
		status: DF.Literal["Planned", "Done", "Cancelled"]
		subject: DF.Data
	# end: auto-generated types

	def before_insert(self) -> None:
		self.take_case_of_referral()

	def validate(self) -> None:
		if self.is_new():
			self.set_kept_fields()
			self.take_case()
		self.refuse_change_of_ended()
		self.refuse_moving_by_hand()
		self.validate_location()
		if self.status == "Planned":
			self.validate_plan()

	def take_case_of_referral(self) -> None:
		"""A visit planned from a referral serves its case."""
		if not self.referral:
			return
		case = frappe.db.get_value("Case Referral", self.referral, "case")
		if self.case and self.case != case:
			refuse(_("Referral {0} belongs to another case.").format(self.referral))
		self.case = case

	def set_kept_fields(self) -> None:
		"""What the program keeps begins here, whatever was sent."""
		for field in KEPT:
			self.set(field, None)
		self.status = "Planned"
		self.planned_by = frappe.session.user
		self.planned_on = now_datetime()

	def take_case(self) -> None:
		"""The case is open, and gives the place where none was entered. Of the citizen nothing is taken over."""
		case = frappe.get_doc("Case", self.case)
		case.check_permission("read")
		if meaning_of("Case", case.get(STATE_FIELD)).is_closing:
			refuse(_("Case {0} is closed: no visit is planned for it.").format(self.case))
		if all(not self.get(field) or self.get(field) == case.get(field) for field in PLACE):
			self.update({field: case.get(field) for field in PLACE})
		settings = frappe.get_cached_doc("Citizen Service Settings")
		self.language = settings.notice_language or case.language

	def refuse_change_of_ended(self) -> None:
		before = self.get_doc_before_save()
		if not before or before.status == "Planned":
			return
		changed = [
			field.label
			for field in self.meta.fields
			if field.fieldtype not in frappe.model.no_value_fields
			and before.get_value(field.fieldname) != self.get_value(field.fieldname)
		]
		if changed:
			frappe.throw(
				_("Visit {0} is {1} and stays as it is: {2} cannot be changed.").format(
					self.name, frappe.bold(_(before.status)), listed(_(label) for label in changed)
				),
				StageNotReached,
				title=_("Kept in the Record"),
			)

	def refuse_moving_by_hand(self) -> None:
		"""Another time needs a reason, which the step Reschedule asks for."""
		if self.is_new() or self.flags.rescheduled:
			return
		if any(self.has_value_changed(field) for field in ("planned_start", "planned_end")):
			refuse(_("The time is changed with the button “Reschedule”, which asks for the reason."))

	def validate_location(self) -> None:
		for field, limit in (
			("latitude", 90),
			("longitude", 180),
			("found_latitude", 90),
			("found_longitude", 180),
		):
			if self.get(field) and not -limit <= self.get(field) <= limit:
				frappe.throw(
					_("{0} must lie between {1} and {2} degrees.").format(
						_(self.meta.get_label(field)), -limit, limit
					),
					BadLocation,
					title=_("Not on the Map"),
				)

	def validate_plan(self) -> None:
		departments = [row.department for row in self.departments]
		people = [row.user for row in self.people]
		moved = self.is_new() or self.flags.rescheduled
		if moved:
			start, end = (get_datetime(self.get(field) or None) for field in ("planned_start", "planned_end"))
			refuse_problem(problem_of(start, end, now_datetime(), departments, people))
		else:
			refuse_problem(problem_of_attending(departments, people))
		name_attending(self)
		if moved or people != [row.user for row in self.get_doc_before_save().people]:
			warn_of_double_booking(self)

	def after_insert(self) -> None:
		tell_planned(self)

	def on_update(self) -> None:
		if before := self.get_doc_before_save():
			tell_change(self, before)

	def on_trash(self) -> None:
		frappe.throw(
			_("A field visit is never deleted. Cancel it, saying why."),
			RecordInUse,
			title=_("Kept in the Record"),
		)
