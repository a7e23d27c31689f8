"""The numbers about time limits: what each counts, for whom, and that the list behind it shows exactly so many."""

import json
from datetime import datetime, time, timedelta

import frappe
from frappe.utils import getdate, now_datetime

from citizen_service.acting import acting_as
from citizen_service.sla.clock import Event, Kind
from citizen_service.sla.instants import instant_of, present
from citizen_service.sla.records import Change, hold, open_records, pause_clocks, store
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

HOUR, DAY = 3600, 86400
TIMED = ("Time Limits Due Today", "Overdue Time Limits", "Warned Time Limits", "Paused Time Limits")
OF_A_PAGE = ("Settled without a Case Today",)
"""They open the page on which they are counted."""
WORKSPACES = ("Time Limits", "Department Work", "Follow-up", "Reception", "Office Management")


def card(name: str) -> tuple[int, str, list]:
	"""What a Number Card shows the present user: its number, and the DocType and filters of the list it opens."""
	document = frappe.get_doc("Number Card", name)
	if document.type == "Custom":
		shown = frappe.call(document.method)
		filters = filters_of(shown["route_options"])
		return shown["value"], shown["route"][1], [[shown["route"][1], *found] for found in filters]
	filters = [found[:4] for found in json.loads(document.filters_json)]
	return (
		frappe.call(
			"frappe.desk.doctype.number_card.number_card.get_result",
			doc=document.as_json(),
			filters=json.dumps(filters),
		),
		document.document_type,
		filters,
	)


def filters_of(route_options: dict) -> list[list]:
	"""As the framework's lists read them: one filter per field, or several, each as JSON."""
	filters = []
	for field, value in route_options.items():
		several = isinstance(value[0], str) and value[0].startswith("[")
		for operator, operand in [json.loads(text) for text in value] if several else [value]:
			filters.append([field, operator, operand])
	return filters


class TestTimeLimitCards(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		_case, (self.referral,) = factories.make_referred_case(self.office)
		self.write(Event(Kind.EXTENDED, present(), due=present() + 60 * DAY))

	def write(self, *events: Event) -> None:
		"""Add events to the clock of the department's full reply, whatever follows from them elsewhere."""
		record, query = open_records()
		query = query.where(record.referral == self.referral)
		query = query.where(record.clock == "Full Reply of Department").for_update()
		store([Change(held, held.after(events)) for held in hold(query)])

	def numbers(self, user: str) -> list[int]:
		with acting_as(user):
			return [card(name)[0] for name in TIMED]

	def test_each_clock_is_counted_once_and_for_whom_it_concerns(self):
		office, now = self.office, present()
		users = (office.follow_up, office.reception, office.roads_officer, office.roads_manager)
		before = [self.numbers(user) for user in users]
		elsewhere = self.numbers(office.water_officer)
		for events, expected in (
			([Event(Kind.WARNED, now, step="75")], [0, 0, 1, 0]),
			([Event(Kind.RECALCULATED, now, due=now - HOUR)], [0, 1, 0, 0]),
			([Event(Kind.EXTENDED, now, due=now + 60 * DAY), Event(Kind.PAUSE, now)], [0, 0, 0, 1]),
		):
			self.write(*events)
			for user, then in zip(users, before, strict=True):
				with self.subTest(expected=expected, user=user):
					found = self.numbers(user)
					self.assertEqual([a - b for a, b in zip(found, then, strict=True)], expected)
		self.assertEqual(self.numbers(office.water_officer), elsewhere)

	def test_due_today_ends_with_the_site_s_date(self):
		midnight = instant_of(datetime.combine(getdate() + timedelta(days=1), time()))
		before = self.numbers(self.office.follow_up)[0]
		for due, expected in ((midnight, 0), (midnight - 1, 1)):
			self.write(Event(Kind.EXTENDED, present(), due=due))
			with self.subTest(due=due):
				self.assertEqual(self.numbers(self.office.follow_up)[0] - before, expected)

	def test_none_of_it_for_whom_it_is_closed(self):
		for user in (self.office.supervisor, self.office.admin, "Guest"):
			with self.subTest(user), acting_as(user), self.assertRaises(frappe.PermissionError):
				frappe.call("citizen_service.desk.cards.overdue_time_limits")


class TestEveryCard(OfficeTestCase):
	"""Over all cards of the workspaces, with something behind them."""

	def test_the_list_behind_a_card_shows_as_many(self):
		office = self.office
		long_ago = now_datetime() - timedelta(days=3)
		late, (roads, _water) = factories.make_referred_case(office, office.roads, office.water)
		frappe.db.set_value("Case", late.name, "due_on", long_ago)
		frappe.db.set_value("Case Referral", roads, "due_on", long_ago)
		waiting, _referrals = factories.make_referred_case(office)
		pause_clocks("Waiting for the Citizen", case=waiting.name)
		response = factories.make_response(office.roads_officer, roads)
		factories.act("Response", response.name, "Send to Manager", office.roads_officer)
		seen = set()
		for workspace in WORKSPACES:
			document = frappe.get_doc("Workspace", workspace)
			for role in (row.role for row in document.roles):
				user = {
					"Reception Officer": office.reception,
					"Follow-up Officer": office.follow_up,
					"Citizen Service Manager": office.manager,
					"Department Officer": office.roads_officer,
					"Department Manager": office.roads_manager,
				}[role]
				for row in document.number_cards:
					if row.number_card_name in OF_A_PAGE:
						continue
					with self.subTest(card=row.number_card_name, role=role), acting_as(user):
						number, doctype, filters = card(row.number_card_name)
						listed = frappe.get_list(doctype, filters, pluck="name", order_by="name asc")
						self.assertEqual(number, len(listed))
					if number:
						seen.add(row.number_card_name)
		self.assertLessEqual({"Overdue Cases", "Overdue Referrals", "Paused Time Limits"}, seen)
