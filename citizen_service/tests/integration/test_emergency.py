"""Emergencies: who marks and clears them, the reasons, whom it is told, the register, and the form signed later."""

import frappe
from frappe.utils import add_days, today

from citizen_service.acting import acting_as
from citizen_service.citizen_service.report.emergency_register.emergency_register import execute
from citizen_service.emergency.telling import tell_emergency
from citizen_service.errors import EmergencyReasonMissing, EmergencyRefused, RecordInUse, SignedFormMissing
from citizen_service.paper.policy import refuse_without_signed_form
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.mail import send_through

REASON = "تسرب غاز في مدرسة"


class EmergencyTest(OfficeTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)

	def marked(self, **values):
		with acting_as(self.office.reception):
			return make.make_case(is_emergency=1, emergency_reason=REASON, **values)

	def events(self, case: str, event: str) -> list:
		return frappe.get_all(
			"Emergency Event",
			filters={"case": case, "event": event},
			fields=["user", "reason", "referral"],
			order_by="happened_on asc, name asc",
		)

	def test_no_mark_without_a_reason(self):
		with (
			acting_as(self.office.reception),
			self.refused(EmergencyReasonMissing, "Reason for the Emergency"),
		):
			make.make_case(is_emergency=1, emergency_reason=" ")

	def test_the_mark_is_in_the_register(self):
		case = self.marked()
		self.assertTrue(case.emergency_since)
		(event,) = self.events(case.name, "Marked")
		self.assertEqual((event.user, event.reason), (self.office.reception, REASON))

	def test_reception_marks_and_does_not_clear(self):
		case = self.marked()
		case.is_emergency, case.emergency_cleared_reason = 0, "إنذار كاذب"
		with acting_as(self.office.reception), self.refused(EmergencyRefused, "Follow-up or a manager"):
			case.save()

	def test_clearing_needs_a_reason_and_is_kept(self):
		case = self.marked()
		case.is_emergency = 0
		with acting_as(self.office.follow_up):
			with self.refused(EmergencyReasonMissing, "Clearing"):
				case.save()
			case.reload()
			case.is_emergency, case.emergency_cleared_reason = 0, "عولج التسرب قبل وصول البلاغ"
			case.save()
		self.assertFalse(case.emergency_since or case.emergency_reason)
		(event,) = self.events(case.name, "Cleared")
		self.assertEqual((event.user, event.reason), (self.office.follow_up, "عولج التسرب قبل وصول البلاغ"))

	def test_who_marks_is_the_admins_choice(self):
		"""By the permission levels of Case, in the Role Permission Manager."""
		from frappe.permissions import add_permission, update_permission_property

		for row in frappe.get_meta("Case").permissions:
			add_permission("Case", row.role, row.permlevel)
			for right in ("read", "write", "create"):
				update_permission_property(
					"Case", row.role, row.permlevel, right, row.get(right), validate=False
				)
		update_permission_property("Case", "Reception Officer", 3, "write", 0)
		frappe.clear_cache(doctype="Case")
		self.addCleanup(frappe.clear_cache, doctype="Case")
		with acting_as(self.office.reception), self.refused(EmergencyRefused, "does not mark"):
			make.make_case(is_emergency=1, emergency_reason=REASON)
		with acting_as(self.office.reception):
			make.make_case()

	def test_the_manager_on_duty_is_told_whatever_the_hour(self):
		frappe.db.set_single_value("Citizen Service Settings", "manager_on_duty", self.office.manager)
		frappe.clear_document_cache("Citizen Service Settings", "Citizen Service Settings")
		self.addCleanup(frappe.clear_document_cache, "Citizen Service Settings", "Citizen Service Settings")
		case = self.marked(withhold_identity=1, citizen_name="فلان الفلاني")
		entry = frappe.get_all(
			"Outbox Entry",
			{"action": "tell_emergency", "reference_name": case.name},
			["available_at", "creation"],
			order_by="creation asc",
		)
		self.assertEqual([(row.available_at - row.creation).total_seconds() < 60 for row in entry], [True])
		tell_emergency(frappe.get_doc("Case", case.name), {})
		self.assertEqual([event.user for event in self.events(case.name, "Told")], [self.office.manager])
		(log,) = frappe.get_all(
			"Notification Log",
			filters={"document_name": case.name, "for_user": self.office.manager},
			fields=["subject", "email_content"],
			order_by="creation asc",
		)
		self.assertIn(case.name, log.subject)
		self.assertNotIn("فلان", log.email_content)

	def test_the_department_is_told_when_it_is_referred_and_when_it_is_marked_later(self):
		case, (referral,) = make.make_referred_case(self.office)
		with acting_as(self.office.follow_up):
			case.is_emergency, case.emergency_reason = 1, REASON
			case.save()
		waiting = frappe.get_all(
			"Outbox Entry", {"action": "tell_emergency", "reference_name": ("in", (case.name, referral))}
		)
		self.assertEqual(len(waiting), 2)
		tell_emergency(frappe.get_doc("Case Referral", referral), {})
		told = self.events(case.name, "Told")
		self.assertEqual(
			{event.user for event in told}, {self.office.roads_manager, self.office.roads_officer}
		)
		self.assertEqual({event.referral for event in told}, {referral})

	def test_an_emergency_that_was_cleared_is_told_to_nobody(self):
		case = self.marked()
		with acting_as(self.office.follow_up):
			case.is_emergency, case.emergency_cleared_reason = 0, "إنذار كاذب"
			case.save()
		tell_emergency(frappe.get_doc("Case", case.name), {})
		self.assertFalse(self.events(case.name, "Told"))

	def test_the_register_shows_it_with_what_followed(self):
		case, (referral,) = make.make_referred_case(
			self.office, is_emergency=1, emergency_reason=REASON, address="شارع المدارس"
		)
		tell_emergency(frappe.get_doc("Case Referral", referral), {})
		with acting_as(self.office.follow_up):
			_columns, rows, *_rest = execute(
				{"from_date": add_days(today(), -1), "to_date": add_days(today(), 1)}
			)
		(row,) = [row for row in rows if row["case"] == case.name]
		self.assertEqual((row["reason"], row["address"], row["is_open"]), (REASON, "شارع المدارس", True))
		self.assertIn("Roads Manager", row["told"])
		self.assertIn(self.office.roads, row["departments"])
		self.assertTrue(row["acknowledged_on"])
		self.assertIsNone(row["answered_on"])
		with acting_as(self.office.roads_officer), self.refused(frappe.PermissionError):
			execute({"from_date": add_days(today(), -1), "to_date": add_days(today(), 1)})

	def test_the_register_is_written_by_the_program_alone(self):
		case = self.marked()
		name = frappe.db.get_value("Emergency Event", {"case": case.name})
		event = frappe.get_doc("Emergency Event", name)
		event.reason = "غير ذلك"
		for change in (event.save, event.delete):
			with self.refused(RecordInUse, "never changed"):
				change()

	def test_an_emergency_is_referred_before_its_form_is_signed(self):
		settings = frappe.get_doc("Citizen Service Settings")
		settings.set("signed_form_rules", [{"case_type": "Complaint"}])
		settings.save()
		self.addCleanup(frappe.clear_document_cache, "Citizen Service Settings", "Citizen Service Settings")
		calm, urgent = make.make_case(), self.marked()
		with self.refused(SignedFormMissing):
			refuse_without_signed_form(calm.name)
		refuse_without_signed_form(urgent.name)
		settings.signed_form_rules[0].holds_for_emergencies = 1
		settings.save()
		with self.refused(SignedFormMissing):
			refuse_without_signed_form(urgent.name)
