"""The citizen is written to at the stages that the admin marked, once for each entering, and hears nothing internal."""

import secrets

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.acting import acting_as as as_citizen
from citizen_service.delivery.actions import record_delivery
from citizen_service.outbox import worker
from citizen_service.states.meaning import clear_cache, closing_states, move_to_stage, states_in
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.gateway import SmsGateway, outgoing_sms
from citizen_service.tests.support.mail import send_through

ENTRY = "Outbox Entry"


class TestStageLetters(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		send_through(cls)

	def setUp(self) -> None:
		super().setUp()
		self.mark(*states_in("Case", "Referred", "Waiting"))

	def mark(self, *states: str) -> None:
		"""The admin marks these states and no others."""
		rows = frappe.get_all(
			"Workflow State Meaning", {"parent": "Case"}, ["name", "state", "tell_citizen"], order_by="idx"
		)

		def write(ticks: dict[str, int]) -> None:
			for name, tick in ticks.items():
				frappe.db.set_value("Workflow State Meaning", name, "tell_citizen", tick)
			clear_cache()
			frappe.db.commit()

		self.addCleanup(write, {row.name: row.tell_citizen for row in rows})
		write({row.name: int(row.state in states) for row in rows})

	def under_study(self, **values):
		given = {"email": f"c{secrets.token_hex(6)}@{make.DOMAIN}", "language": "en", **values}
		return make.make_case_under_study(self.office, **given)

	def wait_for_citizen(self, case) -> None:
		with make.acting_as(self.office.follow_up):
			move_to_stage(frappe.get_doc("Case", case.name), "Waiting")
		frappe.db.commit()

	def time_passes(self) -> None:
		due = {"action": "tell_stage", "status": "Pending"}
		for name in frappe.get_all(ENTRY, due, pluck="name", order_by="name asc"):
			frappe.db.set_value(ENTRY, name, "available_at", add_to_date(now_datetime(), seconds=-1))
		frappe.db.commit()
		worker.drain()

	def letters(self, case) -> list[str]:
		"""The stage letters about a case, as they were worded."""
		about = {
			"reference_doctype": "Case",
			"reference_name": case.name,
			"communication_type": "Automated Message",
		}
		rows = frappe.get_all("Communication", about, ["subject", "content"], order_by="creation asc")
		return [row.content for row in rows if "News of your" in row.subject or "مستجدات" in row.subject]

	def test_in_the_words_of_the_state_and_the_language_of_the_case(self):
		for language, direction, words in (
			("en", "ltr", "We need something from you to go on"),
			("ar", "rtl", frappe._("We need something from you to go on. Please contact the office.", "ar")),
		):
			with self.subTest(language):
				case = self.under_study(language=language)
				self.wait_for_citizen(case)
				self.time_passes()
				(letter,) = self.letters(case)
				for part in (words, case.name, f'dir="{direction}"', "/citizen-service/track"):
					self.assertIn(part, letter)
				self.assertNotIn("#", letter.partition("/citizen-service/track")[2][:2])

	def test_once_for_each_entering(self):
		case = self.under_study()
		self.wait_for_citizen(case)
		self.time_passes()
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case.name).update({"advice": "internal"}).save()
		self.time_passes()
		self.assertEqual(len(self.letters(case)), 1)
		with make.acting_as(self.office.follow_up):
			move_to_stage(frappe.get_doc("Case", case.name), "Study")
		self.wait_for_citizen(case)
		self.time_passes()
		self.assertEqual(len(self.letters(case)), 2)

	def test_what_was_put_right_at_once_is_not_told(self):
		case = self.under_study()
		self.wait_for_citizen(case)
		worker.drain()  # not yet
		with make.acting_as(self.office.follow_up):
			move_to_stage(frappe.get_doc("Case", case.name), "Study")
		self.time_passes()
		self.assertEqual(self.letters(case), [])

	def test_a_state_that_is_not_marked_and_a_case_without_a_contact_post_nothing(self):
		for case in (self.under_study(email=None), self.under_study()):
			if case.email:
				self.mark()
			self.wait_for_citizen(case)
			self.assertFalse(frappe.db.exists(ENTRY, {"action": "tell_stage", "reference_name": case.name}))

	def test_registration_posts_nothing_of_it(self):
		self.mark(*states_in("Case", "Received", "Registered"))
		with make.acting_as(self.office.reception):
			case = make.make_case(email=f"c{secrets.token_hex(6)}@{make.DOMAIN}")
		self.assertFalse(frappe.db.exists(ENTRY, {"action": "tell_stage", "reference_name": case.name}))

	def test_what_the_citizen_did_is_not_told_back(self):
		case = self.under_study()
		self.wait_for_citizen(case)
		self.time_passes()
		self.mark(*states_in("Case", "Study"))
		with as_citizen("Guest"):
			document = frappe.get_doc("Case", case.name)
			document.flags.ignore_permissions = document.flags.by_citizen = True
			move_to_stage(document, "Study")
		self.time_passes()
		self.assertEqual(len(self.letters(case)), 1)

	def test_a_question_of_a_department_is_a_letter_of_its_own(self):
		case = self.under_study()
		document = frappe.get_doc("Case", case.name)
		document.flags.citizen_told = True
		with make.acting_as(self.office.follow_up):
			move_to_stage(document, "Waiting")
		self.time_passes()
		self.assertEqual(self.letters(case), [])

	def test_ended_with_an_answer_that_was_given_nothing_more_is_sent(self):
		self.mark(*closing_states())
		case = self.under_study()
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person")
		make.set_outcome(case.name, self.office.follow_up)
		make.act("Case", case.name, "Close", self.office.follow_up)
		self.assertTrue(frappe.db.exists(ENTRY, {"action": "tell_stage", "reference_name": case.name}))
		self.time_passes()
		self.assertEqual(self.letters(case), [])

	def test_by_sms_where_there_is_a_gateway_and_no_failure_without_one(self):
		mobile = f"05{secrets.randbelow(10**8):08d}"
		case = self.under_study(email=None, mobile=mobile)
		self.wait_for_citizen(case)
		with SmsGateway() as gateway, outgoing_sms(gateway):
			self.time_passes()
		texts = [text for text in gateway.sent_to(mobile) if "We need something" in text]
		self.assertEqual(len(texts), 1, gateway.messages)
		other = self.under_study(email=None, mobile=mobile)
		self.wait_for_citizen(other)
		self.time_passes()
		entries = frappe.get_all(ENTRY, {"reference_name": other.name}, pluck="status", order_by="name asc")
		self.assertEqual(set(entries), {"Done"})

	def test_a_withheld_citizen_is_told_without_a_trace_of_the_number(self):
		mobile = f"05{secrets.randbelow(10**8):08d}"
		case = self.under_study(email=None, mobile=mobile, withhold_identity=1)
		self.wait_for_citizen(case)
		with SmsGateway() as gateway, outgoing_sms(gateway):
			self.time_passes()
		self.assertTrue([text for text in gateway.sent_to(mobile) if "We need something" in text])
		self.assertFalse(frappe.db.exists("SMS Log", {"sent_to": ("like", f"%{mobile}%")}))
