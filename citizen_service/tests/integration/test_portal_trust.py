"""What speaks for a submission: proof of work, one-time codes over a real mail server, and limits that a kiosk survives."""

import re
import secrets

import altcha
import frappe

from citizen_service.confirmation import proof
from citizen_service.portal import site_tokens
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.gateway import sms_through
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.portal import SUBMIT, Page, Visitor, proof_for
from citizen_service.tests.support.settings import set_settings

CHALLENGE = "/api/method/citizen_service.confirmation.proof.challenge"


def someone() -> str:
	return f"c{secrets.token_hex(6)}@citizens.invalid"


class TestPortalTrust(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		cls.gateway = sms_through(cls)

	def setUp(self) -> None:
		super().setUp()
		self.visitor = Visitor(self.web.client())
		self.cases_before = frappe.db.count("Case")

	def registered(self, page: Page) -> "frappe.model.document.Document":
		self.assertEqual(page.status, 200, page.text_of("main"))
		frappe.db.rollback()
		return frappe.get_doc("Case", page.receipt[0])

	def nothing_registered(self) -> None:
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Case"), self.cases_before)

	def code_in(self, text: str) -> str:
		return re.search(r"\b\d{6}\b", text).group()

	def mailed(self, address: str) -> str:
		return self.code_in(self.smtp.sent_to(address)[-1].get_body(("plain",)).get_content())

	# Proof of work

	def test_a_solved_challenge_is_enough(self):
		set_settings(self, proof_difficulty=6)
		page = self.visitor.open(SUBMIT)
		token = page.tree.select_one("[name=token]")["value"]
		form = page.tree.select_one("[data-challenge]")["data-form"]
		self.assertNotIn(token, form)  # it is part of an address, and so of logs
		made = self.ok(self.web.client().get(CHALLENGE, form=form)).data
		self.assertEqual(set(made), {"parameters", "signature"})
		self.assertEqual(made["parameters"]["algorithm"], "PBKDF2/SHA-256")
		challenge = altcha.Challenge.from_dict(made)
		solution = altcha.solve_challenge(challenge)
		self.assertLess(solution.counter, 6)
		self.registered(
			self.visitor.submit(token=token, proof=altcha.Payload(challenge, solution).to_base64())
		)

	def test_what_proves_nothing(self):
		token, other = self.visitor.token(), self.visitor.token()
		challenge = proof.new_challenge(proof.form_of(token), counter=1)
		solution = altcha.solve_challenge(challenge)
		forged = altcha.create_challenge(
			"PBKDF2/SHA-256",
			1,
			counter=1,
			hmac_secret="theirs",
			hmac_key_secret="theirs",
			data=challenge.parameters.data,
		)
		for payload in (
			"", "x", "e30=", "[" * 2000, "é", "x" * 100_000,
			proof_for(other),
			altcha.Payload(challenge, altcha.Solution(1, "00" * 32)).to_base64(),
			altcha.Payload(challenge, altcha.Solution("1", None)).to_base64(),
			altcha.Payload(forged, altcha.solve_challenge(forged)).to_base64(),
			altcha.Payload(altcha.Challenge(challenge.parameters, None), solution).to_base64(),
		):  # fmt: skip
			page = self.visitor.submit(token=token, proof=payload)
			self.assertEqual(page.status, 422, payload[:100])
			self.assertIn("come to the office", page.text_of(".summary"))
			self.assertTrue(page.tree.select_one("#email"))
		self.nothing_registered()
		self.registered(
			self.visitor.submit(token=token, proof=altcha.Payload(challenge, solution).to_base64())
		)

	def test_a_challenge_belongs_to_a_form(self):
		for form in ("", "x", "a.b.c", "A" * 32, "a" * 33):
			self.denied(self.web.client().get(CHALLENGE, form=form), "BadRequest")
		self.denied(self.web.client().get(CHALLENGE))
		self.denied(self.web.client().post(CHALLENGE, {"form": "a" * 32}))

	def test_the_office_may_ask_for_none(self):
		set_settings(self, proof_of_work=0)
		self.assertFalse(self.visitor.open(SUBMIT).tree.select("[data-challenge]"))
		self.registered(self.visitor.submit(proof=""))

	# One-time codes

	def test_without_javascript_a_code_by_e_mail_is_asked_for(self):
		address = someone()
		page = self.visitor.submit(proof="", email=address)
		self.assertEqual((page.status, page.text_of("h1")), (200, "Confirm how we reach you"))
		self.assertIn(address, page.text_of("main"))
		self.nothing_registered()
		wrong = self.visitor.go(page, "code", code="1")
		self.assertEqual(wrong.status, 403)
		self.assertIn("wrong", wrong.text_of("#code-problem"))
		arabic = self.mailed(address).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
		page = self.visitor.go(wrong, "code", code=f" {arabic} ")
		self.assertEqual(self.registered(page).email, address)

	def test_without_javascript_a_code_by_sms_first(self):
		number = f"05{secrets.randbelow(10**8):08d}"
		page = self.visitor.submit(proof="", email=someone(), mobile=number)
		self.assertIn(number, page.text_of("main"))
		page = self.visitor.go(page, "resend")
		texts = self.gateway.sent_to(number)
		self.assertEqual(len(texts), 2)
		old, new = (self.code_in(text) for text in texts)
		if old != new:
			self.assertEqual(self.visitor.go(page, "code", code=old).status, 403)
		self.registered(self.visitor.go(page, "code", code=new))

	def test_without_javascript_and_contact_one_is_told_to_come_or_to_give_one(self):
		page = self.visitor.submit(proof="")
		self.assertEqual(page.status, 422)
		said = page.text_of(".summary")
		self.assertIn("mobile number or an e-mail address", said)
		self.assertIn("come to the office", said)
		page = self.visitor.submit(proof="", identity="anonymous")
		self.assertEqual(page.status, 422)
		self.nothing_registered()

	def test_the_setting_asks_for_every_contact_that_was_given(self):
		set_settings(self, contact_confirmation="Where Given")
		self.registered(self.visitor.submit())
		address, number = someone(), f"05{secrets.randbelow(10**8):08d}"
		page = self.visitor.submit(email=address, mobile=number)
		self.assertIn(number, page.text_of("main"))
		page = self.visitor.go(page, "code", code=self.code_in(self.gateway.sent_to(number)[-1]))
		self.assertEqual(page.text_of("h1"), "Confirm how we reach you")
		self.assertIn(address, page.text_of("main"))
		case = self.registered(self.visitor.go(page, "code", code=self.mailed(address)))
		self.assertEqual((case.email, case.mobile), (address, number))

	def test_the_setting_always_asks_for_one_unless_there_is_no_name(self):
		set_settings(self, contact_confirmation="Always")
		page = self.visitor.submit()
		self.assertEqual(page.status, 422)
		self.assertIn("mobile number or an e-mail address", page.text_of(".summary"))
		self.assertTrue(page.tree.select_one("#mobile"))
		self.registered(self.visitor.submit(identity="anonymous"))

	def test_pitfall_30_changing_the_contact_after_its_code_was_confirmed(self):
		set_settings(self, contact_confirmation="Where Given")
		address, victim, number = someone(), someone(), f"05{secrets.randbelow(10**8):08d}"
		page = self.visitor.submit(email=address, mobile=number)
		page = self.visitor.go(page, "code", code=self.code_in(self.gateway.sent_to(number)[-1]))
		confirmed = page.filled("form[data-steps]")
		self.assertTrue(confirmed["confirmed_mobile"])
		# Another number, another form, the e-mail in the number's place: none of them is confirmed.
		for change in (
			{"mobile": f"05{secrets.randbelow(10**8):08d}", "email": ""},
			{"email": victim, "confirmed_email": confirmed["confirmed_mobile"]},
		):
			again = self.visitor.go(page, "send", **change)
			self.assertEqual(again.text_of("h1"), "Confirm how we reach you")
		other = self.visitor.token()
		again = self.visitor.go(page, "send", token=other, proof=proof_for(other), email="")
		self.assertEqual(again.text_of("h1"), "Confirm how we reach you")
		self.nothing_registered()
		code = self.mailed(address)
		again = self.visitor.go(page, "code", code=code, email=victim)
		self.assertEqual(again.status, 403)
		self.nothing_registered()
		self.assertEqual(self.registered(self.visitor.go(page, "send", email="")).mobile, number)

	# Limits

	def test_pitfall_30_a_kiosk_is_not_locked_out(self):
		set_settings(self, submissions_per_hour=1, proof_of_work=0, contact_confirmation="Where Given")
		self.registered(self.visitor.submit(proof=""))
		for _ in range(3):  # what is refused is not counted
			self.assertEqual(self.visitor.submit(proof="", subject="").status, 422)
		self.assertEqual(self.visitor.submit(proof="").status, 429)
		for _ in range(9):
			self.registered(self.visitor.submit())
		late = self.visitor.submit()
		self.assertEqual(late.status, 429)
		self.assertEqual(late.filled("form[data-steps]")["citizen_name"], "أحمد علي")
		address = someone()
		page = self.visitor.submit(email=address)
		self.registered(self.visitor.go(page, "code", code=self.mailed(address)))

	def test_a_form_that_was_open_too_long_keeps_its_answers(self):
		page = self.visitor.go(self.visitor.open(SUBMIT), "next", case_type="Complaint")
		page = self.visitor.go(page, "next", token="0.1.2", subject="s", description="d")
		fresh = page.tree.select_one("[name=token]")["value"]
		self.assertTrue(site_tokens.is_fresh(fresh))
		self.assertEqual(page.tree.select_one("[name=subject]")["value"], "s")
