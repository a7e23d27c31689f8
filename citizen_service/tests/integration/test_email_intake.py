"""Mail to the office: a person's becomes a case, an answer a letter on its case, a program's neither."""

from email.message import EmailMessage

import frappe
from frappe.model.document import Document

from citizen_service.email_intake.account import OfficeEmailAccount
from citizen_service.email_intake.case_mail import CaseMail
from citizen_service.email_intake.mail import LONGEST_TEXT
from citizen_service.outbox.notices import notify
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import SmtpServer, outgoing_mail
from citizen_service.tests.support.pop3 import Mailbox

MAILBOX = "complaints@citizen-service.invalid"
CITIZEN = "samira@example.com"
PDF = b"%PDF-1.4\n%test\n"

ARABIC = """\
From: =?UTF-8?B?2LPZhdmK2LHYqSDZitmI2LPZgSDYp9mE2YbYrNin2LE=?= <samira@example.com>
To: complaints@citizen-service.invalid
Subject: =?UTF-8?B?2K3Zgdix2Kkg2YHZiiDYp9mE2LTYp9ix2Lk=?=
Message-ID: <{message_id}@example.com>
Date: Sun, 22 Nov 2026 06:00:00 +0300
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_b"

--=_b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

2KrZiNis2K8g2K3Zgdix2Kkg2LnZhdmK2YLYqSDYo9mF2KfZhSDYp9mE2YXYr9ix2LPYqS4K
--=_b
Content-Type: text/html; charset="windows-1256"
Content-Transfer-Encoding: quoted-printable

<p dir=3D"rtl">=CA=E6=CC=CF =CD=DD=D1=C9</p>
--=_b--
"""
"""As Outlook and others write it: base64, quoted-printable, two character sets, two forms of the same text."""


def arabic_mail() -> bytes:
	return ARABIC.format(message_id=frappe.generate_hash(length=12)).replace("\n", "\r\n").encode("ascii")


def mail(
	subject: str | None = "A hole in the street", text: str = "There is a hole.", **headers: str
) -> EmailMessage:
	message = EmailMessage()
	message["From"] = headers.pop("From", f"Samira <{CITIZEN}>")
	message["To"] = MAILBOX
	message["Message-ID"] = f"<{frappe.generate_hash(length=12)}@example.com>"
	if subject is not None:
		message["Subject"] = subject
	for name, value in headers.items():
		message[name.replace("_", "-")] = value
	message.set_content(text)
	return message


def make_account(**values) -> Document:
	"""The office's mailbox, whose mail is appended to Case."""
	return frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": "Complaints",
			"email_id": MAILBOX,
			"enable_incoming": 1,
			"append_to": "Case",
			"email_server": "127.0.0.1",
			"email_sync_option": "ALL",
			"password": "x",
			**values,
		}
	)


