"""A report that was refused is the report that it was, and says back what it was given as text."""

import threading
from unittest.mock import patch

import frappe
from frappe.core.doctype.report.report import Report
from frappe.desk.query_report import run

from citizen_service.acting import acting_as
from citizen_service.dashboards import charts
from citizen_service.errors import BadPeriod, NoLongerThere
from citizen_service.statistics.report import RefusableReport
from citizen_service.tests.base import OfficeTestCase

REPORT = "Cases by Department"
PERIOD = {"from_date": "2005-05-01", "to_date": "2005-05-31"}
IMAGE = "<img src=x onerror=alert(1)>"
FILTERS = (
	"from_date to_date group_by across basis department case_type category channel area outcome root_cause clock state "
	"reason line stage of only measure at_least"
).split()
BACKWARDS = {"from_date": "2026-12-31", "to_date": "2026-01-01"}


class RefusedReportTest(OfficeTestCase):
	def test_a_refused_report_leaves_no_timer_that_changes_it(self):
		report = frappe.get_doc("Report", REPORT)
		self.assertIsInstance(report, RefusableReport)
		with self.refused(BadPeriod):
			report.execute_script_report(BACKWARDS)
		self.assertEqual(self.timers(), [])

	def test_as_released_versions_set_it(self):
		run = Report.execute_script_report

		def watched(report: Report, filters: dict) -> object:
			timer = threading.Timer(3600, frappe.throw, kwargs={"report": report.name, "site": "x"})
			timer.daemon = True
			timer.start()
			return run(report, filters)

		other = threading.Timer(3600, frappe.throw, kwargs={"report": "Another"})
		other.daemon = True
		other.start()
		self.addCleanup(other.cancel)
		with patch.object(Report, "execute_script_report", watched), self.refused(BadPeriod):
			frappe.get_doc("Report", REPORT).execute_script_report(BACKWARDS)
		self.assertEqual(self.timers(), [])
		self.assertFalse(other.finished.is_set())

	def timers(self) -> list[threading.Timer]:
		"""Those of the report that still wait."""
		return [
			thread
			for thread in threading.enumerate()
			if isinstance(thread, threading.Timer)
			and thread.kwargs.get("report") == REPORT
			and not thread.finished.is_set()
		]


class HostileFilterTest(OfficeTestCase):
	"""Filters come out of the address of a page, which anybody may write and send to a clerk."""

	def test_what_a_filter_says_is_never_markup(self):
		names = frappe.get_all(
			"Report",
			{"module": "Citizen Service", "report_type": "Script Report"},
			pluck="name",
			order_by="name asc",
		)
		self.assertGreater(len(names), 15)
		for name in names:
			for field in FILTERS:
				with self.subTest(name, field=field), acting_as(self.office.manager):
					self.assertNotIn("<img", self.said(name, {**PERIOD, field: IMAGE}))
		self.assertIn("&lt;img", self.said("Case Statistics", {**PERIOD, "group_by": IMAGE}))

	def test_nor_is_the_name_of_a_chart(self):
		with acting_as(self.office.manager), self.refused(NoLongerThere):
			charts.get(IMAGE)
		self.assertIn("&lt;img", self.messages())
		self.assertNotIn("<img", self.messages())

	def said(self, name: str, filters: dict) -> str:
		"""What a page shows as it is: messages, and the report's help."""
		frappe.clear_messages()
		try:
			answer = run(name, filters=filters, ignore_prepared_report=True)
		except frappe.ValidationError:
			return self.messages()
		return self.messages() + str(answer.get("message") or "")

	def messages(self) -> str:
		return " ".join(str(message) for message in frappe.message_log)
