"""The answer on its way: by SMS, whole or announced; by e-mail with what was chosen; never twice, never lost silently."""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.answer.sms import message_of
from citizen_service.closing.gate import facts_of
from citizen_service.closing.rules import gaps
from citizen_service.delivery.actions import record_delivery, send_by_email, send_by_sms
from citizen_service.errors import DeliveryRefused, NotYours
from citizen_service.following.view import view_of
from citizen_service.outbox import worker
from citizen_service.portal.code import code_for
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.gateway import sms_through
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.server import SEND_MAIL, forget_left_work, run_job

DRAIN = "citizen_service.outbox.worker.drain"
SETTINGS = "Citizen Service Settings"
LONG = "<p>" + "نفيدكم بأنه تمت دراسة شكواكم لدى الجهة المختصة. " * 12 + "</p>"


class AnswerTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.gateway = sms_through(cls)

	def setUp(self) -> None:
		super().setUp()
		forget_left_work()
		self.gateway.status = 200
		self.gateway.messages.clear()

	def answer(self, body: str = "<p>أُصلحت الحفرة اليوم.</p>", **values):
		"""An accepted answer to a case whose citizen has a telephone."""
		with make.acting_as(self.office.reception):
			case = make.make_case(mobile="+970599123456", **values)
		frappe.db.commit()
		worker.drain()  # the receipt
		self.gateway.messages.clear()
		return make.accept_answer(self.office, case.name, body=body)

	def send(self, answer):
		with make.acting_as(self.office.follow_up):
			send_by_sms(answer.name)
		frappe.db.commit()
		worker.drain()
		answer.reload()
		return answer.deliveries[-1]

	def entry(self, name: str):
		return frappe.get_doc("Outbox Entry", {"action": "deliver_sms", "reference_name": name})

	def lacks(self, case: str) -> set[str]:
		return {gap.code for gap in gaps(facts_of(frappe.get_doc("Case", case)))}


class TestBySms(AnswerTestCase):
	def test_a_short_answer_is_delivered_once_the_gateway_has_it(self):
		answer = self.answer()
		row = self.send(answer)
		self.assertEqual(
			(row.channel, row.status, row.delivered_by), ("SMS", "Delivered", self.office.follow_up)
		)
		self.assertEqual(answer.delivered_on, row.delivered_on)
		(text,) = self.gateway.sent_to("+970599123456")
		self.assertIn("أُصلحت الحفرة اليوم.", text)
		self.assertIn(answer.case, text)
		self.assertNotIn("<", text)
		self.assertNotIn("not_delivered", self.lacks(answer.case))
		worker.drain()
		self.assertEqual(len(self.gateway.messages), 1)

	def test_in_the_language_of_the_answer(self):
		answer = self.answer("<p>It was mended today.</p>", language="en")
		frappe.db.set_value("Response", answer.name, "language", "en")
		self.send(answer)
		self.assertIn(f"Your case {answer.case}\nIt was mended today.", self.gateway.messages[0][1])

	def test_a_long_answer_is_only_announced_until_the_citizen_reads_it(self):
		answer = self.answer(LONG)
		row = self.send(answer)
		self.assertEqual(row.status, "Notice Only")
		self.assertIsNone(answer.delivered_on)
		(text,) = self.gateway.sent_to("+970599123456")
		self.assertNotIn("دراسة", text)
		self.assertIn("/citizen-service/track", text)
		self.assertIn("not_delivered", self.lacks(answer.case))
		case = frappe.get_doc("Case", answer.case)
		self.assertNotIn(code_for(case), text)
		status = view_of(case.as_dict())
		self.assertIn("دراسة", status.answers[0].body)
		frappe.db.commit()
		worker.drain()
		answer.reload()
		self.assertTrue(answer.delivered_on)
		self.assertEqual(
			(answer.deliveries[-1].channel, answer.deliveries[-1].status), ("Portal", "Delivered")
		)
		self.assertNotIn("not_delivered", self.lacks(answer.case))
		view_of(case.as_dict())
		frappe.db.commit()
		worker.drain()
		answer.reload()
		self.assertEqual(len(answer.deliveries), 2)

	def test_what_was_not_announced_is_not_on_the_portal(self):
		case = frappe.get_doc("Case", self.answer().case)
		self.assertEqual(view_of(case.as_dict()).answers, ())

	def test_the_office_sets_the_limit(self):
		answer = self.answer(LONG)
		self.addCleanup(self.limit, frappe.db.get_single_value(SETTINGS, "sms_segments"))
		for segments, whole in ((0, False), (20, True)):
			self.limit(segments)
			self.assertEqual(message_of(answer).whole, whole)

	def limit(self, segments: int | None) -> None:
		frappe.db.set_single_value(SETTINGS, "sms_segments", segments)
		frappe.db.commit()
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def test_a_refusal_of_the_gateway_is_seen(self):
		self.gateway.status, self.gateway.reply = 400, "no such number"
		row = self.send(self.answer())
		self.assertEqual((row.status, row.note), ("Failed", "The SMS gateway refused it: 400 no such number"))
		self.assertIsNone(row.delivered_on)

	def test_a_gateway_that_is_down_is_tried_again_and_then_given_up(self):
		self.gateway.status = 503
		answer = self.answer()
		self.assertEqual(self.send(answer).status, "Pending")
		entry = self.entry(answer.name)
		self.assertEqual(entry.status, "Pending")
		self.assertIn("503", entry.last_error)
		frappe.db.set_value(
			"Outbox Entry",
			entry.name,
			{"attempts": worker.ATTEMPTS - 1, "available_at": add_to_date(now_datetime(), seconds=-1)},
		)
		worker.drain()
		answer.reload()
		self.assertEqual(answer.deliveries[-1].status, "Failed")
		self.assertIn("Outbox", answer.deliveries[-1].note)
		self.gateway.status = 200
		self.assertEqual(self.send(answer).status, "Delivered")

	def test_a_worker_killed_after_the_gateway_took_it_sends_it_once_more_and_records_it_once(self):
		answer = self.answer()
		forget_left_work()
		with make.acting_as(self.office.follow_up):
			send_by_sms(answer.name)
		frappe.db.commit()
		self.assertEqual(run_job(DRAIN, kill_at="acted"), -9)
		frappe.db.rollback()
		answer.reload()
		self.assertEqual(answer.deliveries[-1].status, "Pending")
		frappe.db.set_value(
			"Outbox Entry",
			self.entry(answer.name).name,
			"leased_until",
			add_to_date(now_datetime(), seconds=-1),
		)
		worker.take_back_leases()
		worker.drain()
		answer.reload()
		self.assertEqual([row.status for row in answer.deliveries], ["Delivered"])
		self.assertEqual(len(self.gateway.messages), 2)

	def test_a_withheld_identity_stays_withheld(self):
		answer = self.answer(withhold_identity=1)
		row = self.send(answer)
		self.assertEqual(row.status, "Delivered")
		self.assertEqual(len(self.gateway.sent_to("+970599123456")), 1)
		self.assertNotIn("970599123456", frappe.as_json(answer.as_dict()))

	def test_refused(self):
		answer = self.answer()
		draft = make.make_response(self.office.follow_up, case=answer.case, audience="Citizen")
		with make.acting_as(self.office.reception):
			without = make.make_case()
		unreachable = make.accept_answer(self.office, without.name)
		with make.acting_as(self.office.follow_up):
			for name in (draft.name, unreachable.name):
				self.assertRaises(DeliveryRefused, send_by_sms, name)
			send_by_sms(answer.name)
			self.assertRaisesRegex(DeliveryRefused, "being sent already", send_by_sms, answer.name)
		with make.acting_as(self.office.roads_officer):
			self.assertRaises((NotYours, frappe.PermissionError), send_by_sms, answer.name)
		url = frappe.db.get_single_value("SMS Settings", "sms_gateway_url")
		self.addCleanup(frappe.db.set_single_value, "SMS Settings", "sms_gateway_url", url)
		frappe.db.set_single_value("SMS Settings", "sms_gateway_url", "")
		with make.acting_as(self.office.follow_up):
			self.assertRaisesRegex(DeliveryRefused, "gateway", send_by_sms, unreachable.name)


