"""Chromium fills in the public form without JavaScript: a code where nothing is proven."""

import re
import secrets

import frappe

from citizen_service.tests.browser.test_walks import PHONE, BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.mail import send_through

NEXT, SEND = ".onward button[value=next]", ".onward button[value=send]"


class FormTestCase(BrowserTestCase):
	"""A citizen at the form, with an office that sends its mail."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)

	def open(self, page, lang: str = "ar") -> None:
		page.goto(f"{self.web.url}/citizen-service/submit?_lang={lang}")

	def look(self, page) -> None:
		self.assert_fits(page)
		self.assertEqual(violations(page), [], page.url)

	def to_the_place(self, page) -> None:
		page.check("[name=case_type][value=Complaint]")
		page.click(NEXT)
		page.fill("#subject", "إنارة")
		page.fill("#description", "الشارع مظلم.\nمنذ أسبوع.")
		page.click(NEXT)
		page.wait_for_selector("#address")

	def case_of(self, page) -> "frappe.model.document.Document":
		page.wait_for_selector("#reference")
		frappe.db.rollback()
		return frappe.get_doc("Case", page.inner_text("#reference").strip())


class PortalSubmitTest(FormTestCase):
	def test_without_javascript_a_code_takes_the_proofs_place(self):
		address = f"c{secrets.token_hex(6)}@citizens.invalid"
		for lang in ("ar", "en"):
			with self.subTest(lang), self.page(PHONE, (403,), java_script_enabled=False) as page:
				self.open(page, lang)
				self.assertFalse(page.is_visible("[data-draft-notice]"))
				self.to_the_place(page)
				self.assertFalse(page.is_visible("[data-map-parts]"))
				page.click(NEXT)
				page.fill("#citizen_name", "سعاد")
				page.fill("#email", address)
				page.press("#email", "Enter")  # as “Continue” does
				page.wait_for_selector(".part")
				page.click(SEND)
				page.wait_for_selector("#code")
				letter = self.smtp.sent_to(address)[-1].get_body(("plain",)).get_content()
				page.fill("#code", re.search(r"\b\d{6}\b", letter).group())
				page.press("#code", "Enter")
				self.assertEqual(self.case_of(page).email, address)
