"""The board of departments: what it counts, for whom, and that each number opens as many."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from citizen_service.acting import acting_as
from citizen_service.desk import board
from citizen_service.errors import NotYours
from citizen_service.referral.actions import return_to_follow_up, transfer
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.integration.test_desk_cards import filters_of


class TestBoard(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		office = self.office
		self.sector = factories.make_department("قطاع اللوحة", office.roads_manager, is_group=1)
		self.lights = factories.make_department(
			"قسم الإنارة للوحة", None, [office.roads_officer], parent_department=self.sector
		)
		self.parks = factories.make_department("قسم الحدائق للوحة", None, [], parent_department=self.sector)

	def seen(self, user: str) -> dict[str, dict]:
		with acting_as(user):
			return {row["name"]: row for row in board.departments()["rows"]}

	def refer(self, department: str, **values) -> str:
		_case, (referral,) = factories.make_referred_case(self.office, department)
		frappe.db.set_value("Case Referral", referral, values)
		return referral

	def test_numbers_of_a_department_and_of_its_sector(self):
		now = now_datetime()
		self.refer(self.lights, due_on=now - timedelta(days=1), referred_on=now - timedelta(days=4))
		self.refer(self.lights, due_on=now.replace(hour=23, minute=59, second=59), referred_on=now)
		self.refer(self.parks, due_on=None, referred_on=now)
		self.refer(self.parks, status="Answered", settled_on=now)
		self.refer(self.parks, status="Answered", settled_on=now - timedelta(days=8))
		rows = self.seen(self.office.manager)
		self.assertEqual(self.numbers(rows[self.lights]), (2, 1, 1, 0, 0))
		self.assertEqual(self.numbers(rows[self.parks]), (1, 0, 0, 0, 1))
		self.assertEqual(self.numbers(rows[self.sector]), (3, 1, 1, 0, 1))
		self.assertEqual(rows[self.sector]["oldest"], "4 days")
		self.assertEqual((rows[self.sector]["depth"], rows[self.lights]["depth"]), (0, 1))

	def numbers(self, row: dict) -> tuple:
		return tuple(row[column] for column in board.COLUMNS)

	def test_what_came_back_counts_until_it_is_sent_on_or_the_case_is_closed(self):
		office = self.office
		with acting_as(office.roads_officer):
			sent_on = self.refer(self.lights)
			closed = self.refer(self.lights)
			for referral in (sent_on, closed):
				return_to_follow_up(referral, "ليست لنا")
		self.assertEqual(self.seen(office.manager)[self.lights]["returned"], 2)
		with acting_as(office.follow_up):
			transfer(sent_on, self.parks, "من اختصاصهم")
		self.assertEqual(self.seen(office.manager)[self.lights]["returned"], 1)
		frappe.db.set_value(
			"Case", frappe.db.get_value("Case Referral", closed, "case"), "closed_on", now_datetime()
		)
		self.assertEqual(self.seen(office.manager)[self.lights]["returned"], 0)

	def test_each_number_opens_a_list_of_as_many(self):
		now = now_datetime()
		self.refer(self.lights, due_on=now - timedelta(days=1))
		self.refer(self.parks, due_on=None)
		self.refer(self.parks, status="Answered", settled_on=now)
		with acting_as(self.office.roads_officer):
			return_to_follow_up(self.refer(self.lights), "ليست لنا")
		for user in (self.office.manager, self.office.roads_manager):
			for row in self.seen(user).values():
				for column in board.COLUMNS:
					with acting_as(user), self.subTest(user=user, department=row["name"], column=column):
						listed = frappe.get_list(
							"Case Referral", filters_of(row["filters"][column]), order_by="name asc"
						)
						self.assertEqual(len(listed), row[column])

	def test_who_sees_which_departments(self):
		office = self.office
		every = set(self.seen(office.manager))
		self.assertLessEqual({office.roads, office.water, self.sector, self.lights}, every)
		self.assertEqual(set(self.seen(office.supervisor)), every)
		heads = self.seen(office.roads_manager)
		self.assertLessEqual({office.roads, self.sector, self.lights, self.parks}, set(heads))
		self.assertNotIn(office.water, heads)

	def test_a_supervisor_sees_figures_and_no_list(self):
		self.refer(self.lights)
		with acting_as(self.office.supervisor):
			shown = board.departments()
		self.assertFalse(shown["opens"])
		self.assertEqual({len(row["filters"]) for row in shown["rows"]}, {0})

	def test_whom_the_page_is_not_for(self):
		for user in (self.office.reception, self.office.roads_officer, self.office.admin, "Guest"):
			with self.subTest(user), acting_as(user), self.assertRaises(NotYours):
				board.departments()
