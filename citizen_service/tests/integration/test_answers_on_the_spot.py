"""What an answer given before its acceptance does to the clocks and to the rule of closing."""

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from citizen_service.errors import ClosingRefused, DeliveryRefused, StageNotReached
from citizen_service.reception.on_the_spot import answer, confirm, proposal
from citizen_service.sla.records import ANSWER
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

BODY = "<p>تُقدَّم الأوراق في قسم التنظيم.</p>"


class AnswersOnTheSpotTest(OfficeTestCase):
	def case(self, **values) -> str:
		with make.acting_as(self.office.reception):
			return make.make_case(case_type="Inquiry", **values).name

	def answer(self, case: str, **values) -> str:
		with make.acting_as(self.office.reception):
			return answer(case, BODY, **values)

	def confirm(self, response: str) -> dict:
		with make.acting_as(self.office.follow_up):
			return confirm(response)

	def late(self, case: str) -> bool:
		"""Whether the answer to the citizen is on record as late."""
		return bool(frappe.db.get_value("Service Level Record", {"case": case, "clock": ANSWER}, "breached"))

	def test_an_answer_in_time_that_is_confirmed_late_was_in_time(self):
		days = 40
		opened = add_to_date(now_datetime(), days=-days)
		case = self.case(opened_on=opened)
		self.assertTrue(self.late(case))
		name = self.answer(case, given_on=str(add_to_date(opened, minutes=1)))
		self.assertTrue(self.late(case), "not before somebody else confirms it")
		self.confirm(name)
		self.assertFalse(self.late(case))
		delivered = frappe.db.get_value("Response", name, "delivered_on")
		self.assertLess(delivered, add_to_date(now_datetime(), days=1 - days))

	def test_what_was_given_and_sent_back_closes_nothing(self):
		case = self.case()
		name = self.answer(case)
		frappe.db.set_value("Response", name, "send_back_reason", "ناقص")
		make.act("Response", name, "Send Back", self.office.follow_up)
		make.act("Response", name, "Revise", self.office.reception)
		make.act("Response", name, "Send to Follow-up", self.office.reception)
		make.act("Response", name, "Accept", self.office.follow_up)
		with self.refused(ClosingRefused):
			make.act("Case", case, "Close", self.office.follow_up)

	def test_the_time_lies_between_opening_and_now(self):
		case = self.case()
		for wrong in (add_to_date(now_datetime(), days=-1), add_to_date(now_datetime(), hours=1), "gestern"):
			with self.subTest(wrong), self.refused(DeliveryRefused):
				self.answer(case, given_on=str(wrong))

	def test_the_means_and_the_outcome_are_the_channels_and_the_types(self):
		"""Data that the admin sets; nothing is known by its name."""
		kind = frappe.get_doc({"doctype": "Case Type", "type_name": frappe.generate_hash(length=8)}).insert()
		channel = frappe.get_doc(
			{"doctype": "Intake Channel", "channel_name": frappe.generate_hash(length=8)}
		).insert()
		self.assertEqual(proposal(kind.name, channel.name), {"outcome": None, "means": None})
		with make.acting_as(self.office.reception):
			case = make.make_case(case_type=kind.name, channel=channel.name).name
		with self.refused(DeliveryRefused):
			self.answer(case)
		name = self.answer(case, means="Phone")
		with self.refused(ClosingRefused):
			self.confirm(name)  # no outcome is proposed: Follow-up chooses it
		self.assertFalse(frappe.db.get_value("Case", case, "closed_on"))

	def test_a_confirmed_one_has_nothing_left_to_confirm(self):
		case = self.case()
		name = self.answer(case)
		self.confirm(name)
		self.assertEqual(self.confirm(name)["closed"], [case])
		with self.refused(StageNotReached):
			self.answer(case)
		accepted = frappe.db.get_value("Response", name, "accepted_on")
		self.assertGreaterEqual(get_datetime(accepted), get_datetime(now_datetime().date()))
