"""A report that was refused is the report that it was."""

import threading
from unittest.mock import patch

import frappe
from frappe.core.doctype.report.report import Report

from citizen_service.errors import BadPeriod
from citizen_service.statistics.report import RefusableReport
from citizen_service.tests.base import OfficeTestCase

REPORT = "Cases by Department"
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
