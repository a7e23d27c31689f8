"""Ways round the rules that were found open once: each stays shut."""

from datetime import timedelta

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.delivery.actions import record_delivery
from citizen_service.errors import (
	ClosingRefused,
	DeliveryRefused,
	OwnResponse,
	ReferralRefused,
	ResponseRefused,
	StateWithoutMeaning,
)
from citizen_service.referral.actions import refer, return_to_follow_up
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


class ResponseGuardTest(OfficeTestCase):
	def test_a_department_does_not_write_to_the_citizen(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with self.refused(ResponseRefused, "for the office"):
			make.make_response(self.office.roads_officer, referral, audience="Citizen")

	def test_a_stage_update_does_not_turn_into_a_full_reply_on_its_way(self):
		_case, (referral,) = make.make_referred_case(self.office)
		response = make.make_response(self.office.roads_officer, referral, kind="Stage Update")
		response = frappe.get_doc("Response", response.name)
		response.update({"kind": "Full Reply", "workflow_state": "With Follow-up"})
		with (
			make.acting_as(self.office.roads_officer),
			self.refused(ResponseRefused, "Save the changed kind"),
		):
			response.save()

	def test_who_rewrites_a_text_does_not_accept_it(self):
		case = make.make_case_under_study(self.office)
		answer = make.make_response(self.office.follow_up, case=case.name, audience="Citizen")
		with make.acting_as(self.office.second_follow_up):
			answer = frappe.get_doc("Response", answer.name)
			answer.body = "<p>نص آخر تمامًا</p>"
			answer.save()
		make.act("Response", answer.name, "Send to Follow-up", self.office.follow_up)
		with self.refused(OwnResponse):
			make.act("Response", answer.name, "Accept", self.office.second_follow_up)
		self.assertEqual(
			make.act("Response", answer.name, "Accept", self.office.manager).accepted_by, self.office.manager
		)

	def test_the_office_writes_no_departments_text(self):
		_case, (referral,) = make.make_referred_case(self.office)
		response = make.make_response(self.office.roads_officer, referral)
		response = frappe.get_doc("Response", response.name)
		response.body = "<p>كما تريد المتابعة</p>"
		with make.acting_as(self.office.follow_up), self.refused(ResponseRefused, "department's"):
			response.save()

	def test_a_response_to_nothing(self):
		with self.refused(ResponseRefused, "Choose the case"):
			make.make_response(self.office.follow_up)


class IdentityGuardTest(OfficeTestCase):
	def test_an_identity_withheld_later_leaves_the_extract_and_its_versions(self):
		case, (referral,) = make.make_referred_case(self.office, mobile="0599123456")
		with make.acting_as(self.office.follow_up):
			case = frappe.get_doc("Case", case.name)
			case.withhold_identity = 1
			case.save()
		self.assertEqual(
			frappe.db.get_value("Case Referral", referral, ["citizen_name", "mobile"]), (None, None)
		)
		versions = frappe.get_all("Version", {"docname": referral}, pluck="data", order_by="creation asc")
		self.assertNotIn("0599123456", "".join(versions))


class ClosingGuardTest(OfficeTestCase):
	def close(self, case: str):
		make.set_outcome(case, self.office.follow_up)
		return make.act("Case", case, "Close", self.office.follow_up)

	def answered_case(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person", "سميرة")
		return case, answer

	def test_a_reopened_case_needs_a_new_reply(self):
		case, _answer = self.answered_case()
		self.close(case.name)
		make.reopen(case.name, self.office.follow_up)
		later = now_datetime() + timedelta(seconds=1)
		frappe.db.set_value("Case", case.name, "reopened_on", later)
		with self.refused(ClosingRefused, "has not reached the citizen"):
			self.close(case.name)

	def test_closing_takes_back_what_was_for_information(self):
		case, _answer = self.answered_case()
		with make.acting_as(self.office.follow_up):
			(referral,) = refer(case.name, [self.office.roads], "للعلم", required=0)
		make.act("Case", case.name, "Prepare Answer", self.office.follow_up)
		self.close(case.name)
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "status"), "Withdrawn")

	def test_referring_again_replaces_the_returned_referral(self):
		case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.roads_officer):
			return_to_follow_up(referral, "ينقصنا الموقع")
		with make.acting_as(self.office.follow_up):
			(again,) = refer(case.name, [self.office.roads], "الموقع مرفق")
		self.assertEqual(frappe.db.get_value("Case Referral", again, "follows"), referral)

	def test_departments_that_are_no_list(self):
		case = make.make_case_under_study(self.office)
		with make.acting_as(self.office.follow_up):
			with self.refused(ReferralRefused, "at least one"):
				refer(case.name, "{}", "؟")
			self.assertEqual(len(refer(case.name, self.office.roads, "اسم وحده")), 1)

	def test_a_delivery_lies_between_acceptance_and_now(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			for when, said in (
				("1999-01-01 10:00:00", "before"),
				("foo", "not a date"),
				(add_to_date(None, days=2), "future"),
			):
				with self.refused(DeliveryRefused, said):
					record_delivery(answer.name, "In Person", delivered_on=str(when))


class MeaningGuardTest(OfficeTestCase):
	def change(self, state: str, **values):
		workflow = frappe.get_doc("Workflow", "Case")
		row = next(row for row in workflow.state_meanings if row.state == state)
		row.update(values)
		workflow.save()

	def test_a_state_in_which_open_cases_stand_does_not_become_closing(self):
		case = make.make_case_under_study(self.office)
		with self.refused(StateWithoutMeaning, "Cases stand in"):
			self.change(case.workflow_state, is_closing=1, clock="Stop")

	def test_meanings_do_not_contradict_themselves(self):
		for state, values, said in (
			("Closed", {"clock": "Run"}, "must end"),
			("New", {"is_closing": 1, "clock": "Stop"}, "first state"),
			("Awaiting Citizen", {"pause_reason": None}, "choose the reason"),
		):
			with self.refused(StateWithoutMeaning, said):
				self.change(state, **values)
			frappe.db.rollback(save_point="before_test")
			frappe.clear_document_cache("Workflow", "Case")

	def test_nothing_is_due_while_the_citizen_is_waited_for(self):
		case = make.make_case_under_study(self.office)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		self.assertIsNone(frappe.db.get_value("Case", case.name, "due_on"))
		make.act("Case", case.name, "Resume", self.office.follow_up)
		self.assertTrue(frappe.db.get_value("Case", case.name, "due_on"))
