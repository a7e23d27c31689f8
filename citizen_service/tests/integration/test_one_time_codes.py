"""Contacts confirmed by a code that goes through a real mail server or a real SMS gateway, and is kept nowhere."""

import re
import secrets

import frappe

from citizen_service.confirmation import one_time, wire
from citizen_service.confirmation.codes import TRIES
from citizen_service.errors import (
	ContactRefused,
	MessageNotSent,
	MessageRefused,
	OneTimeCodeRefused,
	TooManyAttempts,
)
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support import traces
from citizen_service.tests.support.gateway import sms_through
from citizen_service.tests.support.mail import send_through

SETTINGS = "Citizen Service Settings"


def someone() -> str:
	"""An address that no test had before: the counters live for an hour."""
	return f"c{secrets.token_hex(6)}@citizens.invalid"


def some_number() -> str:
	return f"05{secrets.randbelow(10**8):08d}"


class TestOneTimeCodes(OfficeTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		cls.gateway = sms_through(cls)

	def setUp(self) -> None:
		super().setUp()
		frappe.local.request_ip = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
		self.addCleanup(setattr, frappe.local, "request_ip", None)
		self.purpose, self.contact = f"form {secrets.token_hex(8)}", someone()

	def mailed(self, contact: str) -> str:
		"""The code of the last message to this address."""
		text = self.smtp.sent_to(contact)[-1].get_body(("plain",)).get_content()
		return re.search(r"\b\d{6}\b", text).group()

	def sent(self, contact: str | None = None) -> str:
		one_time.send_code(self.purpose, contact or self.contact)
		return self.mailed(contact or self.contact)

	def wrong(self, code: str) -> str:
		return f"{(int(code) + 1) % 10**6:06d}"

	def test_by_e_mail_in_the_language_of_the_page_and_kept_nowhere(self):
		for language, direction, words in (
			("ar", "rtl", "رمز التأكيد"),
			("en", "ltr", "Your confirmation code"),
		):
			with self.subTest(language):
				frappe.local.lang, before = language, frappe.local.lang
				self.addCleanup(setattr, frappe.local, "lang", before)
				contact = someone()
				code = self.sent(contact)
				letter = self.smtp.sent_to(contact)[-1]
				html = letter.get_body(("html",)).get_content()
				self.assertIn(f'dir="{direction}" lang="{language}"', html)
				self.assertIn(words, html)
				self.assertNotIn(code, letter["Subject"])
				one_time.confirm(self.purpose, contact, code)
				self.assertEqual(traces.tables_with(contact), [])
				self.assertNotIn(contact, traces.logs())

	def test_by_sms_and_kept_nowhere(self):
		number = some_number()
		one_time.send_code(self.purpose, f"{number[:3]} {number[3:]}")
		(text,) = self.gateway.sent_to(number)
		code = re.search(r"\b\d{6}\b", text).group()
		proof = one_time.confirm(self.purpose, number, code)
		self.assertTrue(one_time.is_confirmed(self.purpose, number, proof))
		self.assertEqual(traces.tables_with(number), [])
		self.assertNotIn(number, traces.logs())

	def test_the_cache_holds_no_code(self):
		code = self.sent()
		slot = one_time._slot(self.purpose, self.contact)
		kept = frappe.cache.get(slot)
		self.assertEqual(len(kept), 64)
		self.assertNotIn(code.encode(), kept)
		self.assertTrue(0 < frappe.cache.ttl(slot) <= 600)

	def test_a_code_confirms_once(self):
		code = self.sent()
		proof = one_time.confirm(self.purpose, self.contact.upper(), f" {code[:3]} {code[3:]} ")
		self.assertTrue(one_time.is_confirmed(self.purpose, self.contact, proof))
		with self.refused(OneTimeCodeRefused, "wrong or no longer valid"):
			one_time.confirm(self.purpose, self.contact, code)

	def test_pitfall_30_neither_another_form_nor_another_contact(self):
		code, other = self.sent(), someone()
		for purpose, contact in ((self.purpose, other), ("another form", self.contact)):
			with self.refused(OneTimeCodeRefused):
				one_time.confirm(purpose, contact, code)
		proof = one_time.confirm(self.purpose, self.contact, code)
		for purpose, contact in ((self.purpose, other), ("another form", self.contact), (self.purpose, "")):
			self.assertFalse(one_time.is_confirmed(purpose, contact, proof))

	def test_the_newest_code_holds(self):
		first = self.sent()
		second = self.sent()
		if first != second:
			with self.refused(OneTimeCodeRefused):
				one_time.confirm(self.purpose, self.contact, first)
		one_time.confirm(self.purpose, self.contact, second)

	def test_five_tries(self):
		code = self.sent()
		for _ in range(TRIES):
			with self.refused(OneTimeCodeRefused):
				one_time.confirm(self.purpose, self.contact, self.wrong(code))
		with self.refused(OneTimeCodeRefused):
			one_time.confirm(self.purpose, self.contact, code)

	def test_wrong_never_sent_and_no_contact_are_answered_alike(self):
		code = self.sent()
		told = set()
		for contact, typed in (
			(self.contact, self.wrong(code)),
			(someone(), code),
			("nobody", code),
			("", ""),
		):
			with self.assertRaises(OneTimeCodeRefused) as refused:
				one_time.confirm(self.purpose, contact, typed)
			told.add(str(refused.exception))
		self.assertEqual(len(told), 1)

	def test_pitfall_30_one_contact_is_limited_and_a_shared_address_is_not_soon(self):
		self.limit(one_time_codes_per_contact=2, one_time_codes_per_address=5)
		for _ in range(2):
			one_time.send_code(self.purpose, self.contact)
		# In other spellings and for other forms it is the same contact.
		with self.refused(TooManyAttempts):
			one_time.send_code("another form", f" {self.contact.upper()} ")
		one_time.send_code(self.purpose, someone())
		one_time.send_code(self.purpose, someone())
		with self.refused(TooManyAttempts):
			one_time.send_code(self.purpose, someone())

	def test_what_was_not_sent_is_not_counted_and_tells_nothing(self):
		self.limit(one_time_codes_per_contact=1)
		self.gateway.status, self.gateway.reply = 500, "down"
		number = some_number()
		try:
			with self.refused(MessageNotSent, "500") as refused:
				one_time.send_code(self.purpose, number)
		finally:
			self.gateway.status, self.gateway.reply = 200, "taken"
		self.assertNotIn(number, str(refused.exception))
		one_time.send_code(self.purpose, number)

	def test_a_mail_server_that_does_not_take_it(self):
		self.smtp.before_accept = lambda recipient: False
		self.addCleanup(setattr, self.smtp, "before_accept", None)
		with self.refused(MessageNotSent, "mail server") as refused:
			one_time.send_code(self.purpose, self.contact)
		self.assertNotIsInstance(refused.exception, MessageRefused)

	def test_a_gateway_that_will_never_take_it(self):
		self.gateway.status = 400
		self.addCleanup(setattr, self.gateway, "status", 200)
		with self.refused(MessageRefused, "400"):
			wire.send_sms(some_number(), "text")

	def test_what_cannot_be_sent_to(self):
		for contact in ("nobody", "", "a@b", f"{self.contact}\r\nBcc: x@y.ps"):
			with self.refused(ContactRefused):
				one_time.send_code(self.purpose, contact)
		# Back by the same door: it is also remembered outside the transaction.
		sms = ("SMS Settings", "sms_gateway_url")
		self.addCleanup(frappe.db.set_single_value, *sms, self.gateway.url)
		frappe.db.set_single_value(*sms, "")
		with self.refused(ContactRefused, "cannot send SMS"):
			one_time.send_code(self.purpose, some_number())
		frappe.flags.mute_emails = True
		self.addCleanup(setattr, frappe.flags, "mute_emails", None)
		with self.refused(ContactRefused, "cannot send e-mail"):
			one_time.send_code(self.purpose, self.contact)

	def limit(self, **values: int) -> None:
		for field, value in values.items():
			frappe.db.set_single_value(SETTINGS, field, value)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
