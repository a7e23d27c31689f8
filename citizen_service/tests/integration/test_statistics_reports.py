"""The statistical reports: who sees what on every way, what is refused, what an empty period says, and the help."""

import json
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_to_date, now_datetime, nowdate

from citizen_service import exporting
from citizen_service.acting import acting_as
from citizen_service.citizen_service.report.case_statistics.case_statistics import execute as case_statistics
from citizen_service.errors import BadGrouping, BadPeriod, FiguresNotOpen, NoLongerThere
from citizen_service.statistics import period as period_module
from citizen_service.statistics.indicators import INDICATORS
from citizen_service.statistics.table import LISTING
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

LIMITS = "Time Limits behind a Figure"
PERIOD = {"from_date": "2005-05-01", "to_date": "2005-05-31"}
OF_DEPARTMENTS = (
	"Case Statistics",
	"Outcomes and Root Causes",
	"Department Performance",
	"Breaches of Time Limits",
	"Open Work by Age",
	"Reopened and Appealed",
	"Satisfaction",
	"Extensions",
	"Suggestions",
	"Cases by Department",
	"Time Limits by Department",
	LISTING,
	LIMITS,
)
OF_THE_OFFICE = ("Hot Spots", "Staff Workload")
REGISTERS = ("Emergency Register", "Calls and Visits", "Directions to Other Bodies")
LISTINGS = (LISTING, LIMITS)
WITHOUT_PERIOD = ("Open Work by Age",)
OF_NOW = ("assigned_now",)
"""Counted at this moment, whatever the period."""
ALL = (*OF_DEPARTMENTS, *OF_THE_OFFICE, *REGISTERS)


