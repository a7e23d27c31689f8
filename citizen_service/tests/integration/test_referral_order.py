"""Departments in order: who has the case when, what its turn brings, and what Follow-up decides."""

import frappe

from citizen_service.closing.gate import facts_of
from citizen_service.closing.rules import Gap, gaps
from citizen_service.errors import NotYours, ReferralRefused, StageNotReached
from citizen_service.referral.actions import open_now, refer, return_to_follow_up, transfer, withdraw
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

REFERRAL = "Case Referral"


class OrderTestCase(OfficeTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.lights = make.make_department("قسم الإنارة للاختبار")
		cls.closing = make.make_department("قسم يُغلق للاختبار")
		frappe.db.commit()

	def in_order(self, *departments) -> tuple[str, list[str]]:
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up):
			return case.name, refer(case.name, list(departments), in_order=1)

	def status(self, referral: str) -> str:
		return frappe.db.get_value(REFERRAL, referral, "status")

	def clocks(self, referral: str) -> int:
		return frappe.db.count("Service Level Record", {"referral": referral})

	def posted(self, referral: str) -> set[str]:
		return set(
			frappe.get_all(
				"Outbox Entry", {"reference_name": referral}, pluck="action", order_by="creation asc"
			)
		)


class TurnTest(OrderTestCase):
	def test_the_second_waits_without_time_limit_notice_or_being_seen(self):
		_case, (first, second) = self.in_order(self.office.roads, self.office.water)
		self.assertEqual([self.status(first), self.status(second)], ["Open", "Waiting"])
		self.assertEqual(self.clocks(second), 0)
		self.assertEqual(self.posted(second), set())
		self.assertFalse(frappe.db.get_value(REFERRAL, second, "due_on"))
		with make.acting_as(self.office.water_officer):
			self.assertNotIn(second, frappe.get_list(REFERRAL, pluck="name", order_by="name asc"))
			self.assertFalse(frappe.get_doc(REFERRAL, second).has_permission("read"))

	def test_it_opens_when_the_first_is_answered(self):
		_case, (first, second) = self.in_order(self.office.roads, self.office.water)
		before = frappe.db.get_value(REFERRAL, second, "referred_on")
		make.accept_full_reply(self.office, first, self.office.roads_officer, self.office.roads_manager)
		row = frappe.get_doc(REFERRAL, second)
		self.assertEqual(row.status, "Open")
		self.assertGreater(row.referred_on, before)
		self.assertTrue(row.due_on)
		self.assertEqual(self.clocks(second), 2)
		self.assertIn("assign", self.posted(second))
		with make.acting_as(self.office.water_officer):
			self.assertIn(second, frappe.get_list(REFERRAL, pluck="name", order_by="name asc"))

	def test_for_information_holds_nobody_up(self):
		_case, made = self.in_order({"department": self.office.roads, "required": 0}, self.office.water)
		self.assertEqual([self.status(name) for name in made], ["Open", "Open"])

	def test_what_is_returned_opens_nothing_until_follow_up_says_so(self):
		_case, (first, second) = self.in_order(self.office.roads, self.office.water)
		with make.acting_as(self.office.roads_manager):
			return_to_follow_up(first, "ليس من اختصاصنا", self.office.water)
		self.assertEqual(self.status(second), "Waiting")
		with make.acting_as(self.office.roads_manager), self.refused(NotYours):
			open_now(second)
		with make.acting_as(self.office.follow_up):
			open_now(second)
		self.assertEqual(self.status(second), "Open")
		self.assertEqual(self.clocks(second), 2)

	def test_who_replaces_the_returned_one_takes_its_place(self):
		_case, (first, second) = self.in_order(self.office.roads, self.office.water)
		with make.acting_as(self.office.roads_manager):
			return_to_follow_up(first, "ليس من اختصاصنا")
		with make.acting_as(self.office.follow_up):
			heir = transfer(first, self.lights, "من اختصاص الإنارة")
		self.assertEqual(frappe.db.get_value(REFERRAL, second, "waits_for"), heir)

	def test_a_waiting_one_taken_back_is_left_out(self):
		_case, (first, second, third) = self.in_order(self.office.roads, self.office.water, self.lights)
		with make.acting_as(self.office.follow_up):
			withdraw(second, "لا حاجة إليه")
		self.assertEqual(frappe.db.get_value(REFERRAL, third, "waits_for"), first)
		make.accept_full_reply(self.office, first, self.office.roads_officer, self.office.roads_manager)
		self.assertEqual(self.status(third), "Open")

	def test_a_department_disabled_meanwhile_goes_on_waiting(self):
		_case, (first, second) = self.in_order(self.office.roads, self.closing)
		self.addCleanup(frappe.clear_document_cache, "Department", self.closing)
		frappe.get_doc("Department", self.closing).update({"enabled": 0}).save()
		make.accept_full_reply(self.office, first, self.office.roads_officer, self.office.roads_manager)
		self.assertEqual(self.status(second), "Waiting")
		with make.acting_as(self.office.follow_up), self.refused(ReferralRefused, "disabled"):
			open_now(second)

	def test_its_turn_while_the_citizen_is_waited_for_begins_paused(self):
		case, (first, second) = self.in_order(self.office.roads, self.office.water)
		make.act("Case", case, "Ask the Citizen", self.office.follow_up)
		make.accept_full_reply(self.office, first, self.office.roads_officer, self.office.roads_manager)
		statuses = frappe.get_all(
			"Service Level Record", {"referral": second}, pluck="status", order_by="clock asc"
		)
		self.assertEqual(statuses, ["Paused", "Paused"])

	def test_a_waiting_required_referral_keeps_the_case_open(self):
		case, (first, _second) = self.in_order(self.office.roads, self.office.water)
		make.accept_full_reply(self.office, first, self.office.roads_officer, self.office.roads_manager)
		with make.acting_as(self.office.follow_up):
			heir_of_nothing = refer(case, [self.lights])
		self.assertIn(Gap("referral_open", self.office.water), gaps(facts_of(frappe.get_doc("Case", case))))
		self.assertEqual(len(heir_of_nothing), 1)

	def test_nobody_gives_a_referral_its_place_from_outside(self):
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up):
			referral = frappe.get_doc(
				{
					"doctype": REFERRAL,
					"case": case.name,
					"department": self.office.roads,
					"instruction": "انظر",
					"waits_for": "REF-1",
					"status": "Waiting",
					"belongs_to": self.office.water,
					"chases": [{"means": "Phone", "note": "كذب"}],
				}
			).insert()
		self.assertEqual((referral.status, referral.waits_for, referral.belongs_to), ("Open", None, None))
		self.assertEqual(referral.chases, [])


