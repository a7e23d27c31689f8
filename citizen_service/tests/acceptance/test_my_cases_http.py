"""Citizens' accounts over real HTTP: signed into by a code to a confirmed contact, and attacked from all sides."""

import re
import secrets
from unittest.mock import patch

import frappe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_service.confirmation import accounts
from citizen_service.errors import TooManyAttempts
from citizen_service.portal.code import code_for
from citizen_service.portal.doors import CITIZEN
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.gateway import SmsGateway, outgoing_sms
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.odd import TEXTS
from citizen_service.tests.support.portal import CASE, TRACK, Page, Visitor, sent_case

MINE = "/citizen-service/my-cases"
CONTACT = "Confirmed Contact"


class AccountTestCase(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)

	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.email = self.account()

	def someone(self) -> str:
		return f"c{secrets.token_hex(6)}@{make.DOMAIN}"

	def account(self) -> str:
		"""The address of somebody who has an account, but has not confirmed the address yet. Committed."""
		email = make.make_user(f"c{secrets.token_hex(6)}", CITIZEN)
		frappe.db.commit()
		return email

	def post(self, step: str, visitor: Visitor | None = None, **values: str) -> Page:
		"""Send a form of the page, as a browser does that has it open."""
		visitor = visitor or self.visitor
		hidden = visitor.open(MINE).tree.select_one("input[name=csrf_token]")
		data = {"step": step, **values, **({"csrf_token": hidden["value"]} if hidden else {})}
		return visitor._page(visitor.client.request("POST", MINE, data=data))

	def code_to(self, email: str) -> str:
		text = self.smtp.sent_to(email)[-1].get_body(("plain",)).get_content()
		return re.search(r"\b\d{6}\b", text).group()

	def confirmed(self, email: str, visitor: Visitor | None = None) -> Page:
		"""Ask for a code to this address and type it."""
		asked = self.post("send", visitor, contact=email)
		self.assertEqual(asked.status, 200, asked.text_of("main"))
		page = self.post("confirm", visitor, contact=email, code=self.code_to(email))
		self.assertEqual(page.status, 200, page.text_of("main"))
		return page

	def listed(self, page: Page) -> list[str]:
		return [heading.get_text() for heading in page.tree.select(".cases h2")]


