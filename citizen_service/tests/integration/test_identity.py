"""Withheld identities behind the doors: letters that arrive without a trace, answers, scans, and earlier versions."""

import json

import frappe

from citizen_service.acting import acting_as
from citizen_service.delivery.actions import send_by_email
from citizen_service.errors import IdentityWithheld, RecordInUse
from citizen_service.identity.copies import MARK
from citizen_service.identity.looks import look
from citizen_service.identity.migration import seal_all
from citizen_service.identity.sealing import SEALED, Contact, contact_of, reachable
from citizen_service.outbox import worker
from citizen_service.paper.access import has_form_permission
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.integration.test_notices import NoticeTestCase, letters

NAME = "Quilla Marn"


def new_address() -> str:
	return f"{frappe.generate_hash(length=10)}@{make.DOMAIN}"


class LettersTest(NoticeTestCase):
	def withheld(self, address: str):
		with acting_as(self.office.reception):
			return make.make_case(withhold_identity=1, citizen_name=NAME, email=address)

	def test_a_notice_reaches_the_citizen_and_leaves_no_copy(self):
		prying = self.make_notice(
			subject="copy",
			message="<p>{{ doc.citizen_name }} {{ doc.email }}</p>",
			recipients=[{"receiver_by_document_field": "email"}, {"receiver_by_role": "Follow-up Officer"}],
		)
		self.addCleanup(self.without, prying)
		address = new_address()
		case = self.withheld(address)
		frappe.db.commit()
		worker.drain()
		sent = letters(SEALED, case.name)
		self.assertIn([address], [letter.recipients for letter in sent])
		self.assertTrue(all(len(letter.recipients) == 1 for letter in sent))
		for letter in sent:
			self.assertNotIn(NAME, letter.html)
			self.assertNotIn(address, letter.html)
		self.assertEqual(letters("Case", case.name), [])
		about = {"reference_doctype": "Case", "reference_name": case.name}
		self.assertFalse(frappe.get_all("Communication", about, order_by="name asc"))

	def test_the_answer_is_delivered_and_says_not_where(self):
		address = new_address()
		with acting_as(self.office.reception):
			case = make.make_case(withhold_identity=1, citizen_name=NAME, email=address)
		make.act("Case", case.name, "Pass to Follow-up", self.office.reception)
		make.act("Case", case.name, "Start Study", self.office.follow_up)
		answer = make.accept_answer(self.office, case.name)
		with acting_as(self.office.follow_up):
			send_by_email(answer.name)
		frappe.db.commit()
		worker.drain()
		answer.reload()
		(row,) = answer.deliveries
		self.assertEqual((row.recipient, answer.email), (MARK, None))
		self.assertTrue(row.email_queue)
		to = frappe.get_all(
			"Email Queue Recipient", {"parent": row.email_queue}, pluck="recipient", order_by="name"
		)
		self.assertEqual(to, [address])

	def test_the_citizens_letter_does_not_show_who_wrote_it(self):
		address = new_address()
		case = self.withheld(address)
		letter = frappe.get_doc(
			{
				"doctype": "Communication",
				"reference_doctype": "Case",
				"reference_name": case.name,
				"sent_or_received": "Received",
				"communication_medium": "Email",
				"subject": "Re",
				"content": "شكرًا",
				"sender": f"{NAME} <{address}>",
				"sender_full_name": NAME,
			}
		).insert(ignore_permissions=True)
		kept = json.dumps(frappe.get_doc("Communication", letter.name).as_dict(), default=str)
		self.assertNotIn(address, kept)
		self.assertNotIn(NAME, kept)


class SealedTest(OfficeTestCase):
	def test_cases_of_earlier_versions_are_sealed(self):
		citizen = make.make_citizen(citizen_name=NAME)
		open_one, withheld = make.make_case(citizen_name=NAME), make.make_case(citizen_name="")
		held = {"citizen": citizen.name, "citizen_name": NAME, "mobile": "0599000111", "email": new_address()}
		frappe.db.set_value("Case", withheld.name, {**held, "withhold_identity": 1})
		withheld.add_comment("Comment", f"من {NAME}")
		commit, frappe.db.commit = frappe.db.commit, lambda: None  # what the test made is rolled back
		try:
			seal_all()
		finally:
			frappe.db.commit = commit
		row = frappe.db.get_value("Case", withheld.name, list(held))
		self.assertEqual(row, (None,) * len(held))
		self.assertEqual(contact_of(withheld.name), Contact(**held))
		self.assertEqual(reachable(frappe.get_doc("Case", withheld.name)), (True, True))
		self.assertEqual(frappe.db.get_value("Case", open_one.name, "citizen_name"), NAME)
		said = frappe.get_all(
			"Comment", {"reference_name": withheld.name}, pluck="content", order_by="creation asc"
		)
		self.assertIn(f"من {MARK}", said)
		with self.refused(RecordInUse, "cannot be deleted"):
			citizen.delete()

	def test_nothing_is_unsealed_in_passing(self):
		case = make.make_case(withhold_identity=1, citizen_name=NAME)
		for change in ({"withhold_identity": 0}, {"mobile": "0599000222"}):
			document = frappe.get_doc("Case", case.name)
			document.update(change)
			with self.refused(IdentityWithheld):
				document.save()
		document = frappe.get_doc("Case", case.name)
		document.subject = "عنوان آخر"
		document.save()
		self.assertEqual(contact_of(case.name).citizen_name, NAME)

	def test_a_closed_case_can_still_be_withheld(self):
		case = make.make_case(citizen_name=NAME)
		frappe.db.set_value("Case", case.name, "workflow_state", "Closed")
		document = frappe.get_doc("Case", case.name)
		document.withhold_identity = 1
		document.save()
		self.assertEqual(contact_of(case.name).citizen_name, NAME)

	def test_the_scan_shows_who_signed(self):
		"""Open to the clerk who received it until it is accepted, then to whoever looked at the identity."""
		case = make.make_case(withhold_identity=1, citizen_name=NAME)
		form = frappe.get_doc(
			{
				"doctype": "Signed Form",
				"case": case.name,
				"status": "Received",
				"received_by": self.office.reception,
			}
		)
		who = (self.office.reception, self.office.follow_up, self.office.manager)
		self.assertEqual([has_form_permission(form, "read", user) for user in who], [True, False, False])
		form.status = "Accepted"
		self.assertEqual([has_form_permission(form, "read", user) for user in who], [False, False, False])
		with acting_as(self.office.manager):
			look(case.name, "مقارنة التوقيع")
		self.assertEqual([has_form_permission(form, "read", user) for user in who], [False, False, True])
