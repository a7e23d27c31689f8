"""Notices and deliveries by e-mail: in the citizen's language, in the transaction, and loud when they fail."""

import email
import email.policy
from unittest.mock import patch

import frappe
from frappe.email.doctype.notification.notification import Notification
from frappe.utils import add_to_date, now_datetime

from citizen_service.delivery.actions import send_by_email
from citizen_service.outbox import worker
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.gateway import SmsGateway, outgoing_sms
from citizen_service.tests.support.mail import send_through, without_codes

ENTRY = "Outbox Entry"


def letters(doctype: str, name: str) -> list:
	rows = frappe.get_all(
		"Email Queue",
		filters={"reference_doctype": doctype, "reference_name": name},
		fields=["name", "message"],
		order_by="creation",
	)
	for row in rows:
		message = email.message_from_string(row.message, policy=email.policy.default)
		row.subject = message["Subject"]
		row.html = message.get_body(("html",)).get_content()
		row.recipients = frappe.get_all(
			"Email Queue Recipient", {"parent": row.name}, pluck="recipient", order_by="recipient"
		)
	return rows


class NoticeTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)
		without_codes(cls)

	def make_case(self, **values):
		with make.acting_as(self.office.reception):
			return make.make_case(email=f"{frappe.generate_hash(length=8)}@{make.DOMAIN}", **values)

	def make_notice(self, **values):
		"""A further Notification of an admin's."""
		return frappe.get_doc(
			{
				"doctype": "Notification",
				"name": f"Test {frappe.generate_hash(length=8)}",
				"document_type": "Case",
				"event": "Method",
				"method": "case_registered",
				"channel": "Email",
				"subject": "further",
				"message": "<p>further</p>",
				"enabled": 1,
				"recipients": [{"receiver_by_document_field": "email"}],
				**values,
			}
		).insert()

	def without(self, notice) -> None:
		notice.db_set("enabled", 0)
		frappe.db.commit()

	def entry(self, action: str, name: str):
		return frappe.get_doc(ENTRY, {"action": action, "reference_name": name})

	def again(self, entry) -> None:
		frappe.db.set_value(ENTRY, entry.name, "available_at", add_to_date(now_datetime(), seconds=-1))
		worker.drain()
		entry.reload()


class TestNotices(NoticeTestCase):
	def test_the_citizen_is_told_in_arabic_from_right_to_left(self):
		case = self.make_case(language="ar")
		self.assertEqual(letters("Case", case.name), [])
		worker.drain()
		(letter,) = letters("Case", case.name)
		self.assertEqual(letter.recipients, [case.email])
		self.assertIn('dir="rtl"', letter.html)
		self.assertIn(case.name, letter.subject)
		self.assertRegex(letter.subject, "[\u0621-\u064a]{3}")

	def test_the_citizen_is_told_in_english_from_left_to_right(self):
		case = self.make_case(language="en")
		worker.drain()
		(letter,) = letters("Case", case.name)
		self.assertIn('dir="ltr"', letter.html)
		self.assertNotRegex(letter.subject, "[\u0621-\u064a]")

	def test_what_a_template_translates_is_in_the_documents_language(self):
		notice = self.make_notice(subject="{{ _('Open') }}", message="{{ _('Closed') }}")
		self.addCleanup(self.without, notice)
		arabic, english = self.make_case(language="ar"), self.make_case(language="en")
		worker.drain()
		said = [{letter.subject for letter in letters("Case", case.name)} for case in (arabic, english)]
		self.assertIn("Open", said[1])
		self.assertNotIn("Open", said[0])

	def test_a_department_is_told_of_its_referral_only(self):
		_case, (roads, water) = make.make_referred_case(self.office, self.office.roads, self.office.water)
		worker.drain()
		for referral, department in ((roads, self.office.roads), (water, self.office.water)):
			(letter,) = letters("Case Referral", referral)
			self.assertEqual(letter.recipients, [frappe.db.get_value("Department", department, "email")])

	def test_a_citizen_without_an_address_is_no_failure(self):
		with make.acting_as(self.office.reception):
			case = make.make_case()
		worker.drain()
		self.assertEqual(letters("Case", case.name), [])
		self.assertEqual(self.entry("notify", case.name).status, "Done")

	def test_a_broken_template_spoils_neither_the_case_nor_is_it_passed_over(self):
		notice = self.make_notice(message="{{ doc.no_such_thing.further }}")
		self.addCleanup(self.without, notice)
		case = self.make_case()
		worker.drain()
		self.assertTrue(frappe.db.exists("Case", case.name))
		entry = self.entry("notify", case.name)
		self.assertEqual(entry.status, "Pending")
		self.assertIn("no_such_thing", entry.last_error)
		self.assertEqual(letters("Case", case.name), [], "half of the notices must not go out")
		notice.message = "{{ doc.subject }}"
		notice.save()
		self.again(entry)
		self.assertEqual(entry.status, "Done")
		self.assertEqual(len(letters("Case", case.name)), 2)

	def test_a_broken_condition_is_seen(self):
		notice = self.make_notice(condition="doc.subject")
		notice.db_set("condition", "doc.no_such_thing > 3")
		self.addCleanup(self.without, notice)
		case = self.make_case()
		worker.drain()
		self.assertIn("no_such_thing", self.entry("notify", case.name).last_error)

	def test_a_notice_on_the_desk_is_written_in_the_same_transaction(self):
		notice = self.make_notice(
			channel="System Notification",
			condition="doc.priority",
			recipients=[{"receiver_by_role": "Citizen Service Manager"}],
		)
		self.addCleanup(self.without, notice)
		case = self.make_case()
		worker.drain()
		seen = frappe.get_all(
			"Notification Log", {"document_name": case.name}, pluck="for_user", order_by="for_user"
		)
		self.assertIn(self.office.manager, seen)
		self.assertEqual(len(seen), len(set(seen)))

	def test_the_bell_rings_beside_an_e_mail_once_for_each_on_every_version(self):
		def one_channel(notice, doc):
			"""How Frappe 16 sends: the bell is asked for only where there is no other channel."""
			if notice.channel == "Email":
				notice.send_an_email(doc, {"doc": doc, "alert": notice, "comments": None})
			elif notice.send_system_notification:
				raise AssertionError("never asked")

		notice = self.make_notice(
			send_system_notification=1, recipients=[{"receiver_by_role": "Citizen Service Manager"}]
		)
		self.addCleanup(self.without, notice)
		for send in (Notification.send, one_channel):
			case = self.make_case()
			with self.subTest(send), patch.object(Notification, "send", send):
				worker.drain()
				seen = frappe.get_all(
					"Notification Log", {"document_name": case.name}, pluck="for_user", order_by="for_user"
				)
				self.assertEqual(seen.count(self.office.manager), 1)
				self.assertIn("further", [letter.subject for letter in letters("Case", case.name)])

	def test_what_cannot_be_taken_back_fails_alone(self):
		notice = self.make_notice(channel="SMS", recipients=[{"receiver_by_document_field": "mobile"}])
		self.addCleanup(self.without, notice)
		case = self.make_case(mobile="+962-790000000")
		with SmsGateway() as gateway, outgoing_sms(gateway):
			gateway.status = 500
			worker.drain()
		self.assertEqual(self.entry("notify", case.name).status, "Done")
		self.assertEqual(len(letters("Case", case.name)), 1)
		failed = frappe.get_all(
			ENTRY,
			{"action": "notify_outside", "reference_name": case.name},
			pluck="last_error",
			order_by="name asc",
		)
		self.assertTrue(all("500" in error for error in failed) and failed, failed)

	def test_a_site_without_a_gateway_passes_sms_over(self):
		notice = self.make_notice(channel="SMS", recipients=[{"receiver_by_document_field": "mobile"}])
		self.addCleanup(self.without, notice)
		case = self.make_case(mobile="+962-790000000")
		worker.drain()
		self.assertEqual(self.entry("notify", case.name).status, "Done")
		self.assertFalse(frappe.db.exists(ENTRY, {"action": "notify_outside", "reference_name": case.name}))