class AskedForTest(OrderTestCase):
	def test_what_differs_for_one_department(self):
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up):
			roads, water = refer(
				case.name,
				[
					{
						"department": self.office.roads,
						"instruction": "افحصوا",
						"advice": "نرى",
						"extract": "ملخص",
					},
					{"department": self.office.water, "required": 0},
				],
				"يرجى النظر",
			)
		roads, water = frappe.get_doc(REFERRAL, roads), frappe.get_doc(REFERRAL, water)
		self.assertEqual((roads.instruction, roads.advice, roads.extract), ("افحصوا", "نرى", "ملخص"))
		self.assertEqual((water.instruction, water.extract), ("يرجى النظر", case.description))
		self.assertEqual((roads.required, water.required), (1, 0))

	def test_one_click_asks_the_usual(self):
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up):
			(made,) = refer(case.name, self.office.roads)
		self.assertTrue(frappe.db.get_value(REFERRAL, made, "instruction"))

	def test_follow_up_edits_what_the_department_reads_and_no_department_does(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.follow_up):
			document = frappe.get_doc(REFERRAL, referral)
			document.update({"extract": "ملخص المتابعة", "advice": "إرشاد"}).save()
		self.assertEqual(frappe.db.get_value(REFERRAL, referral, "extract"), "ملخص المتابعة")
		with make.acting_as(self.office.roads_manager), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(REFERRAL, referral).update({"extract": "غيره"}).save()

	def test_twice_in_one_call(self):
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up), self.refused(ReferralRefused, "more than once"):
			refer(case.name, [self.office.roads, self.office.water, self.office.roads])
		self.assertFalse(frappe.db.exists(REFERRAL, {"case": case.name}))

	def test_a_waiting_one_counts_as_having_it(self):
		case, _made = self.in_order(self.office.roads, self.office.water)
		with make.acting_as(self.office.follow_up), self.refused(ReferralRefused, "already"):
			refer(case, [self.office.water])

	def test_a_step_of_the_department_on_what_waits(self):
		_case, (_first, second) = self.in_order(self.office.roads, self.office.water)
		with make.acting_as(self.office.follow_up), self.refused(StageNotReached, "Waiting"):
			return_to_follow_up(second, "سبب")