class MailTestCase(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.account = make_account()
		self.account.flags.ignore_validate = True  # the framework would log in there
		self.account.insert(ignore_permissions=True)

	def process(self, content: EmailMessage | bytes) -> Document:
		raw = content if isinstance(content, bytes) else content.as_bytes()
		return CaseMail(raw, self.account).process()

	def case_of(self, communication: Document) -> Document:
		self.assertEqual(communication.reference_doctype, "Case")
		return frappe.get_doc("Case", communication.reference_name)


class TestMail(MailTestCase):
	def test_the_framework_uses_our_account_for_cases_only(self):
		self.assertIsInstance(self.account, OfficeEmailAccount)

	def test_an_arabic_letter_becomes_a_case(self):
		letter = self.process(arabic_mail())
		case = self.case_of(letter)
		self.assertEqual(case.subject, "حفرة في الشارع")
		self.assertEqual(case.description, "توجد حفرة عميقة أمام المدرسة.")
		self.assertEqual((case.citizen_name, case.email), ("سميرة يوسف النجار", CITIZEN))
		self.assertEqual((case.language, case.channel), ("ar", "E-mail"))
		self.assertEqual(letter.sender, CITIZEN)
		self.assertTrue(case.workflow_state)
		self.assertTrue(frappe.db.exists("Service Level Record", {"case": case.name}), "its clocks run")
		self.assertTrue(frappe.db.exists("Outbox Entry", {"reference_name": case.name, "action": "notify"}))

	def test_the_same_mail_twice_is_one_case(self):
		raw = mail().as_bytes()
		self.assertEqual(self.process(raw).name, self.process(raw).name)

	def test_type_channel_and_language_are_data(self):
		frappe.db.set_single_value("Citizen Service Settings", "email_case_type", "Suggestion")
		frappe.db.set_single_value("Citizen Service Settings", "email_language", "en")
		frappe.clear_document_cache("Citizen Service Settings", "Citizen Service Settings")
		self.addCleanup(frappe.clear_document_cache, "Citizen Service Settings", "Citizen Service Settings")
		frappe.rename_doc("Intake Channel", "E-mail", "بريد", force=True)
		case = self.case_of(self.process(mail("2026", "12345")))
		self.assertEqual((case.case_type, case.channel, case.language), ("Suggestion", "بريد", "en"))

	def test_a_letter_without_a_subject_or_without_text_or_without_end(self):
		case = self.case_of(self.process(mail(None, "توجد حفرة عميقة أمام المدرسة.")))
		self.assertEqual(case.subject, "توجد حفرة عميقة أمام المدرسة.")
		case = self.case_of(self.process(mail("شكوى", "")))
		self.assertIn("no text", case.description)
		letter = self.process(mail("طويلة", "كلمة " * 15_000))
		case = self.case_of(letter)
		self.assertLess(len(case.description), LONGEST_TEXT + 200)
		self.assertIn("whole letter", case.description)
		self.assertGreater(len(letter.content), 70_000, "nothing is lost")

	def test_an_answer_to_our_letter_becomes_a_letter_on_the_case(self):
		case = self.case_of(self.process(mail()))
		queue = frappe.get_doc(
			{
				"doctype": "Email Queue",
				"sender": MAILBOX,
				"message": "x",
				"message_id": f"{frappe.generate_hash(length=10)}@{frappe.local.site}",
				"reference_doctype": "Case",
				"reference_name": case.name,
				"recipients": [{"recipient": CITIZEN}],
			}
		).insert(ignore_permissions=True)
		before = frappe.db.count("Case")
		answer = self.process(mail("Re: x", "Here is more.", In_Reply_To=f"<{queue.message_id}>"))
		self.assertEqual((answer.reference_name, frappe.db.count("Case")), (case.name, before))
		self.assertTrue(
			frappe.db.exists(
				"Outbox Entry", {"reference_name": case.name, "idempotency_key": ("like", "case_letter:%")}
			)
		)
		todo = {"reference_type": "Case", "reference_name": case.name, "allocated_to": self.office.follow_up}
		frappe.get_doc({"doctype": "ToDo", "description": "x", **todo}).insert(ignore_permissions=True)
		notify(case, {"notice": "case_letter"})
		rung = {
			"document_name": case.name,
			"for_user": self.office.follow_up,
			"subject": ("like", "%letter%"),
		}
		self.assertTrue(frappe.db.exists("Notification Log", rung), "whoever has the case hears of it")
		bounce = mail(
			"Undelivered", "user unknown", Auto_Submitted="auto-replied", In_Reply_To=f"<{queue.message_id}>"
		)
		self.assertEqual(
			self.process(bounce).reference_name, case.name, "a bounce stands on the case it tells of"
		)
		self.assertEqual(frappe.db.count("Case"), before)

	def sent(self, doctype: str, name: str) -> str:
		"""The Message-ID of a letter of ours about a document."""
		message_id = f"{frappe.generate_hash(length=10)}@{frappe.local.site}"
		values = {"sender": MAILBOX, "message": "x", "message_id": message_id}
		about = {"reference_doctype": doctype, "reference_name": name}
		queue = {"doctype": "Email Queue", "recipients": [{"recipient": CITIZEN}], **values, **about}
		frappe.get_doc(queue).insert(ignore_permissions=True)
		return f"<{message_id}>"

	def rung(self, doctype: str, name: str, user: str) -> bool:
		"""Whether the letter that is on a document by now rings at somebody's desk."""
		entry = {
			"reference_doctype": doctype,
			"reference_name": name,
			"idempotency_key": ("like", "%_letter:%"),
		}
		payload = frappe.parse_json(frappe.db.get_value("Outbox Entry", entry, "payload"))
		notify(frappe.get_doc(doctype, name), payload)
		return bool(
			frappe.db.exists(
				"Notification Log", {"document_type": doctype, "document_name": name, "for_user": user}
			)
		)

	def test_a_departments_answer_by_mail_rings_at_follow_up(self):
		_case, (referral,) = make.make_referred_case(self.office)
		answer = self.process(
			mail("Re: x", "We are on it.", In_Reply_To=self.sent("Case Referral", referral))
		)
		self.assertEqual((answer.reference_doctype, answer.reference_name), ("Case Referral", referral))
		self.assertTrue(self.rung("Case Referral", referral, self.office.follow_up))

	def test_what_a_citizen_writes_back_to_an_answer_is_a_letter_on_the_case(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		letter = self.process(mail("Re: x", "Thank you.", In_Reply_To=self.sent("Response", answer.name)))
		self.assertEqual(self.case_of(letter).name, case.name)
		todo = {"reference_type": "Case", "reference_name": case.name, "allocated_to": self.office.follow_up}
		frappe.get_doc({"doctype": "ToDo", "description": "x", **todo}).insert(ignore_permissions=True)
		self.assertTrue(self.rung("Case", case.name, self.office.follow_up))

	def test_neither_number_nor_subject_opens_a_case_to_a_stranger(self):
		case = self.case_of(self.process(mail("A hole in the street")))
		for subject in (f"Re: case #{case.name}", case.name, "Re: A hole in the street", "hole"):
			letter = self.process(mail(subject, From="stranger@example.com"))
			self.assertNotEqual(letter.reference_name, case.name, subject)

	def test_a_program_makes_no_case(self):
		before = frappe.db.count("Case")
		for message in (
			mail("Out of office", Auto_Submitted="auto-replied"),
			mail("Newsletter", List_Unsubscribe="<mailto:x@example.com>"),
			mail("Undelivered", From="mailer-daemon@example.com"),
		):
			letter = self.process(message)
			self.assertFalse(letter.reference_name)
			self.assertTrue(frappe.db.exists("Communication", letter.name), "nothing is lost")
		self.assertEqual(frappe.db.count("Case"), before)

	def test_attachments_as_the_settings_let_them_in(self):
		message = mail()
		message.add_attachment(PDF, maintype="application", subtype="pdf", filename="صورة العقد.pdf")
		message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
		message.add_attachment(b"MZ\x90", maintype="image", subtype="jpeg", filename="photo.jpg")
		message.add_attachment(
			PDF + b"x" * 11_000_000, maintype="application", subtype="pdf", filename="big.pdf"
		)
		case = self.case_of(self.process(message))
		files = frappe.get_all(
			"File",
			{"attached_to_doctype": "Case", "attached_to_name": case.name},
			["file_name", "is_private"],
			order_by="file_name asc",
		)
		self.assertEqual([(file.file_name, file.is_private) for file in files], [("صورة العقد.pdf", 1)])
		said = frappe.get_all(
			"Comment",
			{"reference_name": case.name, "comment_type": "Info"},
			pluck="content",
			order_by="creation",
		)
		for name in ("run.exe", "photo.jpg", "big.pdf"):
			self.assertIn(name, "".join(said))

	def test_a_mailbox_without_a_channel_loses_nothing(self):
		frappe.db.set_value("Intake Channel", {"is_email": 1}, "is_email", 0)
		letter = self.process(mail())
		self.assertFalse(letter.reference_name)
		self.assertTrue(frappe.db.exists("Error Log", {"method": "E-mail Intake"}))


class TestWhoReadsIt(MailTestCase):
	"""«سرية»: a citizen's letter is for the office, whoever has a mailbox on the desk."""

	def test_departments_read_no_letter_of_a_case(self):
		letter = self.process(mail())
		officer = frappe.get_doc("User", self.office.roads_officer)
		officer.append("user_emails", {"email_account": self.account.name, "email_id": MAILBOX})
		officer.append("roles", {"role": "Inbox User"})
		officer.flags.ignore_validate = True
		officer.save(ignore_permissions=True)
		frappe.clear_cache(user=officer.name)
		for user, reads in (
			(self.office.roads_officer, False),
			(self.office.roads_manager, False),
			(self.office.supervisor, False),
			(self.office.admin, False),
		):
			with make.acting_as(user), self.subTest(user):
				document = frappe.get_doc("Communication", letter.name)
				self.assertEqual(document.has_permission("read"), reads)
		with make.acting_as(self.office.roads_officer):
			names = frappe.get_list("Communication", {"name": letter.name}, pluck="name", order_by="name")
			self.assertEqual(names, [])
		with make.acting_as(self.office.roads_officer):
			own = self.process(mail("Out of office", Auto_Submitted="auto-replied"))
			names = frappe.get_list("Communication", {"name": own.name}, pluck="name", order_by="name")
			self.assertEqual(names, [own.name], "what is about no case is the mailbox's")

	def test_the_office_reads_it_on_the_case(self):
		from frappe.desk.form.load import get_communication_data

		letter = self.process(mail())
		with make.acting_as(self.office.reception):
			frappe.get_doc("Case", letter.reference_name).check_permission("read")
			shown = get_communication_data("Case", letter.reference_name)
		self.assertIn(letter.name, [row["name"] for row in shown])


class TestMailbox(CommittedTestCase):
	def test_fetched_from_a_real_mailbox(self):
		robot = "robot@example.com"
		automatic = mail("Out of office", From=robot, Auto_Submitted="auto-replied").as_bytes()
		with SmtpServer() as smtp, outgoing_mail(smtp), Mailbox(arabic_mail(), automatic) as mailbox:
			account = make_account(
				incoming_port=str(mailbox.port),
				use_imap=0,
				use_ssl=0,
				login_id_is_different=1,
				login_id="complaints",
				enable_auto_reply=1,
				auto_reply_message="<p>وصلت رسالتكم.</p>",
			)
			account.insert(ignore_permissions=True)
			frappe.db.commit()
			before = frappe.db.count("Case")
			frappe.get_doc("Email Account", account.name).receive()
			frappe.db.rollback()
			self.assertEqual(mailbox.messages, [], "what was taken is deleted there")
			answered = frappe.get_all("Email Queue Recipient", pluck="recipient", order_by="creation asc")
			self.assertIn(CITIZEN, answered)
			self.assertNotIn(robot, answered, "two programs would answer each other for ever")
		self.assertEqual(frappe.db.count("Case"), before + 1)
		self.assertTrue(frappe.db.exists("Case", {"subject": "حفرة في الشارع", "email": CITIZEN}))
