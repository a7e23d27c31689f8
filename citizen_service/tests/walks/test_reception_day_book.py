"""Chromium at the counter, in Arabic, on a phone: one click counts, one click takes back."""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import PHONE, BrowserTestCase

ENTRY = "Day Book Entry"


class DayBookWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.clerk = make.make_user("arabic.reception", "Reception Officer", language="ar")
		frappe.db.delete(ENTRY, {"officer": cls.clerk})
		frappe.db.commit()

	def counted(self) -> int:
		frappe.db.rollback()
		return frappe.db.count(ENTRY, {"officer": self.clerk})

	def test_a_clerk_counts_a_call_and_takes_it_back(self):
		kind = frappe.get_all("Day Book Kind", {"enabled": 1}, order_by="`rank` asc, name asc", limit=1)[
			0
		].name
		with self.page(PHONE) as page:
			self.enter(page, self.clerk)
			page.goto(f"{self.web.url}/app/day-book")
			button = page.locator(f".day-book-kind[data-kind='{kind}']")
			button.wait_for()
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			self.assert_fits(page)
			page.fill(".day-book [data-fieldname=note] input", "سأل عن الدوام")
			button.click()
			page.wait_for_selector(".day-book-entry >> text=سأل عن الدوام")
			self.assertEqual(self.counted(), 1)
			self.assertEqual(page.input_value(".day-book [data-fieldname=note] input"), "")
			page.keyboard.press("Alt+1")
			page.wait_for_selector(".day-book-entry >> nth=1")
			self.assertEqual(self.counted(), 2)
			page.click(".day-book-entry button >> nth=0")
			page.wait_for_selector(".day-book-entry >> nth=1", state="detached")
			self.assertEqual(self.counted(), 1)
			self.assert_fits(page)
