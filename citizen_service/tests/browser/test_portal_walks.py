"""Chromium as a citizen: submits, follows, adds information, rates, opens again, appeals; in both languages, on a desk and a phone.

Every page on the way is looked over by axe, at 320 px and with letters twice as large; errors on the console and requests to
another host fail the walk.
"""

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.support.accessibility import violations
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.unit.test_portal_attachments import PDF

NARROW = 320
LARGE = "225%"
WORDS = {
	"ar": ("انقطاع المياه عن الحي", "المياه مقطوعة عن شارع المدارس منذ ثلاثة أيام.", "سميرة يوسف النجار"),
	"en": ("No water in our street", "There has been no water for three days.", "Samira Najjar"),
}
REFUSALS = (403, 422)
"""A wrong code, a question without its answer."""
NEXT, SEND = ".onward button[value=next]", ".onward button[value=send]"
STEP = "main form[data-once] button[type=submit]"


class PortalWalkTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)

	def test_the_whole_way(self):
		for lang in ("ar", "en"):
			for viewport in (PHONE, DESK):
				whole = (lang == "ar") == (viewport is PHONE)  # the others only submit and follow
				with self.subTest(lang, width=viewport["width"]), self.page(viewport, REFUSALS) as page:
					self.walk(page, lang, whole)

	def walk(self, page, lang: str, whole: bool) -> None:
		self.look = self.look_over if whole else self.assert_fits
		reference, secret = self.submit(page, lang)
		self.track(page, reference, secret)
		if not whole:
			return
		self.add_information(page, reference)
		self.answered(reference)
		self.rate(page, reference)
		self.reopen(page, reference)
		self.answered(reference)
		self.appeal(page, reference)
		page.click("form:has([name=step][value=leave]) button")
		page.wait_for_url("**/citizen-service")
		page.goto(f"{self.web.url}/citizen-service/case")
		self.assertIn("/track", page.url)

	def look_over(self, page) -> None:
		"""Right for those who do not see well, or not at all, and on the smallest screen."""
		self.assert_fits(page)
		self.assertEqual(violations(page), [], page.url)
		size = page.viewport_size
		page.set_viewport_size({"width": NARROW, "height": 640})
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
		page.click("main a[href*='/citizen-service/submit'] >> nth=0")
		page.check("[name=case_type][value=Complaint]")
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

	def step(self, page, step: str, text: str) -> None:
		"""A step of the case's page, with a text, to its end."""
		page.goto(f"{self.web.url}/citizen-service/case")
		page.click(f"main a[href*='do={step}']")
		self.look(page)
		page.fill("[name=text]", text)
		page.click(STEP)
		page.wait_for_selector("#told")
		self.look(page)
		frappe.db.rollback()

	def add_information(self, page, reference: str) -> None:
		self.step(page, "letter", "عادت المياه ليلاً ثم انقطعت.")
		letters = {"reference_doctype": "Case", "reference_name": reference, "sent_or_received": "Received"}
		self.assertEqual(frappe.db.count("Communication", letters), 1)

	def rate(self, page, reference: str) -> None:
		page.goto(f"{self.web.url}/citizen-service/case")
		page.click("main a[href*='do=rate']")
		self.look(page)
		page.check("[name=score][value='4']")
		page.click(STEP)
		page.wait_for_selector("#told")
		frappe.db.rollback()
		self.assertEqual(
			frappe.get_all("Case Rating", {"case": reference}, pluck="score", order_by="name asc"), [4]
		)
		self.assertEqual(page.locator("main a[href*='do=rate']").count(), 0)

	def reopen(self, page, reference: str) -> None:
		self.step(page, "reopen", "المياه ما زالت مقطوعة.")
		self.assertEqual(frappe.db.get_value("Case", reference, "closed_on"), None)

	def appeal(self, page, reference: str) -> None:
		self.step(page, "appeal", "لم تُصلح الشبكة، والرد لا يذكر السبب.")
		self.assertTrue(frappe.db.exists("Case Referral", {"case": reference, "kind": "Appeal"}))

	def answered(self, reference: str) -> None:
		"""The office does its part: the full reply, given in person, and the case's end."""
		office = self.office
		if frappe.db.get_value("Case", reference, "workflow_state") == "New":
			make.act("Case", reference, "Pass to Follow-up", office.reception)
			make.act("Case", reference, "Start Study", office.follow_up)
		answer = make.accept_answer(office, reference)
		with make.acting_as(office.follow_up):
			record_delivery(answer.name, "In Person")
		make.set_outcome(reference, office.follow_up)
		make.act("Case", reference, "Close", office.follow_up)
		frappe.db.commit()
