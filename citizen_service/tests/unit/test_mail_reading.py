"""What a mail says of itself: written by a person or by a program, its subject, its text, its language."""

import unittest
from email import message_from_bytes
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.email_intake.mail import (
	LONGEST_SUBJECT,
	LONGEST_TEXT,
	decoded,
	is_automatic,
	language_of,
	name_of,
	reported_message_id,
	shortened,
	subject_of,
	text_of,
)


def mail(**headers: str) -> EmailMessage:
	message = EmailMessage()
	message["From"] = "citizen@example.com"
	for name, value in headers.items():
		message[name.replace("_", "-")] = value
	message.set_content("text")
	return message


BOUNCE = b"""From: <MAILER-DAEMON@mx.example.com>
To: office@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

The mail system: user unknown
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; citizen@example.com
Action: failed
--b
Content-Type: text/rfc822-headers

From: office@example.com
Message-ID: <123.abc@office.example>
Subject: x
--b--
"""


class AutomaticTest(unittest.TestCase):
	def test_people_are_people(self) -> None:
		for message in (
			mail(),
			mail(Auto_Submitted="no"),
			mail(Precedence="first-class"),
			mail(Subject="Auto: x"),
		):
			self.assertFalse(is_automatic(message))

	def test_programs_are_not(self) -> None:
		calendar = mail()
		calendar.add_attachment("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REPLY"})
		for message in (
			mail(Auto_Submitted="auto-replied"),
			mail(Auto_Submitted="auto-generated; owner-email=x"),
			mail(Precedence="Bulk"),
			mail(Return_Path="<>"),
			mail(X_Autoreply="yes"),
			mail(List_Id="<news.example.com>"),
			calendar,
			message_from_bytes(BOUNCE),
		):
			self.assertTrue(is_automatic(message), message.as_string())
		daemon = mail()
		daemon.replace_header("From", "Mail Delivery <mailer-daemon@mx.example.com>")
		self.assertTrue(is_automatic(daemon))

	def test_an_invitation_from_a_person_is_from_a_person(self) -> None:
		message = mail()
		message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
		self.assertFalse(is_automatic(message))

	def test_a_bounce_says_what_bounced(self) -> None:
		self.assertEqual(reported_message_id(message_from_bytes(BOUNCE)), "123.abc@office.example")
		self.assertEqual(reported_message_id(mail(Message_ID="<own@x>")), "")


class WordsTest(unittest.TestCase):
	def test_subjects(self) -> None:
		text = "السلام عليكم، توجد حفرة عميقة أمام المدرسة منذ أسبوع ولم يصلحها أحد حتى الآن رغم البلاغات"
		for subject, expected in (
			("شكوى", "شكوى"),
			("Re: Fwd: RE[2]: شكوى", "شكوى"),
			("رد: شكوى", "شكوى"),
			("  ", "السلام عليكم، توجد حفرة عميقة أمام المدرسة منذ أسبوع ولم يصلحها أحد حتى الآن…"),
		):
			self.assertEqual(subject_of(subject, text), expected)
		self.assertEqual(subject_of("", " "), "")

	def test_headers_in_several_pieces(self) -> None:
		for header, expected in (
			("=?UTF-8?B?2LTZg9mI2Yk=?= about =?windows-1256?B?zd3RyQ==?=", "شكوى about حفرة"),
			("=?unknown-charset?B?2LTZ?=", "=?unknown-charset?B?2LTZ?="),
			("plain\r\n folded", "plain folded"),
			(None, ""),
		):
			self.assertEqual(decoded(header), expected)

	def test_names(self) -> None:
		for sender, name in (
			('"Al-Najjar, Samira" <s@example.com>', "Al-Najjar, Samira"),
			("=?UTF-8?B?2LPZhdmK2LHYqSwg2YrZiNiz2YE=?= <s@example.com>", "سميرة, يوسف"),
			("s@example.com", ""),
			("s@example.com <S@example.com>", ""),
			(None, ""),
		):
			self.assertEqual(name_of(sender), name)

	def test_text_of_html(self) -> None:
		html = "<html><head><style>p{}</style></head><body><p>حفرة</p><script>x()</script><div>عميقة</div></body></html>"
		self.assertEqual(text_of("", html), "حفرة\nعميقة")
		self.assertEqual(text_of("plain \n\n\n\nmore", html), "plain\n\nmore")

	def test_language(self) -> None:
		for text, language in (
			("حفرة في الشارع", "ar"),
			("A hole in the street", "en"),
			("شكوى بخصوص تطبيق WhatsApp", "ar"),
			("A complaint about the lamps in شارع الخليج", "en"),
			("123", None),
		):
			self.assertEqual(language_of(text), language)

	@settings(max_examples=200, deadline=None, database=None)
	@given(st.text(max_size=400), st.text(max_size=400))
	def test_any_text_makes_a_subject_and_a_description_that_fit(self, subject: str, text: str) -> None:
		made = subject_of(decoded(subject), text_of(text, ""))
		self.assertLessEqual(len(made), LONGEST_SUBJECT)
		self.assertNotIn("\n", made)
		kept, cut = shortened(text * 50)
		self.assertLessEqual(len(kept), LONGEST_TEXT)
		self.assertEqual(cut, len(text * 50) > LONGEST_TEXT)


if __name__ == "__main__":
	unittest.main()
