"""What a citizen types is shown as text wherever it is shown: Chromium opens it all and nothing of it runs."""

from email import message_from_string
from email.policy import default

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.outbox import worker
from citizen_service.referral.actions import refer
from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, BrowserTestCase
from citizen_service.tests.support.forms import forms_of
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.portal import Visitor
from citizen_service.tests.support.server import forget_left_work

STRIKE = "document.documentElement.dataset.struck='{0}'"
SCRIPTS = (
	'<img src=x onerror="{0}">',
	'<svg onload="{0}"></svg>',
	'"><script>{0}</script>',
	'<a href="javascript:{0}" autofocus onfocus="{0}">x</a>',
)
TEMPLATE = "{{ 7 * 191 }}${7 * 191}"
EVALUATED = "1337"
CASE = "/citizen-service/case"
STEPS = ("letter", "not_received", "rate", "appeal")
DOCUMENTS = (
	("Follow-up Officer", "Case", "case"),
	("Follow-up Officer", "Response", "answer"),
	("Follow-up Officer", "Case Referral", "referral"),
	("Citizen Service Manager", "Case Referral", "appeal"),
	("Reception Officer", "Case", "case"),
	("Department Officer", "Case Referral", "referral"),
)
LISTS = (
	("Follow-up Officer", "case"),
	("Follow-up Officer", "communication"),
	("Citizen Service Manager", "case-rating"),
	("Department Officer", "case-referral"),
)


def hostile(field: str) -> str:
	"""A text that writes the field's name into the page wherever it is taken for markup."""
	return f"{field} {TEMPLATE} " + "".join(script.format(STRIKE.format(field)) for script in SCRIPTS)


def short(field: str) -> str:
	return f"{TEMPLATE}{SCRIPTS[0].format(STRIKE.format(field))}"


def parts_of(letter: str) -> str:
	"""The texts of a letter as it lies in the queue."""
	parts = message_from_string(letter, policy=default).walk()
	return "\n".join(part.get_content() for part in parts if part.get_content_maintype() == "text")


class StoredScriptsTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)
		forget_left_work()
		office, visitor = cls.office, Visitor(cls.web.client())
		page = visitor.submit(
			subject=short("subject"),
			citizen_name=short("name"),
			description=hostile("description"),
			address=hostile("address"),
			email=f"reader@{make.DOMAIN}",
		)
		cls.reference, cls.secret = page.receipt
		assert cls.reference, page.text_of("main")
		frappe.db.rollback()
		make.act("Case", cls.reference, "Pass to Follow-up", office.reception)
		make.act("Case", cls.reference, "Start Study", office.follow_up)
		with make.acting_as(office.follow_up):
			(referral,) = refer(cls.reference, [office.roads], "يرجى المعاينة.")
		make.accept_full_reply(office, referral, office.roads_officer, office.roads_manager)
		answer = make.accept_answer(office, cls.reference)
		with make.acting_as(office.follow_up):
			record_delivery(answer.name, "In Person")
		make.set_outcome(cls.reference, office.follow_up)
		make.act("Case", cls.reference, "Close", office.follow_up)
		frappe.db.commit()
		cls.taken = [step for step in STEPS if cls.take(visitor, step)]
		frappe.db.rollback()
		appeal = frappe.db.get_value("Case Referral", {"case": cls.reference, "kind": "Appeal"})
		cls.names = {"case": cls.reference, "answer": answer.name, "referral": referral, "appeal": appeal}
		roles = ("Follow-up Officer", "Reception Officer", "Citizen Service Manager")
		cls.people = {
			role: make.make_user(f"arabic.scripts.{frappe.scrub(role)}", role, language="ar")
			for role in roles
		}
		cls.people["Department Officer"] = office.roads_officer
		frappe.db.commit()

	@classmethod
	def take(cls, visitor: Visitor, step: str) -> bool:
		"""A step of the case's page, a hostile text in each of its fields; whether it was offered."""
		page = visitor.track(cls.reference, cls.secret)
		link = page.tree.select_one(f'main a[href*="do={step}"]')
		if not link:
			return False
		for form in forms_of(visitor.open(link["href"].split("#")[0]).tree):
			if form.carried.get("step") == step:
				reply = visitor.client.request("POST", CASE, data=form.filled(hostile(step)))
				assert reply.status == 200, reply.text
				return True
		return False

	def test_every_step_was_taken(self):
		self.assertEqual(self.taken, list(STEPS))

	def assert_harmless(self, page, what: str) -> None:
		self.assertIsNone(page.evaluate("document.documentElement.dataset.struck || null"), what)
		self.assertNotIn(EVALUATED, page.inner_text("body"), what)

	def test_on_the_desks_forms(self):
		with self.page(DESK) as page:
			for role, doctype, which in DOCUMENTS:
				self.enter(page, self.people[role])
				page.goto(f"{self.web.url}/app/{frappe.scrub(doctype).replace('_', '-')}/{self.names[which]}")
				page.wait_for_function(f"window.cur_frm && cur_frm.docname === '{self.names[which]}'")
				page.wait_for_load_state("networkidle")
				for tab in page.locator(".form-tabs .nav-link:visible").all():
					tab.click()
				page.wait_for_load_state("networkidle")
				self.assert_harmless(page, f"{role}: {doctype}")

	def test_in_the_desks_lists(self):
		with self.page(DESK) as page:
			for role, route in LISTS:
				self.enter(page, self.people[role])
				page.goto(f"{self.web.url}/app/{route}/view/list?modified=today")
				page.wait_for_selector(":is(.list-row-container, .no-result) >> visible=true")
				page.wait_for_load_state("networkidle")
				self.assert_harmless(page, f"{role}: {route}")

	def test_on_the_citizens_own_page(self):
		with self.page(DESK) as page:
			page.goto(f"{self.web.url}/citizen-service/track?_lang=en")
			page.fill("[name=reference]", self.reference)
			page.fill("[name=secret]", self.secret)
			page.click("main form button[type=submit]")
			page.wait_for_url("**/citizen-service/case**")
			self.assertIn("onerror", page.inner_text("main"))
			self.assert_harmless(page, "portal")

	def test_in_letters_and_on_paper(self):
		worker.drain()
		frappe.db.rollback()
		letters = frappe.get_all(
			"Email Queue",
			filters={"reference_name": ("in", list(self.names.values()))},
			pluck="message",
			order_by="creation asc",
		)
		texts = [parts_of(letter) for letter in letters]
		self.assertTrue(texts)
		follow_up = self.as_user(self.office.follow_up)
		for name in ("Special Form", "Standard"):
			texts.append(
				self.ok(follow_up.get("/printview", doctype="Case", name=self.reference, format=name)).text
			)
		for text in texts:
			self.assertNotIn("<img src=x", text)
			self.assertNotIn("<script>document", text)
			self.assertNotIn(EVALUATED, text)
