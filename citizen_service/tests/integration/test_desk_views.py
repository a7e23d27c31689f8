"""The views of lists: by meaning and by the clock, for whom, and the same as the numbers on the workspaces."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from citizen_service.acting import acting_as
from citizen_service.desk import cards, views
from citizen_service.states.meaning import forget
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.integration.test_desk_cards import filters_of


class TestViews(OfficeTestCase):
	def offered(self, doctype: str, user: str) -> dict[str, set[str]]:
		"""What each view of a list shows the user."""
		with acting_as(user):
			return {
				view["label"]: set(
					frappe.get_list(
						doctype, filters_of(view["filters"]), pluck="name", order_by="name asc", limit=0
					)
				)
				for view in views.of_list(doctype)
			}

	def test_of_cases(self):
		office = self.office
		with acting_as(office.reception):
			new = factories.make_case(is_emergency=0).name
		studied = factories.make_case_under_study(office).name
		frappe.db.set_value("Case", studied, "due_on", now_datetime() - timedelta(days=1))
		shown = self.offered("Case", office.follow_up)
		for label, inside, outside in (
			("To Pass On", new, studied),
			("To Refer", studied, new),
			("Overdue", studied, new),
		):
			with self.subTest(label):
				self.assertIn(inside, shown[label])
				self.assertNotIn(outside, shown[label])

	def test_a_view_follows_the_meaning_of_states(self):
		studied = factories.make_case_under_study(self.office).name
		row = {"parent": "Case", "state": frappe.db.get_value("Case", studied, "workflow_state")}
		for stage, label in (("Answering", "To Answer"), ("Study", "To Refer")):
			frappe.db.set_value("Workflow State Meaning", row, "stage", stage)
			forget()
			with self.subTest(stage):
				self.assertIn(studied, self.offered("Case", self.office.follow_up)[label])

	def test_of_referrals_within_the_department(self):
		office = self.office
		_case, (roads, water) = factories.make_referred_case(office, office.roads, office.water)
		shown = self.offered("Case Referral", office.roads_officer)
		self.assertIn(roads, shown["New"])
		self.assertNotIn(water, shown["New"])
		self.assertNotIn("Returned", shown)
		self.assertLessEqual({roads, water}, self.offered("Case Referral", office.follow_up)["New"])

	def test_of_responses(self):
		office = self.office
		case, (roads,) = factories.make_referred_case(office)
		response = factories.make_response(office.roads_officer, roads).name
		answer = factories.accept_answer(office, case.name).name
		self.assertIn(response, self.offered("Response", office.roads_officer)["Being Written"])
		factories.act("Response", response, "Send to Manager", office.roads_officer)
		self.assertIn(response, self.offered("Response", office.roads_manager)["To Decide"])
		self.assertNotIn("To Deliver", self.offered("Response", office.roads_manager))
		shown = self.offered("Response", office.follow_up)
		self.assertNotIn(response, shown["To Decide"])
		self.assertIn(answer, shown["To Deliver"])

	def test_none_of_a_closed_list(self):
		for user in (self.office.roads_officer, self.office.supervisor, "Guest"):
			with self.subTest(user), acting_as(user), self.assertRaises(frappe.PermissionError):
				views.of_list("Case")

	def test_nothing_waits_and_the_list_is_empty_not_whole(self):
		frappe.db.set_value("Case Referral", {"status": "Returned"}, "status", "Withdrawn")
		factories.make_referred_case(self.office)
		self.assertEqual(self.offered("Case Referral", self.office.follow_up)["Returned"], set())

	def test_every_card_is_a_view(self):
		"""Each number of a view has a method by its name, which counts it."""
		for name, view in views.VIEWS.items():
			method = getattr(cards, name, None)
			if method:
				with self.subTest(name), acting_as(self.office.follow_up):
					shown = method()
					self.assertEqual(shown["route"], ["List", view.doctype])
					listed = frappe.get_list(
						view.doctype, filters_of(shown["route_options"]), order_by="name asc", limit=0
					)
					self.assertEqual(shown["value"], len(listed))
