"""Chromium as a citizen who goes the whole way: adds information, rates, opens again, appeals; in both languages.

Every page on the way is looked over by axe, at 320 px and with letters twice as large.
"""

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_portal_walks import REFUSALS, PortalWalkTestCase
from citizen_service.tests.browser.test_walks import DESK, PHONE

STEP = "main form[data-once] button[type=submit]"


class PortalWholeWayTest(PortalWalkTestCase):
	def test_the_whole_way(self):
		for lang, viewport in (("ar", PHONE), ("en", DESK)):
			with self.subTest(lang), self.page(viewport, REFUSALS) as page:
				self.look = self.look_over
				self.walk(page, *self.submit(page, lang))

	def test_submitted_and_followed_on_the_other_screens(self):
		for lang, viewport in (("ar", DESK), ("en", PHONE)):
			with self.subTest(lang), self.page(viewport, REFUSALS) as page:
				self.look = self.assert_fits
				self.track(page, *self.submit(page, lang))

	def walk(self, page, reference: str, secret: str) -> None:
		self.track(page, reference, secret)
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
