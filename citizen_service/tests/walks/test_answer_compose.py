"""Chromium composes an answer from a department's reply, in Arabic, and sees it as an SMS; on a desk and on a phone."""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase


class ComposeAnswerTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.officer = make.make_user("arabic.follow.up", "Follow-up Officer", language="ar")
		frappe.db.commit()

	def case(self) -> str:
		case, (referral,) = make.make_referred_case(self.office)
		make.accept_full_reply(self.office, referral, self.office.roads_officer, self.office.roads_manager)
		frappe.db.commit()
		return case.name

	def test_a_reply_is_inserted_previewed_and_saved(self):
		for viewport in (DESK, PHONE):
			with self.subTest(width=viewport["width"]), self.page(viewport) as page:
				case = self.case()
				self.enter(page, self.officer)
				page.goto(f"{self.web.url}/app/case/{case}")
				page.wait_for_selector(".citizen-service-overview", state="attached")
				page.evaluate("citizen_service.compose_answer(cur_frm)")
				page.click(".citizen-service-material [data-insert]")
				page.wait_for_selector(".modal.show .ql-editor >> text=تمت المعاينة")
				page.click(".modal.show .btn-preview >> nth=1")
				page.wait_for_selector(".citizen-service-preview >> text=تمت المعاينة")
				self.assert_fits(page)
				page.locator(".modal.show .btn-modal-close:visible").last.click()
				page.wait_for_selector(".citizen-service-preview", state="hidden")
				page.click(".modal.show .btn-primary:visible")
				page.wait_for_url("**/app/response/RES-*")
				frappe.db.rollback()
				answer = frappe.get_doc("Response", {"case": case, "audience": "Citizen"})
				self.assertIn("تمت المعاينة", answer.body)
				self.assertEqual(answer.prepared_by, self.officer)
