"""The dashboards' records and figures: each is there, is counted as the reports count, and is its roles' alone."""

import json
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import getdate, now_datetime

from citizen_service.acting import acting_as
from citizen_service.citizen_service.report.department_performance import department_performance
from citizen_service.dashboards import access, charts, doors, kept, standing, wall
from citizen_service.errors import BadRequest, NoLongerThere, NotYours
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

DASHBOARDS = (
	"Office Figures",
	"Direction Figures",
	"Follow-up Figures",
	"Reception Figures",
	"Department Figures",
)


class DashboardCase(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.cache.delete_keys(kept.PREFIX)
		self.addCleanup(frappe.cache.delete_keys, kept.PREFIX)

	def asked(self, chart: str, user: str) -> dict:
		with acting_as(user):
			return charts.get(chart)


class TestRecords(DashboardCase):
	def test_charts_and_the_figures_behind_them_are_of_the_same_names(self):
		ours = {"module": "Citizen Service"}
		found = frappe.get_all("Dashboard Chart", ours, pluck="name", order_by="name asc")
		self.assertEqual(set(found), set(charts.CHARTS))
		for name in DASHBOARDS:
			dashboard = frappe.get_doc("Dashboard", name)
			self.assertLessEqual({row.chart for row in dashboard.charts}, set(found))
			for row in dashboard.cards:
				self.assertTrue(frappe.db.exists("Number Card", row.card), row.card)

	def test_whoever_a_dashboard_is_for_sees_all_of_its_charts_and_can_ask_for_each(self):
		office = self.office
		for name, user in zip(
			DASHBOARDS,
			(office.manager, office.supervisor, office.follow_up, office.reception, office.roads_manager),
			strict=True,
		):
			with self.subTest(name), acting_as(user):
				dashboard = frappe.get_doc("Dashboard", name)
				permitted = frappe.call(
					"frappe.desk.doctype.dashboard.dashboard.get_permitted_charts", dashboard_name=name
				)
				self.assertEqual([row.chart for row in permitted], [row.chart for row in dashboard.charts])
				for row in permitted:
					self.assertIn("labels", charts.get(row.chart))
				cards = frappe.call(
					"frappe.desk.doctype.dashboard.dashboard.get_permitted_cards", dashboard_name=name
				)
				self.assertEqual([row.card for row in cards], [row.card for row in dashboard.cards])
				for row in cards:
					card = frappe.get_doc("Number Card", row.card)
					if card.method:
						self.assertIn("value", frappe.call(card.method))

	def test_cards_of_the_direction_are_offered_to_nobody_else(self):
		office = self.office
		for user in (office.reception, office.follow_up, office.roads_manager, office.admin):
			with self.subTest(user), acting_as(user):
				cards = frappe.call(
					"frappe.desk.doctype.dashboard.dashboard.get_permitted_cards",
					dashboard_name="Direction Figures",
				)
				self.assertEqual(cards, [])

	def test_every_card_of_ours_names_a_method_whose_roles_are_said(self):
		methods = frappe.get_all(
			"Number Card",
			{"method": ("like", "citizen_service.dashboards.%")},
			pluck="method",
			order_by="name asc",
		)
		self.assertEqual(set(methods), set(access.OF_CARDS))


class TestFigures(DashboardCase):
	def test_a_chart_counts_as_the_report_does(self):
		office = self.office
		_case, (referral,) = factories.make_referred_case(office)
		record = frappe.db.get_value(
			"Service Level Record", {"referral": referral, "clock": "Full Reply of Department"}
		)
		frappe.db.set_value("Service Level Record", record, {"status": "Met", "breached": 1})
		shown = self.asked("Replies in Time by Department", office.roads_manager)
		today = getdate()
		with acting_as(office.roads_manager):
			rows = department_performance.execute(
				{"from_date": today - timedelta(days=standing.LATELY - 1), "to_date": today}
			)[1]
		expected = {row["line"]: row["compliance"] for row in rows if row["decided"]}
		self.assertEqual(dict(zip(shown["labels"], shown["datasets"][0]["values"], strict=True)), expected)

	def test_numbers_rise_by_what_happens(self):
		office = self.office
		before = self.asked("Cases Received by Day", office.manager)
		cases = self.wall(office.manager)
		case, _referrals = factories.make_referred_case(office, is_emergency=1, emergency_reason="خطر")
		frappe.db.set_value("Case", case.name, "due_on", now_datetime() - timedelta(hours=1))
		self.assertEqual(self.asked("Cases Received by Day", office.manager), before, "kept for a while")
		frappe.cache.delete_keys(kept.PREFIX)
		after = self.asked("Cases Received by Day", office.manager)
		first = before["datasets"][0]["values"][-1] if before["labels"] else 0
		self.assertEqual(after["datasets"][0]["values"][-1], first + 1)
		now = self.wall(office.manager)
		for key in ("open", "overdue", "emergencies"):
			self.assertEqual(now["cases"][key], cases["cases"][key] + 1, key)
		self.assertEqual(now["today"]["received"], cases["today"]["received"] + 1)
		with acting_as(office.supervisor):
			self.assertEqual(standing.overdue_now()["value"], now["cases"]["overdue"])

	def wall(self, user: str) -> dict:
		with acting_as(user):
			return wall.figures()

	def test_an_empty_chart_has_nothing_to_draw(self):
		lonely = factories.make_user("dashboards.lonely", "Department Manager")
		shown = self.asked("Open Referrals by Department", lonely)
		self.assertEqual((shown["labels"], shown["datasets"]), (None, []))

	def test_the_wall_board_names_no_person(self):
		factories.make_referred_case(self.office, citizen_name="اسم لا يظهر", mobile="0599111222")
		said = json.dumps(self.wall(self.office.manager), ensure_ascii=False)
		self.assertNotIn("اسم لا يظهر", said)
		self.assertNotIn("0599111222", said)

	def test_many_departments_fit_the_screen(self):
		office = self.office
		for department in (office.roads, office.water):
			factories.make_referred_case(office, department)
		with patch.object(wall, "MOST", 1):
			rows = self.wall(office.manager)["departments"]
		self.assertEqual(len(rows), 2)
		with acting_as(office.manager):
			everything = standing.of_departments(now_datetime())
		self.assertGreater(len(everything), 1)
		self.assertEqual(sum(row["waiting"] for row in rows), sum(row["waiting"] for row in everything))


class TestWhoSeesWhat(DashboardCase):
	def test_what_is_kept_for_one_is_not_shown_to_another(self):
		office = self.office
		factories.make_referred_case(office, office.roads)
		factories.make_referred_case(office, office.water)
		name = "Open Referrals by Department"
		with patch.object(charts, "MOST", 1000):
			everything = self.asked(name, office.manager)
		for user, own in ((office.roads_manager, office.roads), (office.water_manager, office.water)):
			self.assertEqual(self.asked(name, user)["labels"], [own])
			self.assertIn(own, everything["labels"])
		with acting_as(office.roads_manager):
			keys = {kept.key_of(name)}
			frappe.local.lang, before = "fr", frappe.local.lang
			keys.add(kept.key_of(name))
			frappe.local.lang = before
		with acting_as(office.water_manager):
			keys.add(kept.key_of(name))
		with acting_as(office.manager):
			keys.add(kept.key_of(name))
		self.assertEqual(len(keys), 4)

	def test_a_manager_who_changes_department_sees_the_new_one_at_once(self):
		office = self.office
		factories.make_referred_case(office, office.roads)
		moving = factories.make_user("dashboards.moving", "Department Manager")
		name = "Open Referrals by Department"
		self.assertIsNone(self.asked(name, moving)["labels"])
		frappe.db.set_value("Department", office.roads, "department_head", moving)
		self.assertEqual(self.asked(name, moving)["labels"], [office.roads])

	def test_refused_by_name(self):
		office = self.office
		for user in (office.reception, office.roads_manager, office.admin, office.roads_officer, "Guest"):
			with self.subTest(user), acting_as(user):
				with self.assertRaises(NotYours):
					charts.get("Answers in Time")
				with self.assertRaises(NotYours):
					standing.open_now()
		for user in (office.roads_manager, office.admin, "Guest"):
			with self.subTest(user), acting_as(user), self.assertRaises(NotYours):
				wall.figures()
		with acting_as(office.manager), self.assertRaises(NoLongerThere):
			charts.get("no such chart")

	def test_the_framework_s_own_charts_hold_to_the_criterion(self):
		"""Its heat map counts by `get_all`; its other kinds by `get_list`."""
		office = self.office
		factories.make_referred_case(office, office.water)
		with acting_as(office.roads_manager):
			for doctype, refusal in (
				("Case", NotYours),
				("Citizen", NotYours),
				("Case Referral", BadRequest),
			):
				chart = {"type": "Heatmap", "document_type": doctype, "based_on": "creation"}
				chart.update(
					chart_type="Count", name="x", heatmap_year=str(getdate().year), filters_json="[]"
				)
				with self.subTest(doctype), self.assertRaises(refusal):
					doors.chart(chart=json.dumps(chart), no_cache=1)
			chart = {"document_type": "Case Referral", "chart_type": "Group By", "name": "x"}
			chart.update(group_by_type="Count", group_by_based_on="department", filters_json="[]", type="Bar")
			shown = doors.chart(chart=json.dumps(chart), no_cache=1) or {"labels": []}
			self.assertLessEqual(set(shown["labels"]), {office.roads})
			for nothing in ("", "[]", json.dumps({"type": "Heatmap"})):
				with self.subTest(nothing), self.assertRaises(BadRequest):
					doors.chart(chart=nothing)

	def test_what_somebody_looks_at_is_counted_again_before_they_wait(self):
		office, name = self.office, "Open Referrals by Department"
		everything = patch.object(charts, "MOST", 1000)
		everything.start()
		self.addCleanup(everything.stop)
		before = self.asked(name, office.manager)
		factories.make_referred_case(office, office.roads)
		with acting_as("Administrator"):
			charts.renew()
			self.assertFalse(kept.is_kept("Answers in Time"), "nobody looked at it")
		after = self.asked(name, office.manager)
		self.assertEqual(total(after), total(before) + 1)


def total(chart: dict) -> int:
	return sum(sum(values["values"]) for values in chart["datasets"])