class TestByEmail(AnswerTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)

	def attach(self, doctype: str, name: str, file_name: str) -> str:
		return (
			frappe.get_doc(
				{
					"doctype": "File",
					"file_name": file_name,
					"content": f"bytes of {file_name}",
					"is_private": 1,
					"attached_to_doctype": doctype,
					"attached_to_name": name,
				}
			)
			.insert(ignore_permissions=True)
			.name
		)

	def sent_files(self, answer) -> list[str]:
		with make.acting_as(self.office.follow_up):
			send_by_email(answer.name)
		frappe.db.commit()
		worker.drain()
		self.assertEqual(run_job(SEND_MAIL), 0)
		(letter,) = self.letters_about(answer.case)
		return [part.get_filename() for part in letter.iter_attachments()]

	def letters_about(self, case: str) -> list:
		return [
			m for _to, m in self.smtp.messages if m["Subject"].startswith("الرد على") and case in m["Subject"]
		]

	def test_what_was_chosen_goes_along_and_nothing_else(self):
		email = f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"
		for withheld in (0, 1):
			forget_left_work()
			case, (referral,) = make.make_referred_case(self.office, email=email, withhold_identity=withheld)
			reply = make.accept_full_reply(
				self.office, referral, self.office.roads_officer, self.office.roads_manager
			)
			name = f"{frappe.generate_hash(length=10)}.txt"
			plan = self.attach("Response", reply.name, name)
			self.attach("Response", reply.name, f"inside-{name}")
			answer = make.accept_answer(self.office, case.name, citizen_files=[{"file": plan}])
			self.assertEqual([row.file_name for row in answer.citizen_files], [name])
			self.assertEqual(self.sent_files(answer), [name])
			self.assertIn(self.letters_about(case.name)[0], self.smtp.sent_to(email))

	def test_handed_over_by_whom_to_whom_and_when(self):
		answer = self.answer()
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person", recipient="سميرة يوسف النجار")
		answer.reload()
		row = answer.deliveries[-1]
		self.assertEqual(
			(row.channel, row.recipient, row.delivered_by),
			("In Person", "سميرة يوسف النجار", self.office.follow_up),
		)
		self.assertTrue(row.delivered_on)
