"""Chromium at the page of a case, on a small phone: by the receipt's QR code, and by the keys alone."""

import os

import frappe

from citizen_service.closing import steps as closing
from citizen_service.delivery.actions import record_delivery
from citizen_service.following.link import tracking_link
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_portal_walks import SMALLEST
from citizen_service.tests.browser.test_walks import BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.portal import CASE, sent_case

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, where somebody wants to look at the pages."""


class FollowingWalkTest(BrowserTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.reference, self.secret = sent_case(subject="حفرة أمام مدرسة البنات في شارع القدس")
		self.link = tracking_link(self.web.url, self.reference, self.secret)

	def close(self) -> None:
		make.act("Case", self.reference, "Pass to Follow-up", self.office.reception)
		make.act("Case", self.reference, "Start Study", self.office.follow_up)
		answer = make.accept_answer(self.office, self.reference, body="<p>أُصلحت الحفرة يوم الأحد.</p>")
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "Letter")
			closing.close(self.reference, {"outcome": "Justified", "root_cause": "Delay"})
		frappe.db.commit()

	def look(self, page, name: str) -> None:
		"""Nothing sticks out, and axe finds nothing."""
		if SHOTS:
			page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
		self.assert_fits(page)
		self.assertEqual(violations(page), [], name)

	def test_from_the_qr_code_to_leaving(self):
		self.close()
		with self.page(SMALLEST) as page:
			page.goto(self.link)
			page.wait_for_url(f"**{CASE}")
			self.assertNotIn("#", page.url)
			page.click("a[href*='do=not_received']")
			self.look(page, "ar-not_received")
			page.click(f"a[href='{CASE}']")
			page.click("a[href*='do=rate']")
			page.check("input[name=score][value='2']")
			self.assertTrue(page.is_visible("[data-reasons=for_low]"))
			self.assertFalse(page.is_visible("[data-reasons=for_high]"))
			page.check("[data-reasons=for_low] input >> nth=0")
			page.click("form[data-once] button[type=submit]")
			page.wait_for_selector("#told:focus")
			page.click("a[href*='do=reopen']")
			page.fill("textarea", "لم تُصلح الحفرة")
			page.click("form[data-once] button[type=submit]")
			page.wait_for_selector("#told:focus")
			self.look(page, "ar-reopened")
			page.click(".leave button")
			page.wait_for_url("**/citizen-service")
			page.goto(f"{self.web.url}{CASE}")
			page.wait_for_url("**/citizen-service/track")

	def test_by_the_keys_alone_and_wrong_answers_are_named(self):
		with self.page(SMALLEST, refusals=(422,)) as page:
			page.goto(self.link)
			page.wait_for_url(f"**{CASE}")
			self.look(page, "ar-new")
			page.focus("a[href*='do=letter']")
			page.keyboard.press("Enter")
			page.wait_for_selector("form[data-once]")
			page.focus("form[data-once] button[type=submit]")
			page.keyboard.press("Enter")
			page.wait_for_selector(".summary")
			self.look(page, "ar-wrong")
			page.focus("textarea")
			page.keyboard.type("البيت رقم ٧")
			for _ in range(4):
				page.keyboard.press("Tab")
				if page.evaluate("document.activeElement.type") == "submit":
					break
			page.keyboard.press("Enter")
			page.wait_for_selector("#told:focus")
			self.assertIn("البيت رقم ٧", page.inner_text(".sent"))
