"""What the desk's scripts are told: the overview of a case, the number cards, the start data, the trees."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from citizen_service.acting import acting_as
from citizen_service.delivery.actions import record_delivery
from citizen_service.desk.boot import extend
from citizen_service.desk.cards import overdue_cases, overdue_referrals, responses_to_decide
from citizen_service.desk.overview import case_overview
from citizen_service.desk.tree import add_node
from citizen_service.errors import NotYours
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

LONG_AGO = now_datetime() - timedelta(days=3)


class TestCaseOverview(OfficeTestCase):
	def overview(self, case: str, user: str) -> dict:
		with acting_as(user):
			return case_overview(case)

	def test_referrals_responses_and_clocks(self):
		office = self.office
		case, (roads, water) = factories.make_referred_case(office, office.roads, office.water)
		factories.accept_full_reply(office, roads, office.roads_officer, office.roads_manager)
		frappe.db.set_value("Case Referral", water, "due_on", LONG_AGO)
		seen = self.overview(case.name, office.follow_up)
		self.assertEqual(
			{(row["department"], row["status"], row["overdue"]) for row in seen["referrals"]},
			{(office.roads, "Answered", False), (office.water, "Open", True)},
		)
		self.assertEqual(
			[(row["kind"], row["stage"], row["department"]) for row in seen["responses"]],
			[("Full Reply", "Accepted", office.roads)],
		)
		self.assertIn(
			("Answer to Citizen", None), {(row["clock"], row["department"]) for row in seen["clocks"]}
		)
		self.assertIn(office.water, {row["department"] for row in seen["clocks"]})

	def test_clocks_are_shown_in_the_office_s_time(self):
		case = factories.make_case_under_study(self.office)
		(answer,) = (
			row
			for row in self.overview(case.name, self.office.follow_up)["clocks"]
			if row["clock"] == "Answer to Citizen"
		)
		self.assertEqual(answer["due"], str(frappe.db.get_value("Case", case.name, "due_on")))
		self.assertTrue(answer["text"].endswith(" left"), answer)

	def test_what_is_missing_before_closing(self):
		office = self.office
		case, (roads,) = factories.make_referred_case(office, office.roads)
		missing = " ".join(self.overview(case.name, office.follow_up)["missing"])
		self.assertIn(office.roads, missing)
		self.assertIn("outcome", missing)
		factories.accept_full_reply(office, roads, office.roads_officer, office.roads_manager)
		answer = factories.accept_answer(office, case.name)
		with acting_as(office.follow_up):
			record_delivery(answer.name, "In Person")
		outcome = frappe.db.get_value("Case Outcome", {"closing_kind": "Answered"})
		frappe.db.set_value("Case", case.name, {"outcome": outcome, "root_cause": "Delay"})
		self.assertEqual(self.overview(case.name, office.follow_up)["missing"], [])

	def test_steps_are_those_the_server_would_take(self):
		office = self.office
		with acting_as(office.reception):
			new = factories.make_case()
		studied = factories.make_case_under_study(office)

		def steps(case: str, user: str) -> set[str]:
			return {"refer", "answer", "answer_on_the_spot"}.intersection(self.overview(case, user)["steps"])

		self.assertEqual(steps(new.name, office.follow_up), {"answer", "answer_on_the_spot"})
		self.assertEqual(steps(studied.name, office.follow_up), {"refer", "answer"})
		self.assertEqual(steps(studied.name, office.reception), {"answer"})
		self.assertEqual(self.overview(studied.name, office.follow_up)["steps"][0], "refer", "the likeliest")

	def test_a_department_cannot_look(self):
		case, _referrals = factories.make_referred_case(self.office, self.office.roads)
		for user in (self.office.roads_officer, self.office.roads_manager, self.office.supervisor, "Guest"):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				self.overview(case.name, user)


class TestCards(OfficeTestCase):
	def number(self, card, user: str) -> int:
		with acting_as(user):
			return card()["value"]

	def test_overdue_cases(self):
		office = self.office
		before = self.number(overdue_cases, office.follow_up)
		late, on_time = (factories.make_case_under_study(office) for _ in range(2))
		frappe.db.set_value("Case", late.name, "due_on", LONG_AGO)
		self.assertEqual(self.number(overdue_cases, office.follow_up), before + 1)
		frappe.db.set_value("Case", late.name, "closed_on", now_datetime())
		self.assertEqual(self.number(overdue_cases, office.follow_up), before)
		self.assertGreater(frappe.db.get_value("Case", on_time.name, "due_on"), now_datetime())

	def test_overdue_cases_are_none_of_a_department_s_business(self):
		with self.assertRaises(frappe.PermissionError):
			self.number(overdue_cases, self.office.roads_manager)

	def test_overdue_referrals_within_the_department(self):
		office = self.office
		users = (office.follow_up, office.roads_manager, office.water_manager)
		before = [self.number(overdue_referrals, user) for user in users]
		_case, (roads, _water) = factories.make_referred_case(office, office.roads, office.water)
		frappe.db.set_value("Case Referral", roads, "due_on", LONG_AGO)
		after = [self.number(overdue_referrals, user) for user in users]
		self.assertEqual([now - then for now, then in zip(after, before, strict=True)], [1, 1, 0])

	def test_responses_wait_for_whoever_decides(self):
		office = self.office
		users = (office.follow_up, office.roads_manager, office.water_manager)
		before = [self.number(responses_to_decide, user) for user in users]
		_case, (roads,) = factories.make_referred_case(office, office.roads)
		response = factories.make_response(office.roads_officer, roads)
		steps = [
			("Send to Manager", office.roads_officer, [0, 1, 0]),
			("Approve", office.roads_manager, [1, 0, 0]),
		]
		for action, user, expected in steps:
			factories.act("Response", response.name, action, user)
			after = [self.number(responses_to_decide, user) for user in users]
			self.assertEqual([now - then for now, then in zip(after, before, strict=True)], expected, action)


class TestBoot(OfficeTestCase):
	def test_every_state_has_its_meaning(self):
		boot = frappe._dict(translated_doctypes=["Case Type"])
		extend(boot)
		given = boot.citizen_service["meanings"]
		for doctype in ("Case", "Response"):
			states = frappe.get_all(
				"Workflow Document State", {"parent": doctype}, pluck="state", order_by="idx asc"
			)
			self.assertEqual(sorted(given[doctype]), sorted(states))
		self.assertEqual([state for state, m in given["Case"].items() if m["is_closing"]], ["Closed"])

	def test_the_way_back_leads_to_the_users_own_workspace(self):
		module = "Citizen Service"
		boot = frappe._dict(
			translated_doctypes=[],
			allowed_workspaces=[{"name": "Users", "module": "Core"}, {"name": "Reception", "module": module}],
			module_wise_workspaces={module: ["Follow-up", "Reception"]},
		)
		extend(boot)
		self.assertEqual(boot.module_wise_workspaces[module], ["Reception"])


class TestTree(OfficeTestCase):
	def add(self, user: str, doctype: str, **values) -> str:
		with acting_as(user):
			frappe.local.form_dict = frappe._dict(values)
			return add_node(doctype, parent=values.get("parent"), is_root=values["is_root"])

	def test_a_root_and_a_node_below_it(self):
		admin = self.office.admin
		root = self.add(
			admin,
			"Case Category",
			category_name="جذر للاختبار",
			is_group=1,
			parent="التصنيفات",
			is_root="true",
		)
		below = self.add(admin, "Case Category", category_name="فرع للاختبار", parent=root, is_root="false")
		self.assertIsNone(frappe.db.get_value("Case Category", root, "parent_case_category"))
		self.assertEqual(frappe.db.get_value("Case Category", below, "parent_case_category"), root)

	def test_only_whoever_may_create_and_only_our_trees(self):
		with self.assertRaises(frappe.PermissionError):
			self.add(self.office.follow_up, "Case Category", category_name="ممنوع", is_root="true")
		with self.assertRaises(NotYours):
			self.add("Administrator", "ToDo", description="x", is_root="true")
