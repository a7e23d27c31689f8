"""A field visit: planned within its rules, seen by those who attend, done once, and carried into a response."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, add_to_date, get_datetime, now_datetime

from citizen_service.errors import (
	BadDate,
	BadLocation,
	NotYours,
	RecordInUse,
	SharingRefused,
	StageNotReached,
	VisitRefused,
)
from citizen_service.field_visit import actions, calendar, response
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

PIXEL = (
	"data:image/png;base64,"
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class VisitTestCase(OfficeTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.case, (cls.referral,) = make.make_referred_case(cls.office, withhold_identity=1)

	def setUp(self) -> None:
		super().setUp()
		self.case.reload()

	def plan(self, **values) -> Document:
		return make.make_visit(self.office, **{"case": self.case.name, **values})

	def done(self, **values) -> Document:
		visit = self.plan(**values)
		with make.acting_as(self.office.follow_up):
			actions.record_findings(visit.name, "الحفرة بعمق 40 سم.\nتحتاج إلى ردم <عاجل>.")
		visit.reload()
		return visit


class TestPlanning(VisitTestCase):
	def test_what_a_plan_must_be_like(self):
		past = add_to_date(now_datetime(), minutes=-5)
		end = add_to_date(now_datetime(), days=1)
		for values, fragment in (
			({"planned_start": past, "planned_end": end}, "past"),
			({"planned_start": end, "planned_end": end}, "end later"),
			({"departments": [], "people": []}, "Nobody attends"),
			({"departments": [{"department": self.office.roads}] * 2}, "named twice"),
			({"people": [{"user": self.office.water_officer}]}, "neither to the office"),
			({"people": [{"user": self.office.supervisor}]}, "neither to the office"),
		):
			with self.subTest(fragment), self.refused(VisitRefused, fragment):
				self.plan(**values)
		with self.refused(BadLocation, "Latitude"):
			self.plan(latitude=91)

	def test_a_disabled_department_attends_nothing(self):
		frappe.db.set_value("Department", self.office.water, "enabled", 0)
		self.addCleanup(frappe.clear_document_cache, "Department", self.office.water)
		with self.refused(VisitRefused, "is disabled"):
			self.plan(departments=[{"department": self.office.water}])

	def test_the_place_is_the_cases_and_nothing_of_the_citizen_comes_along(self):
		with make.acting_as(self.office.follow_up):
			self.case.update({"address": "شارع المدارس", "latitude": 29.37, "longitude": 47.97}).save()
		visit = self.plan()
		self.assertEqual((visit.address, visit.latitude), ("شارع المدارس", 29.37))
		text = frappe.as_json(visit.as_dict())
		self.assertNotIn(make.case_values()["citizen_name"], text)

	def test_planned_from_a_referral(self):
		visit = self.plan(case=None, referral=self.referral)
		self.assertEqual(visit.case, self.case.name)
		other = make.make_case_under_study(self.office)
		with self.refused(VisitRefused, "another case"):
			self.plan(case=other.name, referral=self.referral)

	def test_what_the_program_keeps_is_not_taken_from_whoever_sends_it(self):
		visit = self.plan(status="Done", findings="x", planned_by="Administrator", calendar_sequence=9)
		self.assertEqual(
			(visit.status, visit.findings, visit.planned_by, visit.calendar_sequence),
			("Planned", None, self.office.follow_up, None),
		)

	def test_a_closed_case_is_visited_no_more(self):
		visit = self.plan()
		make.accept_full_reply(
			self.office, self.referral, self.office.roads_officer, self.office.roads_manager
		)
		actions.cancel_left_over(self.case.name)
		visit.reload()
		self.assertEqual((visit.status, visit.cancel_reason), ("Cancelled", "Case closed"))
		state = frappe.get_all(
			"Workflow State Meaning", {"is_closing": 1}, pluck="state", order_by="idx asc", limit=1
		)
		frappe.db.set_value("Case", self.case.name, "workflow_state", state[0])
		with self.refused(VisitRefused, "closed"):
			self.plan()

	def test_double_booking_is_said_and_not_forbidden(self):
		first = self.plan()
		frappe.clear_messages()
		second = self.plan()
		said = " ".join(str(message) for message in frappe.local.message_log)
		self.assertIn(first.name, said)
		frappe.clear_messages()
		self.plan(planned_start=second.planned_end, planned_end=add_to_date(second.planned_end, hours=1))
		self.assertFalse(frappe.local.message_log, "one after the other is no double booking")


class TestSteps(VisitTestCase):
	def test_another_time_needs_a_reason(self):
		visit = self.plan()
		start, end = add_days(visit.planned_start, 1), add_days(visit.planned_end, 1)
		with make.acting_as(self.office.follow_up):
			loaded = frappe.get_doc("Field Visit", visit.name)
			loaded.planned_start, loaded.planned_end = start, end
			with self.refused(VisitRefused, "Reschedule"):
				loaded.save()
			with self.refused(VisitRefused, "reason"):
				actions.reschedule(visit.name, str(start), str(end), " ")
			with self.refused(VisitRefused, "past"):
				actions.reschedule(visit.name, "2020-01-01 09:00", "2020-01-01 10:00", "x")
			with self.refused(BadDate, "not a date"):
				actions.reschedule(visit.name, "tomorrow", str(end), "x")
			actions.reschedule(visit.name, str(start), str(end), "سوء الأحوال الجوية")
		visit.reload()
		self.assertEqual(visit.planned_start, get_datetime(start))
		self.assertEqual(visit.reschedule_reason, "سوء الأحوال الجوية")

	def test_arrival_as_entered_on_the_spot(self):
		visit = self.plan()
		with make.acting_as(self.office.roads_officer):
			actions.arrive(visit.name, latitude="29.3759", longitude="47.9774")
			with self.refused(BadDate, "future"):
				actions.arrive(visit.name, arrived_on=str(add_days(now_datetime(), 1)))
			with self.refused(BadLocation):
				actions.arrive(visit.name, latitude=99)
		visit.reload()
		self.assertEqual(visit.arrived_by, self.office.roads_officer)
		self.assertAlmostEqual(visit.found_latitude, 29.3759)

	def test_done_with_findings_and_signature_and_then_it_stays(self):
		visit = self.plan()
		with make.acting_as(self.office.roads_officer):
			with self.refused(VisitRefused, "findings are empty"):
				actions.record_findings(visit.name, "  ")
			with self.refused(VisitRefused, "signature"):
				actions.record_findings(visit.name, "x", met_signature="<svg/>")
			actions.record_findings(
				visit.name, "الحفرة بعمق 40 سم.", met_person="حارس المدرسة", met_signature=PIXEL
			)
		visit.reload()
		self.assertEqual((visit.status, visit.done_by), ("Done", self.office.roads_officer))
		self.assertTrue(visit.arrived_on and visit.met_signature)
		with make.acting_as(self.office.follow_up):
			for step in (
				lambda: actions.record_findings(visit.name, "y"),
				lambda: actions.arrive(visit.name),
				lambda: actions.cancel(visit.name, "z"),
			):
				with self.refused(StageNotReached):
					step()
			visit.purpose = "غير ذلك"
			with self.assertRaises(frappe.PermissionError):
				visit.save()
		visit.purpose = "غير ذلك"
		with self.refused(StageNotReached, "What to Look At"):
			visit.save()
		with self.refused(RecordInUse):
			visit.delete()

	def test_cancelled_with_a_reason(self):
		visit = self.plan()
		with make.acting_as(self.office.follow_up):
			with self.refused(VisitRefused, "reason"):
				actions.cancel(visit.name, "")
			actions.cancel(visit.name, "حُلّت المشكلة.")
		visit.reload()
		self.assertEqual((visit.status, visit.cancelled_by), ("Cancelled", self.office.follow_up))
		with self.refused(RecordInUse):
			visit.delete()

	def test_who_takes_which_step(self):
		visit = self.plan(people=[{"user": self.office.follow_up}])
		for user in (self.office.roads_officer, self.office.roads_manager, self.office.reception):
			with make.acting_as(user):
				for step in (
					lambda: actions.arrive(visit.name),
					lambda: actions.record_findings(visit.name, "x"),
					lambda: actions.cancel(visit.name, "x"),
					lambda: actions.reschedule(visit.name, "2030-01-01 09:00", "2030-01-01 10:00", "x"),
				):
					with self.subTest(user), self.refused(NotYours):
						step()


class TestScope(VisitTestCase):
	def seen(self, user: str) -> list[str]:
		with make.acting_as(user):
			return frappe.get_list(
				"Field Visit", filters={"case": self.case.name}, pluck="name", order_by="name asc"
			)

	def test_lists_and_documents_agree(self):
		roads = self.plan().name
		both = self.plan(
			departments=[{"department": self.office.roads}, {"department": self.office.water}]
		).name
		office_only = self.plan(departments=[], people=[{"user": self.office.follow_up}]).name
		office = self.office
		for user, visible in (
			(office.follow_up, {roads, both, office_only}),
			(office.reception, {roads, both, office_only}),
			(office.manager, {roads, both, office_only}),
			(office.roads_officer, {roads, both}),
			(office.roads_manager, {roads, both}),
			(office.water_officer, {both}),
			(office.water_manager, {both}),
		):
			self.assertEqual(set(self.seen(user)), visible, user)
			with make.acting_as(user):
				for name in (roads, both, office_only):
					document = frappe.get_doc("Field Visit", name)
					self.assertEqual(document.has_permission("read"), name in visible, (user, name))
		for user in (office.supervisor, office.admin):
			with make.acting_as(user), self.assertRaises(frappe.PermissionError):
				frappe.get_list("Field Visit", order_by="name asc")

	def test_the_calendar_shows_the_same(self):
		roads = self.plan()
		both = self.plan(departments=[{"department": self.office.roads}, {"department": self.office.water}])
		start, end = str(add_days(now_datetime(), -1)), str(add_days(now_datetime(), 7))
		for user, visible in (
			(self.office.roads_officer, {roads.name, both.name}),
			(self.office.water_officer, {both.name}),
		):
			with make.acting_as(user):
				shown = {row["name"] for row in calendar.events(start, end, None)}
			self.assertEqual(shown & {roads.name, both.name}, visible)
		with make.acting_as(self.office.follow_up):
			later = calendar.events(str(add_days(now_datetime(), 30)), str(add_days(now_datetime(), 40)))
			self.assertNotIn(roads.name, {row["name"] for row in later})
		with make.acting_as(self.office.supervisor), self.assertRaises(frappe.PermissionError):
			calendar.events(start, end)

	def test_no_share_opens_it(self):
		visit = self.plan()
		with self.refused(SharingRefused):
			frappe.share.add("Field Visit", visit.name, self.office.water_officer, read=1)

	def test_a_department_changes_nothing_of_the_plan(self):
		visit = self.plan()
		with make.acting_as(self.office.roads_manager):
			document = frappe.get_doc("Field Visit", visit.name)
			document.purpose = "x"
			with self.assertRaises(frappe.PermissionError):
				document.save()
			with self.assertRaises(frappe.PermissionError):
				self.assertFalse(frappe.get_doc({"doctype": "Field Visit", "case": self.case.name}).insert())


class TestIntoAResponse(VisitTestCase):
	def test_the_findings_become_a_departments_response(self):
		visit = self.done()
		with make.acting_as(self.office.roads_officer):
			values = response.values(visit.name)
			reply = frappe.get_doc(
				{"doctype": "Response", "kind": "Full Reply", "audience": "Office", **values}
			)
			reply.insert()
		self.assertEqual((reply.referral, reply.department), (self.referral, self.office.roads))
		self.assertIn("&lt;عاجل&gt;", reply.body)
		self.assertIn("الحفرة بعمق 40 سم.", reply.body)

	def test_the_office_answers_the_referral_that_the_visit_was_planned_from(self):
		visit = self.done(referral=self.referral)
		with make.acting_as(self.office.follow_up):
			self.assertEqual(response.values(visit.name)["referral"], self.referral)

	def test_only_what_was_found(self):
		visit = self.plan()
		with make.acting_as(self.office.follow_up), self.refused(StageNotReached, "findings"):
			response.values(visit.name)
		done = self.done()
		with make.acting_as(self.office.water_officer), self.assertRaises(frappe.PermissionError):
			response.values(done.name)
