"""Dashboards over REST, with real logins: a department's manager gets their own figures by every door, in any order."""

import json

import frappe

from citizen_service.dashboards import kept
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase

CHART = "/api/method/citizen_service.dashboards.charts.get"
FRAMEWORK_S = "/api/method/frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
NUMBER = "/api/method/frappe.desk.doctype.number_card.number_card.get_result"
WALL = "/api/method/citizen_service.dashboards.wall.figures"
OPEN = "Open Referrals by Department"


class DashboardsTest(HttpTestCase):
	def setUp(self) -> None:
		super().setUp()
		office = self.office
		for department in (office.roads, office.water):
			make.make_referred_case(office, department)
		frappe.db.commit()
		frappe.cache.delete_keys(kept.PREFIX)

	def chart(self, user: str, name: str) -> dict:
		reply = self.as_user(user).get(CHART, chart_name=name)
		self.assertEqual(reply.status, 200, reply.text[-300:])
		return reply.data

	def test_pitfall_28_a_chart_that_is_kept_for_one_is_not_another_s(self):
		office = self.office
		for user, own in (
			(office.manager, None),
			(office.roads_manager, office.roads),
			(office.water_manager, office.water),
			(office.manager, None),
			(office.roads_manager, office.roads),
		):
			labels = self.chart(user, OPEN)["labels"]
			if own:
				self.assertEqual(labels, [own], user)
			else:
				self.assertGreater(len(labels), 1)

	def test_pitfall_28_the_frameworks_own_doors(self):
		office = self.office
		client = self.as_user(office.roads_manager)
		for doctype in ("Case Referral", "Case", "Citizen", "Response"):
			chart = {"type": "Heatmap", "document_type": doctype, "based_on": "creation", "name": "x"}
			chart.update(chart_type="Count", filters_json="[]", heatmap_year="2026")
			for call in (client.get, client.post):
				arguments = {"chart": json.dumps(chart), "no_cache": 1}
				reply = call(FRAMEWORK_S, **arguments) if call == client.get else call(FRAMEWORK_S, arguments)
				self.assertIn(reply.status, (400, 403, 417), reply.text[-300:])
				self.assertNotIn("dataPoints", reply.text)
		grouped = {"document_type": "Case Referral", "chart_type": "Group By", "name": "x", "type": "Bar"}
		grouped.update(group_by_type="Count", group_by_based_on="department", filters_json="[]")
		reply = client.get(FRAMEWORK_S, chart=json.dumps(grouped), no_cache=1)
		self.assertEqual(reply.data["labels"], [office.roads])
		card = json.dumps({"document_type": "Case Referral", "function": "Count"})
		own = frappe.db.count("Case Referral", {"department": office.roads, "status": ("!=", "Waiting")})
		self.assertEqual(client.post(NUMBER, {"doc": card, "filters": "[]"}).data, own)
		card = json.dumps({"document_type": "Case", "function": "Count"})
		self.assertEqual(client.post(NUMBER, {"doc": card, "filters": "[]"}).status, 403)

	def test_charts_of_others_and_the_wall_board_are_refused(self):
		office = self.office
		client = self.as_user(office.roads_manager)
		for name in ("Cases Received and Closed", "Answers in Time", "Mean Rating", "Day Book by Day"):
			self.assertEqual(client.get(CHART, chart_name=name).exc_type, "NotYours")
		self.assertEqual(client.get(WALL).exc_type, "NotYours")
		self.assertEqual(self.web.client().get(WALL).status, 403)
		self.assertEqual(client.get(CHART, chart_name="'; drop").exc_type, "NoLongerThere")
		shown = self.as_user(office.reception).get(WALL)
		self.assertEqual(shown.status, 200)
		self.assertGreaterEqual(shown.data["cases"]["open"], 2)
