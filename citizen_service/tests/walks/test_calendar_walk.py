"""Chromium walks an admin's screens for working hours and policies, in Arabic, at a desk and on a phone."""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.integration.test_working_calendar import RAMADAN, holiday, shift, values
from citizen_service.tests.unit.test_sla_ics import file_of

ICS = file_of(
	"DTSTART:20270310\nDTEND:20270313\nSUMMARY:عيد الفطر",
	"DTSTART:20270503\nSUMMARY:أيار",
	"DTSTART:20270601\nSTATUS:CANCELLED\nSUMMARY:ملغاة",
)


class AdminWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.admin = make.make_user("arabic.admin", "Citizen Service Admin", language="ar")
		cls.calendar = frappe.get_doc(
			values(
				[shift("Sunday"), shift("Sunday", "10:00:00", "14:00:00", season="رمضان")],
				[RAMADAN],
				[holiday("2027-05-02", "2027-05-03")],
			)
		).insert()
		frappe.db.commit()
		cls.addClassCleanup(frappe.db.commit)
		cls.addClassCleanup(cls.calendar.delete)

	def open(self, page, path: str) -> None:
		self.enter(page, self.admin)
		page.goto(f"{self.web.url}/app/{path}")

	def press(self, page, label: str) -> None:
		"""A button of the form: on a phone it is in the menu, so it is pressed by its script."""
		page.wait_for_function("label => window.cur_frm && cur_frm.custom_buttons[__(label)]", arg=label)
		page.evaluate("label => cur_frm.custom_buttons[__(label)].click()", label)

	def test_the_preview_of_what_is_not_saved_yet(self):
		for size in (DESK, PHONE):
			with self.subTest(size), self.page(size) as page:
				self.open(page, f"working-calendar/{self.calendar.name}")
				page.wait_for_function("() => window.cur_frm && cur_frm.custom_buttons[__('Preview')]")
				page.evaluate("cur_frm.doc.shifts[0].end_time = '12:15:00'")
				self.press(page, "Preview")
				page.wait_for_selector(".calendar-preview .day.closed:visible >> text=راحة أسبوعية >> nth=0")
				page.wait_for_selector(".calendar-preview .day.open >> text=12:15 >> nth=0")
				page.wait_for_selector(".modal:visible [role=status] >> text=موعد الرد")
				self.assert_fits(page)
				grid = page.locator(".calendar-preview")
				self.assertLessEqual(*grid.evaluate("grid => [grid.scrollWidth, grid.clientWidth]"))

	def test_holidays_of_a_file_become_rows_that_are_not_saved(self):
		for size in (DESK, PHONE):
			with self.subTest(size), self.page(size) as page:
				self.open(page, f"working-calendar/{self.calendar.name}")
				self.press(page, "Import Holidays")
				page.set_input_files(
					"#holiday-file:visible",
					{"name": "عطل.ics", "mimeType": "text/calendar", "buffer": ICS},
				)
				page.wait_for_selector(".modal:visible >> text=موجودة: الصف 1")
				page.wait_for_selector(".modal:visible >> text=ملغاة في الملف")
				self.assert_fits(page)
				page.click(".modal:visible .btn-modal-primary")
				page.wait_for_function("() => cur_frm.doc.holidays.length === 2 && cur_frm.is_dirty()")
				added = page.evaluate("cur_frm.doc.holidays[1]")
				self.assertEqual(
					(added["holiday_name"], added["from_date"], added["to_date"]),
					("عيد الفطر", "2027-03-10", "2027-03-12"),
				)
				frappe.db.rollback()
				self.assertEqual(len(frappe.get_doc("Working Calendar", self.calendar.name).holidays), 1)

	def test_the_test_of_policies(self):
		for size in (DESK, PHONE):
			with self.subTest(size), self.page(size) as page:
				self.open(page, "service-level-policy/Complaints")
				self.press(page, "Test Policies")
				page.wait_for_selector(".modal:visible [data-fieldname=department]")
				page.click(".modal:visible .btn-modal-primary")
				page.wait_for_selector(".modal:visible >> text=هي السارية: أول سياسة تنطبق بحسب الترتيب")
				page.wait_for_selector(".modal:visible >> text=للطلبات الطارئة فقط")
				self.assert_fits(page)
