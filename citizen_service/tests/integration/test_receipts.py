"""The receipt that is sent to the citizen: on the wire by a real mail server or SMS gateway, and in no record (rule 6)."""

import secrets

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.errors import DeliveryRefused, NoNewCode
from citizen_service.following.link import tracking_link
from citizen_service.outbox import worker
from citizen_service.portal.code import code_for, issue_new, send_new
from citizen_service.tests import factories as make
from citizen_service.tests.support import traces
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.gateway import SmsGateway, outgoing_sms
from citizen_service.tests.support.mail import send_through

ENTRY = "Outbox Entry"


class ReceiptTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		worker.drain()  # what others left
		cls.gateway = SmsGateway().__enter__()
		cls.addClassCleanup(cls.gateway.__exit__)

	def setUp(self) -> None:
		super().setUp()
		self.email = f"c{secrets.token_hex(6)}@{make.DOMAIN}"
		self.mobile = f"05{secrets.randbelow(10**8):08d}"

	def registered(self, **values):
		"""A case with what follows it done."""
		with make.acting_as(self.office.reception):
			case = make.make_case(**values)
		frappe.db.commit()
		worker.drain()
		return case

	def entries(self, case, action: str = "send_receipt") -> list:
		return frappe.get_all(
			ENTRY,
			{"action": action, "reference_name": case.name},
			["name", "status", "last_error"],
			order_by="creation asc",
		)

	def again(self, entry) -> None:
		frappe.db.set_value(ENTRY, entry.name, "available_at", add_to_date(now_datetime(), seconds=-1))
		frappe.db.commit()
		worker.drain()

	def told(self, case) -> str:
		"""What the timeline says."""
		about = {"reference_doctype": "Case", "reference_name": case.name}
		letters = frappe.get_all("Communication", about, pluck="content", order_by="creation asc")
		notes = frappe.get_all("Comment", about, pluck="content", order_by="creation asc")
		return "\n".join(letters + notes)

	def assert_kept_nowhere(self, *cases) -> None:
		codes = [code_for(frappe.get_doc("Case", case.name)) for case in cases]
		ways = [way for code in codes for way in traces.ways_to_write(code)]
		self.assertEqual(traces.tables_with(*ways), [])
		logs = traces.logs()
		self.assertFalse([way for way in ways if way in logs])


class TestReceipts(ReceiptTestCase):
	def test_by_e_mail_in_the_citizens_language_and_the_code_is_in_no_table_and_no_log(self):
		cases = []
		for language, direction, words in (("ar", "rtl", "الرمز السري"), ("en", "ltr", "Secret code")):
			with self.subTest(language):
				email = f"{language}{self.email}"
				case = self.registered(language=language, email=email)
				(letter,) = self.smtp.sent_to(email)
				html, text = (letter.get_body((kind,)).get_content() for kind in ("html", "plain"))
				code = code_for(case)
				link = tracking_link(frappe.utils.get_url(), case.name, code)
				for part in (f'dir="{direction}"', words, code, case.name, f'href="{link}"'):
					self.assertIn(part, html)
				self.assertIn(code, text)
				self.assertIn(case.name, letter["Subject"])
				self.assertFalse(frappe.db.exists("Email Queue", {"reference_name": case.name}))
				self.assertIn("No copy is kept", self.told(case))
				cases.append(case)
		self.assert_kept_nowhere(*cases)

	def test_by_sms_where_there_is_a_gateway(self):
		with outgoing_sms(self.gateway):
			case = self.registered(mobile=self.mobile, language="ar")
		(text,) = self.gateway.sent_to(self.mobile)
		for part in (code_for(case), case.name, "/citizen-service/track"):
			self.assertIn(part, text)
		self.assertFalse(frappe.db.exists("SMS Log", {"sent_to": ("like", f"%{self.mobile}%")}))
		self.assertIn("by SMS", self.told(case))
		case = self.registered(mobile=self.mobile)
		self.assertEqual(len(self.gateway.sent_to(self.mobile)), 1)
		self.assertEqual(self.entries(case), [])

	def test_a_withheld_citizen_gets_it_and_stays_unnamed(self):
		case = self.registered(email=self.email, withhold_identity=1)
		self.assertEqual(len(self.smtp.sent_to(self.email)), 1)
		self.assertEqual(traces.tables_with(self.email), [])
		self.assertIn("No copy is kept", self.told(case))

	def test_without_a_contact_nothing_is_sent(self):
		before = len(self.smtp.messages)
		case = self.registered()
		self.assertEqual(len(self.smtp.messages), before)
		self.assertEqual(self.entries(case), [])
		self.assertNotIn("secret code", self.told(case))

	def test_what_the_mail_server_does_not_take_now_comes_later_and_the_error_tells_nothing(self):
		self.smtp.before_accept = lambda recipient: False
		self.addCleanup(setattr, self.smtp, "before_accept", None)
		case = self.registered(email=self.email)
		(entry,) = self.entries(case)
		self.assertEqual(entry.status, "Pending")
		self.assertIn("MessageNotSent", entry.last_error)
		for secret in (self.email, *traces.ways_to_write(code_for(case))):
			self.assertNotIn(secret, entry.last_error)
		self.smtp.before_accept = None
		self.again(entry)
		self.assertEqual(len(self.smtp.sent_to(self.email)), 1)

	def test_sent_again_it_is_the_same_message(self):
		case = self.registered(email=self.email)
		(entry,) = self.entries(case)
		frappe.db.set_value(ENTRY, entry.name, "status", "Pending")
		self.again(entry)
		first, second = self.smtp.sent_to(self.email)
		self.assertEqual(first["Message-ID"], second["Message-ID"])

	def test_an_answer_to_it_finds_the_case(self):
		case = self.registered(email=self.email)
		(letter,) = self.smtp.sent_to(self.email)
		found = frappe.db.get_value(
			"Communication", {"message_id": letter["Message-ID"].strip("<>")}, "reference_name"
		)
		self.assertEqual(found, case.name)

	def test_what_an_answer_quotes_of_it_is_masked(self):
		case = self.registered(email=self.email)
		(letter,) = self.smtp.sent_to(self.email)
		quoted = letter.get_body(("html",)).get_content()
		answer = frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_medium": "Email",
				"sent_or_received": "Received",
				"subject": "Re",
				"content": f"شكراً <blockquote>{quoted}{code_for(case).replace(' ', '&nbsp;')}</blockquote>",
				"reference_doctype": "Case",
				"reference_name": case.name,
			}
		).insert(ignore_permissions=True)
		for way in traces.ways_to_write(code_for(case)):
			self.assertNotIn(way, answer.content)
		self.assertIn("شكراً", answer.content)
		self.assertEqual(answer.content.count("••••"), 3)  # the code, the link, and the code again

	def test_a_gateway_that_will_never_take_it_is_told_on_the_case(self):
		self.gateway.status, self.gateway.reply = 400, f"bad number {self.mobile}"
		try:
			with outgoing_sms(self.gateway):
				case = self.registered(mobile=self.mobile)
		finally:
			self.gateway.status, self.gateway.reply = 200, "taken"
		self.assertEqual({entry.status for entry in self.entries(case)}, {"Done"})
		self.assertIn("could not be sent", self.told(case))

	def test_given_up_the_office_sees_it(self):
		self.smtp.before_accept = lambda recipient: False
		self.addCleanup(setattr, self.smtp, "before_accept", None)
		case = self.registered(email=self.email)
		(entry,) = self.entries(case)
		frappe.db.set_value(ENTRY, entry.name, "attempts", worker.ATTEMPTS - 1)
		self.again(entry)
		self.assertEqual(self.entries(case)[0].status, "Failed")
		self.assertIn("could not be sent", self.told(case))