class TestStatisticalReports(OfficeTestCase):
	"""A case of May 2005 with Roads, one with Water."""

	def setUp(self) -> None:
		super().setUp()
		self.cases = {}
		for department in (self.office.roads, self.office.water):
			case, (referral,) = make.make_referred_case(self.office, department)
			frappe.db.set_value("Case", case.name, "opened_on", "2005-05-10 10:00:00")
			frappe.db.set_value("Case Referral", referral, "referred_on", "2005-05-10 10:00:00")
			times = {"started_utc": "2005-05-10 08:00:00", "due_utc": "2005-05-12 08:00:00"}
			frappe.db.set_value("Service Level Record", {"referral": referral}, times)
			self.cases[department] = case.name, referral

	def test_pitfall_28_a_department_manager_sees_only_their_own_everywhere(self):
		office = self.office
		foreign = {office.roads, *self.cases[office.roads]}
		with acting_as(office.water_manager):
			for name in OF_DEPARTMENTS:
				with self.subTest(name):
					answer = run(name, filters={**PERIOD, "group_by": None}, ignore_prepared_report=True)
					said = json.dumps(answer, default=str, ensure_ascii=False)
					self.assertEqual([word for word in foreign if word in said], [])
			for name in ("Case Statistics", "Department Performance"):
				filters = {**PERIOD, "group_by": "Department"}
				answer = run(name, filters=filters, ignore_prepared_report=True)
				lines = [row for row in answer["result"] if isinstance(row, dict)]
				self.assertEqual([row["line"] for row in lines], [office.water])
				self.assertEqual(answer["chart"]["data"]["labels"], [office.water])
			listed = run(LISTING, filters=PERIOD, ignore_prepared_report=True)["result"]
			self.assertEqual([row["referral"] for row in listed], [self.cases[office.water][1]])
			self.assertNotIn("name", listed[0])

	def test_pitfall_28_an_export_holds_no_more(self):
		office = self.office
		foreign = {office.roads, *self.cases[office.roads]}
		self.addCleanup(frappe.local.form_dict.clear)
		with acting_as(office.water_manager):
			for name in OF_DEPARTMENTS:
				if name == LIMITS:  # single time limits are nobody's to take away but the office's
					self.assertRaises(frappe.PermissionError, self.exported, name)
					continue
				with self.subTest(name):
					said = self.exported(name)
					self.assertEqual([word for word in foreign if word in said], [])
			self.assertIn(office.water, self.exported("Department Performance"))
		with acting_as(office.manager):
			self.assertIn(office.roads, self.exported("Department Performance"))

	@staticmethod
	def exported(name: str) -> str:
		"""The file that the desk offers of a report, all its lines."""
		frappe.local.form_dict = frappe._dict(
			report_name=name,
			file_format_type="CSV",
			filters=json.dumps(PERIOD),
			visible_idx=json.dumps(list(range(100))),
		)
		for key in ("result", "filecontent"):
			frappe.response.pop(key, None)
		exporting.report_export(name, "CSV")
		said = frappe.response.get("result") or frappe.response["filecontent"]
		return said.decode() if isinstance(said, bytes) else said

	def test_who_may_open_them(self):
		office = self.office
		for name in (*OF_DEPARTMENTS, *OF_THE_OFFICE):
			for user in (office.reception, office.roads_officer, office.admin):
				with (
					self.subTest(name, user=user),
					acting_as(user),
					self.assertRaises(frappe.PermissionError),
				):
					run(name, filters=PERIOD, ignore_prepared_report=True)
		for name in OF_THE_OFFICE:
			with (
				self.subTest(name),
				acting_as(office.water_manager),
				self.assertRaises(frappe.PermissionError),
			):
				run(name, filters=PERIOD, ignore_prepared_report=True)

	def test_a_supervisor_sees_all_figures_and_no_way_to_a_record(self):
		with acting_as(self.office.supervisor):
			for name in ("Case Statistics", "Department Performance", "Staff Workload", "Extensions"):
				rows = run(name, filters=PERIOD, ignore_prepared_report=True)["result"]
				rows = [row for row in rows if isinstance(row, dict)]
				self.assertEqual([row for row in rows if row.get("ways")], [], name)

	def test_citizens_are_named_to_those_who_may_read_them(self):
		filters = {**PERIOD, "group_by": "Citizen"}
		with acting_as(self.office.supervisor), self.refused(FiguresNotOpen, "Citizens are not open"):
			run("Hot Spots", filters=filters, ignore_prepared_report=True)

	def test_what_is_refused_says_what_and_why(self):
		day = nowdate()
		cases = (
			(BadPeriod, "before it starts", {"from_date": "2005-05-31", "to_date": "2005-05-01"}),
			(BadPeriod, "still to come", {"from_date": add_to_date(day, days=1), "to_date": "2100-01-01"}),
			(BadPeriod, "longer than 20 years", {"from_date": "1905-01-01", "to_date": day}),
			(BadPeriod, "first and the last day", {"from_date": day, "to_date": None}),
			(NoLongerThere, "not there any more", {**PERIOD, "category": "deleted since"}),
			(NoLongerThere, "not there any more", {**PERIOD, "department": "deleted since"}),
			(NoLongerThere, "not there any more", {**PERIOD, "case_type": "deleted since"}),
			(BadGrouping, "grouped by", {**PERIOD, "group_by": "Weather"}),
			(BadGrouping, "Lines and columns", {**PERIOD, "group_by": "Type", "across": "Type"}),
			(
				BadGrouping,
				"120 columns",
				{"from_date": "2001-01-01", "to_date": "2010-12-31", "group_by": "Type", "across": "Month"},
			),
		)
		for exception, words, filters in cases:
			with self.subTest(words), self.refused(exception, words):
				case_statistics(filters)
		for filters in ({"line_by": "Weather", "line": "x"}, {"line_by": "Month", "line": "2005-13"}):
			with self.subTest(filters), self.refused(BadGrouping):
				run(LISTING, filters={**PERIOD, **filters}, ignore_prepared_report=True)

	def test_every_report_is_tried_here(self):
		ours = frappe.get_all(
			"Report",
			{"module": "Citizen Service", "report_type": "Script Report"},
			pluck="name",
			order_by="name asc",
		)
		self.assertEqual(set(ours) - set(ALL), set())

	def test_every_report_refuses_what_cannot_be_counted(self):
		day = nowdate()
		asked = (
			(BadPeriod, {"from_date": "2005-05-31", "to_date": "2005-05-01"}),
			(BadPeriod, {"from_date": add_to_date(day, days=1), "to_date": "2100-01-01"}),
			(BadPeriod, {"from_date": "1926-01-01", "to_date": day}),
			(BadPeriod, {"from_date": day, "to_date": None}),
		)
		for name in set(ALL) - set(WITHOUT_PERIOD):
			for exception, filters in asked:
				with self.subTest(name, filters=filters), self.assertRaises(exception):
					run(name, filters=filters, ignore_prepared_report=True)
		for name in OF_DEPARTMENTS:
			with self.subTest(name), self.assertRaises(NoLongerThere):
				run(name, filters={**PERIOD, "department": "deleted since"}, ignore_prepared_report=True)
			with self.subTest(name), acting_as(self.office.water_manager), self.assertRaises(FiguresNotOpen):
				run(name, filters={**PERIOD, "department": self.office.roads}, ignore_prepared_report=True)

	def test_what_was_deleted_is_refused_by_whoever_counts_by_it(self):
		of_cases = (
			"Case Statistics",
			"Outcomes and Root Causes",
			"Suggestions",
			"Cases by Department",
			LISTING,
		)
		chosen = {
			**dict.fromkeys(of_cases, ("category", "case_type", "channel", "area", "outcome", "root_cause")),
			**dict.fromkeys(
				("Reopened and Appealed", "Satisfaction", "Extensions", "Hot Spots"), ("case_type",)
			),
			"Open Work by Age": ("case_type",),
			"Emergency Register": ("area",),
		}
		for name, fields in chosen.items():
			for field in fields:
				with self.subTest(name, field=field), self.assertRaises(NoLongerThere):
					run(name, filters={**PERIOD, field: "deleted since"}, ignore_prepared_report=True)

	def test_figures_have_a_chart_and_a_way_to_what_they_count(self):
		"""Of the department's manager too, who reads no case."""
		for user in (self.office.manager, self.office.water_manager):
			for name in OF_DEPARTMENTS:
				if name in LISTINGS or name in (
					"Reopened and Appealed",
					"Satisfaction",
					"Extensions",
					"Suggestions",
				):
					continue
				with self.subTest(name, user=user), acting_as(user):
					answer = run(name, filters=PERIOD, ignore_prepared_report=True)
					rows = [row for row in answer["result"] if isinstance(row, dict) and any_figure(row)]
					if name == "Outcomes and Root Causes":  # nothing was closed
						continue
					self.assertTrue(answer["chart"]["data"]["labels"])
					of_cases = name == "Open Work by Age" and user == self.office.manager
					self.assertTrue(of_cases or all(row.get("ways") for row in rows), rows[:2])

	def test_they_are_read_from_the_replica_of_a_site_that_has_one(self):
		"""The framework's own decorator around its `run`; here the replica is the same database by another connection."""
		primary, seen = frappe.local.db, []
		conf = {
			"read_from_replica": 1,
			"replica_host": frappe.conf.db_host or "127.0.0.1",
			"replica_db_port": frappe.conf.db_port,
		}
		with (
			patch.dict(frappe.local.conf, conf),
			patch.object(
				period_module,
				"now_datetime",
				side_effect=lambda: (seen.append(frappe.local.db), now_datetime())[1],
			),
		):
			run("Department Performance", filters=PERIOD, ignore_prepared_report=True)
		self.assertTrue(seen)
		self.assertTrue(all(connection is not primary for connection in seen))
		self.assertIs(frappe.local.db, primary)

	def test_an_empty_period_is_said_and_counted_as_nothing(self):
		for name in set(ALL) - set(WITHOUT_PERIOD):
			with self.subTest(name):
				empty = {"from_date": "1990-01-01", "to_date": "1990-01-31"}
				answer = run(name, filters=empty, ignore_prepared_report=True)
				self.assertEqual(answer["chart"], None)
				assigned = [row for row in answer["result"] if any(dict(row).get(key) for key in OF_NOW)]
				self.assertTrue(assigned or answer["message"].startswith("<p>"), answer["message"][:60])
				for row in answer["result"]:
					counted = [
						v for key, v in dict(row).items() if isinstance(v, int | float) and key not in OF_NOW
					]
					self.assertEqual([v for v in counted if v], [])

	def test_the_help_defines_each_column_that_counts(self):
		for name in (*OF_DEPARTMENTS, *OF_THE_OFFICE):
			with self.subTest(name):
				answer = run(name, filters=PERIOD, ignore_prepared_report=True)
				for column in answer["columns"]:
					if column["fieldname"] in INDICATORS:
						self.assertIn(f"<dt>{column['label']}</dt>", answer["message"])


def any_figure(row: dict) -> bool:
	return any(value for value in row.values() if isinstance(value, int | float))
