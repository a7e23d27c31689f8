"""A periodic report from its draft to its cancelling, over real HTTP, by the people of the office.

`إعداد الإحصائيات التحليلية والتقارير الدورية … ورفعها للمسئول المباشر`
"""

import io
import json

import frappe
import openpyxl
from pypdf import PdfReader

from citizen_service.periodic_report import drafting
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

REPORT = "Periodic Report"
STEPS = "/api/method/citizen_service.periodic_report.actions."
DAYS = {"first_day": "1993-05-01", "last_day": "1993-05-31"}
KEPT = ["content", "content_hash", "approved_on", "summary"]


class TestPeriodicReportHttp(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.addClassCleanup(cls.forget)
		cls.forget()
		cls.case = make.make_case(opened_on="1993-05-04 09:00:00", case_type="Suggestion").name
		case, (referral,) = make.make_referred_case(cls.office, cls.office.roads)
		frappe.db.set_value("Case", case.name, "opened_on", "1993-05-05 09:00:00")
		frappe.db.set_value("Case Referral", referral, "referred_on", "1993-05-05 10:00:00")
		frappe.db.commit()
		cls.manager, cls.supervisor = cls.as_user(cls.office.manager), cls.as_user(cls.office.supervisor)

	@staticmethod
	def forget() -> None:
		"""Cases and reports of May 1993, so that the next run counts its own."""
		frappe.db.rollback()
		frappe.db.set_value(
			"Case", {"opened_on": ("between", ("1993-05-01", "1993-05-31"))}, "opened_on", "2001-01-01"
		)
		for name in frappe.get_all(REPORT, DAYS, pluck="name", order_by="name asc"):
			for child in ("Finding", "Recommendation", "Follow-up"):
				frappe.db.delete(f"{REPORT} {child}", {"parent": name})
			frappe.db.delete(REPORT, {"name": name})
		frappe.db.commit()

	def step(self, client: Client, name: str, report: str, **more: str) -> Reply:
		if name in ("compute", "send"):
			return client.post(f"{STEPS}{name}", {"report": report, **more})
		return client.get(f"{STEPS}{name}", report=report, **more)

	def kept(self, name: str) -> dict:
		frappe.db.rollback()
		return frappe.db.get_value(REPORT, name, KEPT, as_dict=True)

	def figure(self, name: str, key: str) -> int:
		content = json.loads(self.kept(name).content)
		return next(one["now"]["number"] for one in content["indicators"] if one["key"] == key)

	def test_from_draft_to_cancelled(self):
		name = self.ok(self.manager.insert(REPORT, kind="Month", **DAYS)).data["name"]
		self.denied(self.manager.update(REPORT, name, docstatus=1), "ReportRefused")

		# Counted in the background
		self.ok(self.step(self.manager, "compute", name))
		self.assertEqual(self.step(self.manager, "progress", name).data["computation"], "Computing")
		frappe.db.rollback()
		drafting.run(name)
		self.assertEqual(self.step(self.manager, "progress", name).data["computation"], "Done")
		self.assertEqual(self.figure(name, "received"), 2)
		self.denied(self.step(self.supervisor, "preview", name))
		self.denied(self.step(self.manager, "send", name), "ReportRefused")

		# Concluded from by Follow-up, approved by the manager alone
		follow_up = self.as_user(self.office.follow_up)
		rows = [{"recommendation": "إصلاح المضخة"}]
		self.ok(follow_up.update(REPORT, name, summary="شهر هادئ", content="{}", recommendations=rows))
		self.denied(follow_up.update(REPORT, name, docstatus=1))
		self.ok(self.manager.update(REPORT, name, docstatus=1))
		before = self.kept(name)
		self.assertEqual(before.summary, "شهر هادئ")

		# Frozen, whatever happens to the cases and whatever is sent
		frappe.db.set_value("Case", self.case, {"category": "Water Cut", "opened_on": "1993-04-30 23:59:59"})
		frappe.db.commit()
		self.manager.update(REPORT, name, content="{}", content_hash="x")
		self.denied(self.manager.update(REPORT, name, summary="Otherwise"), "UpdateAfterSubmitError")
		for field in ("content", "summary", "docstatus"):
			self.manager.call(
				"frappe.client.set_value", doctype=REPORT, name=name, fieldname=field, value="0"
			)
		self.denied(self.step(self.manager, "compute", name), "ReportRefused")
		self.denied(self.manager.delete(f"/api/resource/{REPORT}/{name}"))
		amended = self.manager.insert(REPORT, kind="Month", amended_from=name, **DAYS)
		if (
			amended.status == 200
		):  # some versions let it be drafted; it has no figures, and is not approved beside it
			self.denied(self.manager.update(REPORT, amended.data["name"], docstatus=1), "ReportRefused")
		self.assertEqual(self.kept(name), before)

		# The difference is shown on demand
		found = self.ok(self.step(self.supervisor, "difference", name)).data
		received = [
			(one["kept"], one["now"])
			for one in found["lines"]
			if one["label"] in ("Cases Received", "المعاملات الواردة")
		]
		self.assertIn(("2", "1"), received)

		# Read by whom it concerns
		self.assertIn("<svg", self.ok(self.step(self.supervisor, "preview", name)).data)
		paper = self.ok(self.step(self.supervisor, "pdf", name, language="ar"))
		self.assertGreater(len(PdfReader(io.BytesIO(paper.body)).pages), 3)
		self.ok(self.step(self.supervisor, "pdf", name, language="en", department=self.office.roads))
		self.denied(self.step(self.supervisor, "pdf", name, department="لا وجود لها"), "ReportRefused")
		sheets = openpyxl.load_workbook(
			io.BytesIO(self.ok(self.step(self.supervisor, "sheets", name, language="ar")).body)
		)
		self.assertEqual(sheets.worksheets[0]["B2"].value, 2)
		self.assertTrue(all(sheet.sheet_view.rightToLeft and sheet.tables for sheet in sheets.worksheets))
		head = self.as_user(self.office.roads_manager)
		for step in ("preview", "difference", "pdf", "sheets", "progress", "compute", "send"):
			self.denied(self.step(head, step, name))
		self.denied(head.read(REPORT, name))

		# Cancelled by the manager alone, and kept
		self.denied(follow_up.update(REPORT, name, docstatus=2))
		self.ok(
			self.manager.update(
				REPORT,
				name,
				docstatus=2,
				content="{}",
				content_hash="x",
				summary="Otherwise",
				recommendations=[],
			)
		)
		self.denied(self.manager.delete(f"/api/resource/{REPORT}/{name}"))
		self.denied(self.supervisor.read(REPORT, name))
		self.assertEqual(self.kept(name), before)
		self.assertEqual(frappe.db.count(f"{REPORT} Recommendation", {"parent": name, "docstatus": 2}), 1)

	def test_bad_periods_are_refused_by_name(self):
		year = frappe.utils.getdate().year
		for days in (
			{"first_day": "1993-05-31", "last_day": "1993-05-01"},
			{"first_day": f"{year + 1}-01-01", "last_day": f"{year + 1}-12-31"},
			{"first_day": "1893-01-01", "last_day": "1993-12-31"},
		):
			with self.subTest(days):
				self.denied(self.manager.insert(REPORT, kind="Any", **days), "BadPeriod")
