"""The workbook of a report: live tables, numbers that are numbers, nothing that is a formula."""

import io
import unittest
from dataclasses import replace

import openpyxl

from citizen_service.periodic_report.content import same
from citizen_service.periodic_report.workbook import workbook
from citizen_service.tests.support.reports import STYLES, sample


class TestWorkbook(unittest.TestCase):
	def book(self, language: str, content=None) -> openpyxl.Workbook:
		return openpyxl.load_workbook(io.BytesIO(workbook(content or sample(), STYLES[language])))

	def test_every_sheet_has_a_live_table_and_the_direction_of_its_language(self):
		for language in ("ar", "en"):
			book = self.book(language)
			self.assertEqual(len(book.sheetnames), 1 + 3 + 4 + 2)
			for sheet in book:
				(table,) = sheet.tables.values()
				self.assertEqual(bool(sheet.sheet_view.rightToLeft), language == "ar")
				heads = [cell.value for cell in sheet[1]]
				self.assertEqual([column.name for column in table.tableColumns], heads)
				self.assertEqual(len(set(heads)), len(heads))

	def test_numbers_are_numbers_in_their_unit(self):
		rows = {row[0].value: row for row in self.book("en")["Indicators"].iter_rows(min_row=2)}
		self.assertEqual(rows["Cases Received"][1].value, 708)
		self.assertAlmostEqual(rows["Compliance"][1].value, 533 / 655)
		self.assertEqual(rows["Compliance"][1].number_format, "0.0%")
		self.assertIsNone(rows["Compliance"][3].value)

	def test_the_period_before_stands_beside_each_line(self):
		sheet = self.book("en")["Cases by Category"]
		self.assertEqual(
			[cell.value for cell in sheet[1]][1::2], ["Received", "Received – Second quarter of 2026"]
		)
		self.assertEqual([cell.value for cell in sheet[2]][1::2], [214, 121])

	def test_no_text_becomes_a_formula(self):
		content = sample()
		indicator = replace(content.indicators[0], label=same("=HYPERLINK(1)"))
		content = replace(content, indicators=(indicator, replace(indicator, label=same("+cmd|' /C"))))
		for sheet in self.book("en", content):
			for row in sheet.iter_rows():
				self.assertNotIn("f", [cell.data_type for cell in row])
		self.assertEqual(self.book("en", content)["Indicators"]["A2"].value, "'=HYPERLINK(1)")


if __name__ == "__main__":
	unittest.main()
