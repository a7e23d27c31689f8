"""Chromium as a citizen with an account, in both languages, on a desk and a phone; and the receipt on paper."""

import re
import secrets

import frappe

from citizen_service.portal.code import code_for
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_portal_walks import PortalWalkTestCase
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.portal import sent_case

REFUSED = (403, 422)
"""A wrong code, a question without its answer."""


class AccountWalkTest(BrowserTestCase):
	look = PortalWalkTestCase.look_over

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)

	def test_signed_in_by_a_code_and_the_case_opened(self):
		for lang, viewport in (("ar", PHONE), ("en", DESK)):
			with self.subTest(lang), self.page(viewport, REFUSED) as page:
				self.walk(page, lang)

	def walk(self, page, lang: str) -> None:
		email = f"c{secrets.token_hex(6)}@{make.DOMAIN}"
		reference, _code = sent_case(email=email)
		page.goto(f"{self.web.url}/citizen-service/my-cases?_lang={lang}")
		self.look(page)
		page.fill("#contact", email)
		page.click("main form button")
		page.wait_for_selector("#code")
		self.look(page)
		text = self.smtp.sent_to(email)[-1].get_body(("plain",)).get_content()
		code = re.search(r"\b\d{6}\b", text).group()
		page.fill("#code", "000000" if code != "000000" else "000001")
		page.click("main form button")
		page.wait_for_selector("[role=alert]")
		self.look(page)
		page.fill("#code", code)
		page.click("main form button")
		page.wait_for_selector(f".cases >> text={reference}")
		page.click("summary")
		self.look(page)
		page.click(".cases form button")
		page.wait_for_selector(f"h1 >> text={reference}")
		page.goto(f"{self.web.url}/citizen-service/my-cases")
		page.click("form:has([name=step][value=leave]) button")
		page.wait_for_url("**/citizen-service")

	def test_the_receipt_is_one_page_of_paper_and_its_picture_is_large_enough_for_a_camera(self):
		self.look = self.assert_fits
		with self.page(PHONE, REFUSED) as page:
			reference, secret = PortalWalkTestCase.submit(self, page, "ar")
			self.assertEqual(violations(page), [])
			self.assertGreater(page.locator(".scan svg").bounding_box()["width"], 120)
			self.assertIn(reference, page.inner_text(".receipt"))
			self.assertLess(page.locator("#secret").bounding_box()["height"], 45, f"{secret}: on one line")
			self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))), 1)


class NewCodeTest(BrowserTestCase):
	def test_the_counter_gives_a_new_code_once(self):
		reference, code = sent_case(email=f"c{secrets.token_hex(6)}@{make.DOMAIN}")
		with self.page(DESK) as page:
			page.goto(f"{self.web.url}/login")
			page.fill("#login_email", self.office.reception)
			page.fill("#login_password", make.password_of(self.office.reception))
			page.click(".for-login .btn-login, .form-login .btn-login")
			page.wait_for_url("**/app**")
			page.goto(f"{self.web.url}/app/case/{reference}")
			page.wait_for_selector(".form-page .form-tabs")
			page.click(".menu-btn-group button")
			page.click(".menu-btn-group >> text=New Secret Code")
			page.click(".modal.show .btn-primary >> text=Show and Print")
			page.wait_for_selector("[data-code]")
			shown = page.inner_text("[data-code]")
		self.assertRegex(shown, r"^(\d{4} ){4}\d{4}$")
		self.assertNotEqual(shown, code)
		frappe.db.rollback()
		self.assertEqual(shown, code_for(frappe.get_doc("Case", reference)))