class TestTunedByAnAdmin(ReceiptTestCase):
	def setUp(self) -> None:
		super().setUp()
		name = "Case Registered (Arabic)"
		self.before = frappe.db.get_value("Notification", name, "message")
		self.addCleanup(self.tune, self.before)

	def tune(self, message: str, cc: str | None = None) -> None:
		notice = frappe.get_doc("Notification", "Case Registered (Arabic)")
		notice.message = message
		notice.recipients[0].cc = cc
		notice.save()
		frappe.db.commit()

	def test_an_error_in_the_template_does_not_tell_the_code(self):
		self.tune("{{ frappe.utils.getdate(secret_code) }} {{ secret_link.no.such }}")
		case = self.registered(email=self.email, language="ar")
		(entry,) = self.entries(case)
		self.assertEqual(entry.status, "Pending")
		self.assertTrue(entry.last_error)
		self.assert_kept_nowhere(case)

	def test_what_tells_the_code_goes_to_nobody_else(self):
		other = f"other{self.email}"
		self.tune(self.before, cc=other)
		self.registered(email=self.email, language="ar")
		self.assertEqual(len(self.smtp.sent_to(self.email)), 1)
		self.assertEqual(self.smtp.sent_to(other), [])

	def test_a_text_without_the_code_goes_as_any_other_notice(self):
		self.tune("<p>{{ doc.name }}</p>")
		case = self.registered(email=self.email, language="ar")
		self.assertEqual(self.entries(case), [])
		self.assertTrue(frappe.db.exists("Email Queue", {"reference_name": case.name}))


class TestNewCode(ReceiptTestCase):
	def test_sent_to_the_contact_on_file_and_who_did_it_is_on_record(self):
		case = self.registered(email=self.email, language="en")
		old = code_for(case)
		with make.acting_as(self.office.reception):
			send_new(case.name)
		worker.drain()
		case.reload()
		_first, second = self.smtp.sent_to(self.email)
		html = second.get_body(("html",)).get_content()
		self.assertIn(code_for(case), html)
		self.assertNotIn(old, html)
		self.assertIn("no longer valid", html)
		issued = {"reference_name": case.name, "content": ("like", "%new secret code%")}
		self.assertEqual(frappe.db.get_value("Comment", issued, "owner"), self.office.reception)

	def test_without_a_contact_it_is_given_in_person(self):
		for values in ({}, {"mobile": self.mobile}):  # there is no gateway
			case = self.registered(**values)
			before = code_for(case)
			with make.acting_as(self.office.reception), self.assertRaises(DeliveryRefused):
				send_new(case.name)
			case.reload()
			self.assertEqual(code_for(case), before)

	def test_nobody_gets_a_new_code_for_a_case_without_a_name(self):
		case = self.registered()
		case.db_set("anonymous", 1)
		before = code_for(case)
		with make.acting_as(self.office.reception), self.assertRaisesRegex(NoNewCode, case.name):
			issue_new(case.name)
		case.reload()
		self.assertEqual(code_for(case), before)

	def test_a_department_gives_out_no_codes(self):
		case = self.registered(email=self.email)
		for method in (send_new, issue_new):
			with make.acting_as(self.office.roads_officer), self.assertRaises(frappe.PermissionError):
				method(case.name)
