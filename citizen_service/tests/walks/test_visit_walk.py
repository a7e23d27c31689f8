"""Chromium plans a visit at the desk, sees it in the calendar, and fills it in on a phone; in Arabic."""

import frappe
from frappe.utils import add_days, now_datetime

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase

SUBJECT = "حفرة للزيارة الميدانية"


class VisitWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.planner = make.make_user("arabic.planner", "Follow-up Officer", language="ar")
		cls.case, (cls.referral,) = make.make_referred_case(
			cls.office, subject=SUBJECT, address="شارع المدارس"
		)
		frappe.db.commit()

	def test_planned_at_the_desk_shown_in_the_calendar_and_done_on_a_phone(self):
		start = add_days(now_datetime(), 1)
		with self.page(DESK) as page:
			self.enter(page, self.planner)
			page.goto(f"{self.web.url}/app/case-referral/{self.referral}")
			page.click("button:visible:has-text('جدولة زيارة ميدانية')")
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			page.wait_for_function("cur_frm && cur_frm.doctype === 'Field Visit' && cur_frm.doc.case")
			planned = {
				"planned_start": f"{start:%Y-%m-%d} 09:00:00",
				"planned_end": f"{start:%Y-%m-%d} 11:00:00",
			}
			page.evaluate(
				"""async ([values, user]) => {
					await cur_frm.set_value(values);
					cur_frm.add_child("people", { user });
					cur_frm.refresh_field("people");
				}""",
				[planned, self.planner],
			)
			self.assert_fits(page)
			page.click("button.primary-action:visible:has-text('حفظ')")
			page.wait_for_function("!cur_frm.is_new() && cur_frm.doc.status === 'Planned'")
			visit = page.evaluate("cur_frm.doc.name")
			page.goto(f"{self.web.url}/app/field-visit/view/calendar/default")
			page.wait_for_selector(f".fc-event >> text={SUBJECT}")
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			self.assert_fits(page)
		frappe.db.rollback()
		saved = frappe.get_doc("Field Visit", visit)
		self.assertEqual([row.department for row in saved.departments], [self.office.roads])
		self.assertEqual((saved.referral, saved.address), (self.referral, "شارع المدارس"))
		with self.page(PHONE) as page:
			page.context.grant_permissions(["geolocation"])
			page.context.set_geolocation({"latitude": 29.3759, "longitude": 47.9774})
			self.enter(page, self.planner)
			page.goto(f"{self.web.url}/app/field-visit/{visit}")
			page.click(".citizen-service-spot button:has-text('وصلتُ إلى الموقع')")
			page.wait_for_function("cur_frm.doc.arrived_on && cur_frm.doc.found_latitude > 29")
			page.click(".citizen-service-spot button:has-text('تسجيل النتائج')")
			# Only then is the dialog done opening: it puts the cursor into its first field at the end.
			page.wait_for_selector(".modal.show [data-fieldname=findings] textarea:focus")
			self.assert_fits(page)
			page.fill(".modal.show [data-fieldname=findings] textarea", "الحفرة بعمق 40 سم.")
			page.fill(".modal.show [data-fieldname=met_person] input", "حارس المدرسة")
			page.click(".modal.show .btn-modal-primary")
			page.wait_for_function("cur_frm.doc.status === 'Done'")
			self.assert_fits(page)
		frappe.db.rollback()
		saved.reload()
		self.assertEqual((saved.findings, saved.met_person), ("الحفرة بعمق 40 سم.", "حارس المدرسة"))
		self.assertAlmostEqual(saved.found_longitude, 47.9774)