class TestMyCases(AccountTestCase):
	def test_signed_in_by_a_code_one_sees_the_cases_of_the_contact_and_opens_them_without_their_codes(self):
		self.email = self.someone()
		mine, _code = sent_case(email=self.email.upper(), subject="شارع بلا إنارة")
		other, _code = sent_case(email=self.someone())
		page = self.confirmed(self.email)
		self.assertEqual(self.listed(page), [mine])
		self.assertIn("شارع بلا إنارة", page.text_of(".cases"))
		self.assertIn("We have received your case", page.text_of(".stage"))
		self.assertNotIn(other, page.reply.text)
		opened = self.post("open", case=mine)
		self.assertEqual(opened.status, 200)
		self.assertIn(mine, opened.text_of("h1"))
		user = frappe.get_doc("User", {"email": self.email})
		self.assertEqual((user.user_type, [row.role for row in user.roles]), ("Website User", ["Citizen"]))

	def test_signing_in_again_is_the_same_account(self):
		self.email = self.someone()
		self.confirmed(self.email)
		other = Visitor(self.web.client())
		self.confirmed(self.email, other)
		self.assertEqual(frappe.db.count(CONTACT, {"contact": self.email}), 1)
		self.assertEqual(frappe.db.count("User", {"email": self.email}), 1)

	def test_by_sms_in_any_spelling_of_the_number(self):
		digits = f"79{secrets.randbelow(10**7):07d}"
		reference, _code = sent_case(mobile=f"+962-{digits}")
		with SmsGateway() as gateway, outgoing_sms(gateway):
			self.post("send", contact=f"00962 {digits}")
			(text,) = gateway.sent_to(f"+962{digits}")
			code = re.search(r"\b\d{6}\b", text).group()
			page = self.post("confirm", contact=f"+962{digits}", code=code)
		self.assertEqual(self.listed(page), [reference])

	def test_a_second_contact_is_added_and_taken_away_again(self):
		second = self.someone()
		reference, _code = sent_case(email=second)
		self.assertEqual(self.listed(self.confirmed(self.email)), [])
		self.assertEqual(self.listed(self.confirmed(second)), [reference])
		page = self.post("remove", contact=second)
		self.assertEqual(self.listed(page), [])
		self.assertIn(self.email, page.text_of(".contacts"))

	def test_the_cases_of_the_linked_citizen_too(self):
		with make.acting_as(self.office.reception):
			citizen = make.make_citizen(email=self.email)
			case = make.make_case(citizen=citizen.name)
		frappe.db.commit()
		self.assertIn(case.name, self.listed(self.confirmed(self.email)))

	def test_in_arabic(self):
		visitor = Visitor(self.web.client(), lang="ar")
		page = visitor.open(MINE)
		self.assertEqual(page.tree.html["dir"], "rtl")
		self.assertIn("معاملاتي", page.text_of("h1"))
		self.assertIn("إرسال الرمز", page.text_of("form button"))

	def test_signed_out_nothing_is_left(self):
		reference, _code = sent_case(email=self.email)
		self.confirmed(self.email)
		self.post("leave")
		page = self.visitor.open(MINE)
		self.assertNotIn(reference, page.reply.text)
		self.assertTrue(page.tree.select_one("#contact"))

	def test_signed_out_or_the_contact_removed_the_opened_case_is_closed_too(self):
		mine, _code = sent_case(email=self.email)
		for step in ("remove", "leave"):
			self.confirmed(self.email)
			self.assertEqual(self.post("open", case=mine).status, 200)
			cookies = self.visitor.client.session.cookies
			ticket = cookies.get("citizen_service_case")
			self.post(step, contact=self.email)
			self.assertIsNone(cookies.get("citizen_service_case"), step)
			for kept in ({}, {"citizen_service_case": ticket}):
				client = self.web.client()
				reply = client.request("GET", CASE, cookies=kept, allow_redirects=False)
				self.assertEqual(reply.status, 303, step)
				self.assertTrue(reply.headers["Location"].startswith(TRACK), step)
			self.assertTrue(self.visitor.open(CASE).tree.select_one("[name=secret]"), step)

	def test_switched_off_by_the_admin(self):
		self.addCleanup(self.offer, 1)
		self.offer(0)
		self.assertFalse(self.visitor.open(MINE).tree.select_one("#contact"))

	def offer(self, value: int) -> None:
		frappe.get_doc("Citizen Service Settings").update({"citizen_accounts": value}).save()
		frappe.db.commit()

	def test_more_new_users_than_the_site_allows_are_told_to_wait(self):
		make.make_user(f"newest.{secrets.token_hex(4)}", CITIZEN)
		with patch.dict(frappe.local.conf, throttle_user_limit=0), self.assertRaises(TooManyAttempts):
			accounts.enter(f"{secrets.token_hex(6)}@example.com")
		self.assertEqual(frappe.get_message_log()[0].get("title"), "Please Wait")
		frappe.db.rollback()

	def test_a_user_that_is_deleted_leaves_its_contacts(self):
		self.confirmed(self.email)
		frappe.db.rollback()
		user = frappe.db.get_value(CONTACT, {"contact": self.email}, "user")
		accounts.forget_user(frappe.get_doc("User", user))
		self.assertFalse(frappe.db.exists(CONTACT, {"contact": self.email}))
		frappe.db.rollback()


