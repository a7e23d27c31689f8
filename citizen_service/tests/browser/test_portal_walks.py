"""Chromium as a citizen who submits and follows, in both languages, on a phone and a desk, with and without JavaScript.

The pages in Arabic are looked over by axe, at 320 px and with letters twice as large; errors on the console and requests to
another host fail the walk. The walk's other steps: `test_portal_whole_way.py`.
"""

import frappe

from citizen_service.following.link import tracking_link
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.portal import sent_case
from citizen_service.tests.unit.test_portal_attachments import PDF

SMALLEST = {"width": 320, "height": 640}
LARGE = "225%"
WORDS = {
	"ar": ("انقطاع المياه عن الحي", "المياه مقطوعة عن شارع المدارس منذ ثلاثة أيام.", "سميرة يوسف النجار"),
	"en": ("No water in our street", "There has been no water for three days.", "Samira Najjar"),
}
REFUSALS = (403, 422)
"""A wrong code, a question without its answer."""
NEXT, SEND = ".onward button[value=next]", ".onward button[value=send]"


class PortalWalkTestCase(BrowserTestCase):
	"""A citizen who submits and follows; `look` is what each page on the way must stand."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)

	def look_over(self, page) -> None:
		"""Right for those who do not see well, or not at all, and on the smallest screen."""
		self.assert_fits(page)
		self.assertEqual(violations(page), [], page.url)
		size = page.viewport_size
		page.set_viewport_size(SMALLEST)
		self.assert_fits(page)
		page.set_viewport_size(size)
		page.evaluate(f"document.documentElement.style.fontSize = '{LARGE}'")
		self.assert_fits(page)
		page.evaluate("document.documentElement.style.fontSize = ''")

	def submit(self, page, lang: str) -> tuple[str, str]:
		subject, description, name = WORDS[lang]
		page.goto(f"{self.web.url}/citizen-service?_lang={lang}")
		self.assertEqual(page.get_attribute("html", "dir"), "rtl" if lang == "ar" else "ltr")
		self.look(page)
		page.click("main a[href$='case_type=Complaint']")
		self.assertTrue(page.is_checked("[name=case_type][value=Complaint]"))
		self.look(page)
		page.click(NEXT)
		page.fill("[name=subject]", subject)
		page.set_input_files(
			"[name=attachments]", {"name": "صورة.pdf", "mimeType": "application/pdf", "buffer": PDF}
		)
		page.click(NEXT)
		page.wait_for_selector(".summary")  # the matter itself is missing: said, and nothing else is lost
		self.look(page)
		self.assertEqual(page.input_value("[name=subject]"), subject)
		page.wait_for_selector(".held >> text=صورة.pdf")
		page.fill("[name=description]", description)
		page.click(NEXT)
		page.fill("[name=address]", "قرب المدرسة")
		self.look(page)
		page.click(NEXT)
		page.fill("[name=citizen_name]", name)
		self.look(page)
		page.click(NEXT)
		page.wait_for_selector(f"main >> text={subject}")
		self.look(page)
		page.click(SEND)
		page.wait_for_selector("#reference")
		self.look(page)
		reference, secret = page.inner_text("#reference").strip(), page.inner_text("#secret").strip()
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Case", reference, "language"), lang)
		self.assertTrue(frappe.db.exists("File", {"attached_to_name": reference, "is_private": 1}))
		return reference, secret

	def track(self, page, reference: str, secret: str) -> None:
		page.goto(f"{self.web.url}/citizen-service/track")
		self.look(page)
		page.fill("[name=reference]", reference)
		page.fill("[name=secret]", "1234")
		page.click("main form button[type=submit]")
		page.wait_for_selector(".summary")
		self.look(page)
		page.fill("[name=secret]", secret)
		page.click("main form button[type=submit]")
		page.wait_for_url("**/citizen-service/case**")
		page.wait_for_selector(f"h1 >> text={reference}")
		self.look(page)


class PortalWalkTest(PortalWalkTestCase):
	def test_submitted_and_followed(self):
		for lang, viewport, look in (("ar", PHONE, self.look_over), ("en", DESK, self.assert_fits)):
			with self.subTest(lang), self.page(viewport, REFUSALS) as page:
				self.look = look
				self.track(page, *self.submit(page, lang))

	def test_followed_and_cancelled_without_javascript(self):
		reference, secret = sent_case()
		with self.page(SMALLEST, java_script_enabled=False) as page:
			page.goto(tracking_link(self.web.url, reference, secret))
			page.fill("#reference", reference)
			page.fill("#secret", secret)
			page.click("main button")
			page.wait_for_selector(f"h1 >> text={reference}")
			page.click("a[href*='do=cancel']")
			page.fill("textarea", "أُصلحت")
			page.click("form[data-once] button[type=submit]")
			page.wait_for_selector("#told")
			self.assertIn("أُلغيت", page.inner_text("#told"))
			self.assert_fits(page)
