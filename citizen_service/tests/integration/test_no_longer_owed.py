"""Once a time limit has ended, nothing that asks for what is overdue finds it; its record still says when it was due."""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.delivery.actions import record_delivery
from citizen_service.desk.cards import overdue_cases
from citizen_service.desk.time_left import time_left
from citizen_service.following.view import View, view_of
from citizen_service.referral.actions import withdraw
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.integration.test_desk_cards import filters_of


class NoLongerOwedTest(OfficeTestCase):
	def overdue(self) -> tuple[int, int]:
		"""The number on the card, and how many the list behind it shows."""
		with make.acting_as(self.office.follow_up):
			shown = overdue_cases()
			filters = [["Case", *found] for found in filters_of(shown["route_options"])]
			return shown["value"], len(frappe.get_list("Case", filters, pluck="name", order_by="name asc"))

	def page(self, case: str) -> View:
		return view_of(frappe.get_doc("Case", case).as_dict())

	def test_an_answer_that_was_delivered_while_the_case_stays_open(self):
		before = self.overdue()
		long_ago = add_to_date(now_datetime(), days=-90)
		case = make.make_case_under_study(self.office, opened_on=long_ago)
		due = frappe.db.get_value("Case", case.name, "due_on")
		self.assertEqual(self.overdue(), (before[0] + 1, before[1] + 1))
		page = self.page(case.name)
		self.assertEqual((page.due_on, page.late), (due, True))
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "Phone")
		self.assertIsNone(frappe.db.get_value("Case", case.name, "closed_on"))
		self.assertEqual(self.overdue(), before)
		page = self.page(case.name)
		self.assertEqual((page.due_on, page.late, len(page.answers)), (None, False, 1))
		with make.acting_as(self.office.follow_up):
			left = time_left("Case", [case.name])[case.name]
		self.assertEqual((left["kind"], str(left["due"])), ("met_late", str(due)))

	def test_a_referral_that_was_withdrawn(self):
		_case, (referral,) = make.make_referred_case(self.office)
		self.assertTrue(frappe.db.get_value("Case Referral", referral, "due_on"))
		with make.acting_as(self.office.follow_up):
			withdraw(referral, "كُررت بالخطأ")
		self.assertIsNone(frappe.db.get_value("Case Referral", referral, "due_on"))