class TestAttacks(AccountTestCase):
	def test_pitfall_30_the_code_of_one_contact_confirms_no_other(self):
		victim = self.someone()
		reference, _code = sent_case(email=victim)
		self.post("send", contact=self.email)
		page = self.post("confirm", contact=victim, code=self.code_to(self.email))
		self.assertEqual(page.status, 403)
		self.assertNotIn(reference, page.reply.text)
		self.assertFalse(frappe.db.exists(CONTACT, {"contact": victim}))

	def test_pitfall_30_a_code_is_worth_nothing_in_another_browser(self):
		self.post("send", contact=self.email)
		other = Visitor(self.web.client())
		page = self.post("confirm", other, contact=self.email, code=self.code_to(self.email))
		self.assertEqual(page.status, 403)

	def test_pitfall_29_nobody_elses_case_is_opened_and_none_is_told_from_one_that_is_not_there(self):
		other, _code = sent_case(email=self.someone())
		self.confirmed(self.email)
		pages = [self.post("open", case=name) for name in (other, "CS-1999-000001", "", "%' or 1=1")]
		self.assertEqual({page.status for page in pages}, {403})
		self.assertEqual(len({page.text_of("main") for page in pages}), 1)
		self.assertNotIn(
			CASE.rpartition("/")[2], self.visitor.client.session.cookies.get("citizen_service_case") or ""
		)

	def test_pitfall_24_withheld_and_unnamed_cases_are_neither_listed_nor_opened(self):
		withheld, _code = sent_case(email=self.email, withhold_identity=1)
		later, _code = sent_case(email=self.email)
		case = frappe.get_doc("Case", later)
		case.withhold_identity = 1
		case.save(ignore_permissions=True)
		frappe.db.commit()
		self.assertEqual(self.listed(self.confirmed(self.email)), [])
		for name in (withheld, later):
			self.assertEqual(self.post("open", case=name).status, 403)

	def test_pitfall_30_changing_the_accounts_address_afterwards_shows_nobody_elses_cases(self):
		victim = self.someone()
		reference, _code = sent_case(email=victim)
		self.confirmed(self.email)
		frappe.db.rollback()
		user = frappe.db.get_value(CONTACT, {"contact": self.email}, "user")
		frappe.db.set_value("User", user, "email", victim)
		frappe.db.commit()
		self.assertEqual(self.listed(self.visitor.open(MINE)), [])
		self.assertNotIn(reference, self.visitor.open(MINE).reply.text)

	def test_pitfall_31_a_contact_of_another_account_is_not_taken_over(self):
		owner, shared = Visitor(self.web.client()), self.account()
		self.confirmed(shared, owner)
		self.confirmed(self.email)
		self.post("send", contact=shared)
		page = self.post("confirm", contact=shared, code=self.code_to(shared))
		self.assertEqual(page.status, 403)
		self.assertIn("another account", page.text_of(".summary"))
		# Nor is it removed from there.
		self.post("remove", contact=shared)
		self.assertTrue(frappe.db.exists(CONTACT, {"contact": shared}))

	def test_staff_are_not_signed_in_by_a_code(self):
		staff = self.office.follow_up
		self.post("send", contact=staff)
		page = self.post("confirm", contact=staff, code=self.code_to(staff))
		self.assertEqual(page.status, 403)
		self.assertIn("password", page.text_of(".summary"))
		logged = self.visitor.client.get("/api/method/frappe.auth.get_logged_user")
		self.assertNotEqual(logged.data, staff)
		self.assertFalse(self.visitor.open(MINE).tree.select(".cases"))

	def test_pitfall_23_an_account_opens_nothing_of_the_frameworks_doors(self):
		reference, _code = sent_case(email=self.email)
		self.confirmed(self.email)
		frappe.db.rollback()
		user = frappe.db.get_value(CONTACT, {"contact": self.email}, "user")
		frappe.db.set_value("Case", reference, "owner", user)
		frappe.db.commit()
		token = self.visitor.open(MINE).tree.select_one("input[name=csrf_token]")["value"]
		client = self.visitor.client
		client.session.headers.update({"Accept": "application/json", "X-Frappe-CSRF-Token": token})
		for reply in (
			client.read("Case", reference),
			client.list("Case"),
			client.list(CONTACT),
			client.insert(CONTACT, contact="x@y.ps", user=user, confirmed_on="2026-01-01"),
			client.update("User", user, roles=[{"role": "Citizen Service Manager"}]),
			client.update("User", user, user_type="System User"),
			client.call("frappe.client.get", doctype="Case", name=reference),
			client.call(
				"frappe.client.get_value", doctype="Case", fieldname="description", filters=reference
			),
			client.call(
				"frappe.website.doctype.web_form.web_form.get_form_data",
				doctype="Case",
				docname=reference,
				web_form_name="Public Case Form",
			),
			client.call(
				"frappe.website.doctype.web_form.web_form.accept",
				web_form="Public Case Form",
				data='{"doctype": "Case", "subject": "x", "description": "x", "case_type": "Complaint"}',
			),
			client.get("/api/method/frappe.www.printview.get_html_and_style", doc="Case", name=reference),
		):
			self.denied(reply)
			self.assertNotIn("code_nonce", reply.text)
		reply = client.call(
			"frappe.website.doctype.web_form.web_form.accept",
			web_form="Public Case Form",
			data='{"subject": "x", "description": "x", "case_type": "Complaint", "channel": "Portal"}',
		)
		self.assertEqual((reply.status, reply.exc_type), (422, "SubmissionRefused"))
		reply = client.request("GET", "/citizen-case/new", allow_redirects=False)
		self.assertEqual((reply.status, reply.headers["Location"]), (301, "/citizen-service/submit"))
		frappe.db.rollback()
		self.assertEqual(frappe.get_roles(user).count("Citizen Service Manager"), 0)
		self.assertTrue(code_for(frappe.get_doc("Case", reference)))

	def test_the_frameworks_page_of_the_form_leads_to_ours(self):
		for sign_in in (False, True):
			if sign_in:
				self.confirmed(self.email)
			page = self.visitor.open("/citizen-case")
			self.assertEqual(page.status, 200)
			self.assertTrue(page.tree.select_one("form[data-steps]"), page.text_of("h1"))

	def test_a_form_sent_from_another_site_is_refused(self):
		self.confirmed(self.email)
		reply = self.visitor.client.request("POST", MINE, data={"step": "remove", "contact": self.email})
		self.assertNotIn("My contacts", reply.text)  # but the framework's own page of an error
		self.assertTrue(frappe.db.exists(CONTACT, {"contact": self.email}))

	def test_wrong_and_odd_contacts_get_a_clear_answer(self):
		for contact in ("", "nobody", "x@y", "\0", "ا" * 500, "a@b.ps\r\nBcc: c@d.ps"):
			page = self.post("send", contact=contact)
			self.assertEqual(page.status, 417, contact)
			self.assertIn("neither", page.text_of("[role=alert]"))

	@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
	@given(
		step=st.sampled_from(("send", "confirm", "remove", "open", "x", "", "\0", "1" * 500)),
		sent=st.dictionaries(st.sampled_from(("contact", "code", "case")), TEXTS),
		arabic=st.booleans(),
	)
	def test_anything_in_any_field_of_any_step_gets_a_clear_answer(self, step, sent, arabic):
		accounts_before = frappe.db.count("User")
		guest = Visitor(self.web.client(), lang="ar" if arabic else "en")
		if not hasattr(self, "entered"):
			self.confirmed(self.email)
			self.entered = True
		for visitor in (guest, self.visitor):
			page = self.post(step, visitor, **{name: text for name, text in sent.items() if text is not None})
			self.assertIn(page.status, (200, 403, 404, 417, 422, 429), page.text_of("main")[:300])
			self.assertNotIn("Traceback", page.reply.text)
			if page.status != 200:
				letters = "[\u0621-\u064a]" if visitor.lang == "ar" else "[a-z]"
				self.assertRegex(page.text_of("[role=alert]"), letters)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("User"), accounts_before)
		self.assertTrue(frappe.db.exists(CONTACT, {"contact": self.email}))