class TestDelivery(NoticeTestCase):
	def answered(self, **values):
		"""A case under study with an accepted answer that is on its way by e-mail."""
		case = make.make_case_under_study(
			self.office, email=f"{frappe.generate_hash(length=8)}@{make.DOMAIN}", **values
		)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			send_by_email(answer.name)
		worker.drain()
		answer.reload()
		return case, answer

	def test_delivered_once_the_mail_server_has_taken_it(self):
		case, answer = self.answered()
		row = answer.deliveries[0]
		self.assertEqual((row.status, answer.delivered_on), ("Pending", None))
		(letter,) = letters("Response", answer.name)
		self.assertEqual((str(letter.name), letter.recipients), (row.email_queue, [case.email]))
		self.assertIn("تمت المعاينة", letter.html)
		entry = self.entry("confirm_delivery", answer.name)
		self.assertEqual((entry.status, entry.attempts), ("Pending", 0))
		frappe.db.set_value("Email Queue", letter.name, "status", "Sent")
		self.again(entry)
		answer.reload()
		self.assertEqual(answer.deliveries[0].status, "Delivered")
		self.assertEqual(answer.delivered_on, answer.deliveries[0].delivered_on)

	def test_what_the_mail_server_refuses_is_seen_on_the_response(self):
		_case, answer = self.answered()
		values = {"status": "Error", "error": "Traceback …\nSMTPRecipientsRefused: 550 no such mailbox\n"}
		frappe.db.set_value("Email Queue", answer.deliveries[0].email_queue, values)
		self.again(self.entry("confirm_delivery", answer.name))
		answer.reload()
		self.assertEqual((answer.deliveries[0].status, answer.delivered_on), ("Failed", None))
		self.assertIn("no such mailbox", answer.deliveries[0].note)

	def test_a_notice_that_is_switched_off_is_no_delivery(self):
		names = frappe.get_all(
			"Notification", {"method": "full_reply", "enabled": 1}, pluck="name", order_by="name"
		)
		for name in names:
			frappe.db.set_value("Notification", name, "enabled", 0)
			self.addCleanup(frappe.db.set_value, "Notification", name, "enabled", 1)
		_case, answer = self.answered()
		self.assertEqual(answer.deliveries[0].status, "Failed")
		self.assertIn("switched off", answer.deliveries[0].note)

	def test_given_up_the_delivery_has_failed(self):
		case = make.make_case_under_study(
			self.office, email=f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"
		)
		answer = make.accept_answer(self.office, case.name)
		notice = self.make_notice(
			document_type="Response", method="full_reply", message="{{ doc.nothing.further }}"
		)
		self.addCleanup(self.without, notice)
		with make.acting_as(self.office.follow_up):
			send_by_email(answer.name)
		entry = self.entry("deliver_email", answer.name)
		frappe.db.set_value(ENTRY, entry.name, "attempts", worker.ATTEMPTS - 1)
		self.again(entry)
		answer.reload()
		self.assertEqual((entry.status, answer.deliveries[0].status), ("Failed", "Failed"))
		self.assertEqual(letters("Response", answer.name), [])
