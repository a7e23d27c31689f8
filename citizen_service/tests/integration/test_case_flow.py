"""The rules of a case, its referrals and its responses, inside one process."""

import frappe
from frappe.model.workflow import WorkflowTransitionError
from frappe.utils import add_to_date, now_datetime

from citizen_service.delivery.actions import record_delivery, send_by_email
from citizen_service.errors import (
	BadLocation,
	ClosingRefused,
	DeliveryRefused,
	NotYours,
	OwnResponse,
	RecordInUse,
	ReferralRefused,
	ReopeningRefused,
	ResponseRefused,
	StageNotReached,
	StateWithoutMeaning,
)
from citizen_service.referral.actions import acknowledge, refer, return_to_follow_up, transfer, withdraw
from citizen_service.sla import reading
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase


def clocks_of(**filters) -> dict[tuple[str, str | None], str]:
	"""(clock, department) → status."""
	rows = frappe.get_all(
		"Service Level Record",
		filters=filters,
		fields=["clock", "department", "status"],
		order_by="creation asc",
	)
	return {(row.clock, row.department): row.status for row in rows}


class CaseTest(OfficeTestCase):
	def test_first_state_and_kept_fields(self):
		with make.acting_as(self.office.reception):
			case = make.make_case(
				closed_in_former_register=1,
				closed_on="2020-01-01 10:00:00",
				legacy_key="x",
				ready_for_assignment=1,
			)
		case = frappe.get_doc("Case", case.name)
		self.assertFalse(case.closed_in_former_register or case.closed_on or case.legacy_key)
		self.assertFalse(case.ready_for_assignment)
		self.assertTrue(case.code_nonce and case.due_on and case.priority and case.opened_on)

	def test_place_must_be_on_the_map(self):
		with self.refused(BadLocation, "Latitude"):
			make.make_case(latitude=91)

	def test_cannot_begin_closed(self):
		with self.assertRaises(frappe.ValidationError):
			make.make_case(workflow_state="Closed")

	def test_never_deleted(self):
		with self.refused(RecordInUse):
			make.make_case().delete()

	def test_referred_needs_a_referral(self):
		case = make.make_case_under_study(self.office)
		with self.refused(StageNotReached, "Refer case"):
			make.act("Case", case.name, "Refer", self.office.follow_up)

	def test_inactive_workflow_closes_nothing(self):
		case = make.make_case_under_study(self.office)
		frappe.get_doc("Workflow", "Case").db_set("is_active", 0)
		frappe.clear_cache(doctype="Case")
		from citizen_service.states.meaning import clear_cache

		clear_cache()
		self.addCleanup(clear_cache)
		self.addCleanup(frappe.clear_cache, doctype="Case")
		case = frappe.get_doc("Case", case.name)
		case.workflow_state = "Closed"
		with self.refused(StateWithoutMeaning):
			case.save()

	def test_closed_case_is_frozen_until_reopened(self):
		case = self.closed_case()
		case.subject = "شيء آخر"
		with make.acting_as(self.office.follow_up), self.refused(StageNotReached, "Subject"):
			case.save()
		case = make.reopen(case.name, self.office.follow_up)
		self.assertFalse(case.closed_on or case.outcome)
		self.assertTrue(case.reopened_on)
		self.assertEqual(
			frappe.db.count("Service Level Record", {"case": case.name, "clock": "Answer to Citizen"}), 2
		)

	def test_pitfall_19_a_comment_does_not_restart_the_reopen_window(self):
		case = self.closed_case()
		settings = frappe.get_doc("Citizen Service Settings")
		settings.reopen_days = 10
		settings.save()
		closed_on = add_to_date(now_datetime(), days=-11)
		frappe.db.set_value("Case", case.name, "closed_on", closed_on, update_modified=False)
		frappe.get_doc("Case", case.name).add_comment("Comment", "شكراً لكم")
		self.assertGreater(frappe.db.get_value("Case", case.name, "modified"), closed_on)
		with self.refused(ReopeningRefused, case.name):
			make.reopen(case.name, self.office.follow_up)
		self.assertTrue(frappe.db.get_value("Case", case.name, "closed_on"), "a thank-you reopens nothing")
		frappe.db.set_value("Case", case.name, "closed_on", add_to_date(now_datetime(), days=-10))
		self.assertTrue(make.reopen(case.name, self.office.follow_up).reopened_on)

	def test_the_manager_reopens_at_any_time(self):
		case = self.closed_case()
		frappe.db.set_value("Case", case.name, "closed_on", "2020-01-01 10:00:00", update_modified=False)
		self.assertTrue(make.reopen(case.name, self.office.manager).reopened_on)

	def closed_case(self):
		case, (referral,) = make.make_referred_case(self.office)
		make.accept_full_reply(self.office, referral, self.office.roads_officer, self.office.roads_manager)
		make.act("Case", case.name, "Prepare Answer", self.office.follow_up)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person", "سميرة")
		make.set_outcome(case.name, self.office.follow_up)
		return make.act("Case", case.name, "Close", self.office.follow_up)

	def test_clocks_of_the_whole_way(self):
		case, (roads, _water) = make.make_referred_case(self.office, self.office.roads, self.office.water)
		self.assertEqual(
			clocks_of(case=case.name),
			{
				("Acknowledge", None): "Met",
				("Answer to Citizen", None): "Running",
				("First Reply of Department", self.office.roads): "Running",
				("Full Reply of Department", self.office.roads): "Running",
				("First Reply of Department", self.office.water): "Running",
				("Full Reply of Department", self.office.water): "Running",
			},
		)
		stage = make.make_response(
			self.office.roads_officer, roads, kind="Stage Update", body="<p>قيد المعاينة</p>"
		)
		make.act("Response", stage.name, "Send to Follow-up", self.office.roads_officer)
		self.assertEqual(frappe.db.get_value("Case Referral", roads, "latest_stage"), "قيد المعاينة")
		self.assertEqual(clocks_of(referral=roads)["First Reply of Department", self.office.roads], "Met")
		self.assertEqual(clocks_of(referral=roads)["Full Reply of Department", self.office.roads], "Running")
		make.accept_full_reply(self.office, roads, self.office.roads_officer, self.office.roads_manager)
		self.assertEqual(clocks_of(referral=roads)["Full Reply of Department", self.office.roads], "Met")
		self.assertEqual(frappe.db.get_value("Case Referral", roads, "status"), "Answered")

	def test_waiting_for_the_citizen_pauses_and_resumes(self):
		case = make.make_case_under_study(self.office)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		self.assertEqual(clocks_of(case=case.name)["Answer to Citizen", None], "Paused")
		make.act("Case", case.name, "Resume", self.office.follow_up)
		self.assertEqual(clocks_of(case=case.name)["Answer to Citizen", None], "Running")
		record = frappe.get_all(
			"Service Level Record", {"case": case.name, "clock": "Answer to Citizen"}, pluck="name"
		)
		events = frappe.get_all(
			"Service Level Event", {"parent": record[0]}, pluck="event", order_by="idx asc"
		)
		self.assertEqual(events, ["Started", "Paused", "Resumed"])

	def test_no_open_clock_after_closing(self):
		case = self.closed_case()
		self.assertFalse({"Running", "Paused"} & set(clocks_of(case=case.name).values()))


class ClosingTest(OfficeTestCase):
	def close(self, case: str, outcome: str | None = "Justified"):
		make.set_outcome(case, self.office.follow_up, outcome)
		return make.act("Case", case, "Close", self.office.follow_up)

	def test_each_gap_is_named(self):
		case, _referrals = make.make_referred_case(self.office, self.office.roads, self.office.water)
		with self.refused(ClosingRefused, "accepted full reply", self.office.roads, self.office.water):
			self.close(case.name)
		with self.refused(ClosingRefused, "outcome is empty"):
			self.close(case.name, outcome=None)

	def test_accepted_but_undelivered(self):
		case = make.make_case_under_study(self.office)
		make.accept_answer(self.office, case.name)
		with self.refused(ClosingRefused, "has not reached the citizen"):
			self.close(case.name)

	def test_failed_attempt_is_no_delivery_but_lets_the_unreachable_end(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "Phone", "0599000000", "لا يرد", reached=0)
		with self.refused(ClosingRefused, "has not reached the citizen"):
			self.close(case.name)
		self.assertTrue(self.close(case.name, "Citizen Unreachable").closed_on)

	def test_directed_elsewhere_needs_the_body(self):
		case = make.make_case_under_study(self.office)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "Letter")
		with self.refused(ClosingRefused, "Directed to Body"):
			self.close(case.name, "Directed Elsewhere")
		body = make.make_outside_body("وزارة الصحة للاختبار")
		frappe.get_doc("Case", case.name).db_set("directed_to_body", body)
		self.assertTrue(self.close(case.name, "Directed Elsewhere").closed_on)

	def test_returned_referral_must_go_on(self):
		case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.roads_officer):
			return_to_follow_up(referral, "ليست من اختصاصنا، بل من اختصاص قسم المياه")
		make.act("Case", case.name, "Prepare Answer", self.office.follow_up)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person")
		with self.refused(ClosingRefused, "returned the case"):
			self.close(case.name)
		with make.acting_as(self.office.follow_up):
			second = transfer(referral, self.office.water, "من اختصاص قسم المياه")
		with self.refused(ClosingRefused, self.office.water):
			self.close(case.name)
		make.accept_full_reply(self.office, second, self.office.water_officer, self.office.water_manager)
		self.assertTrue(self.close(case.name).closed_on)

	def test_withdrawn_referral_stops_counting(self):
		case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.follow_up):
			withdraw(referral, "أُحيلت بالخطأ")
		self.assertEqual(set(clocks_of(referral=referral).values()), {"Cancelled"})
		make.act("Case", case.name, "Prepare Answer", self.office.follow_up)
		answer = make.accept_answer(self.office, case.name)
		with make.acting_as(self.office.follow_up):
			record_delivery(answer.name, "In Person")
		self.assertTrue(self.close(case.name).closed_on)

	def test_required_cannot_be_taken_back_in_silence(self):
		_case, (referral,) = make.make_referred_case(self.office)
		document = frappe.get_doc("Case Referral", referral)
		document.required = 0
		with make.acting_as(self.office.follow_up), self.assertRaises(frappe.CannotChangeConstantError):
			document.save()


class ReferralTest(OfficeTestCase):
	def refer(self, case: str, departments: list[str]):
		with make.acting_as(self.office.follow_up):
			return refer(case, departments, "يرجى الإفادة")

	def test_extract_without_a_withheld_identity(self):
		_case, (referral,) = make.make_referred_case(self.office, withhold_identity=1, mobile="0599123456")
		document = frappe.get_doc("Case Referral", referral)
		self.assertFalse(document.citizen_name or document.mobile)
		self.assertIn("حفرة", document.extract)
		_case, (referral,) = make.make_referred_case(self.office)
		self.assertEqual(frappe.get_doc("Case Referral", referral).citizen_name, "سميرة يوسف النجار")

	def test_none_disabled_or_twice(self):
		case = make.make_case_under_study(self.office)
		with self.refused(ReferralRefused, "at least one"):
			self.refer(case.name, [])
		closed = make.make_department("قسم ملغى للاختبار", enabled=0)
		with self.refused(ReferralRefused, "disabled"):
			self.refer(case.name, [closed])
		self.refer(case.name, [self.office.roads])
		with self.refused(ReferralRefused, "already"):
			self.refer(case.name, [self.office.roads])

	def test_not_before_the_study(self):
		with make.acting_as(self.office.reception):
			case = make.make_case()
		with self.refused(StageNotReached):
			self.refer(case.name, [self.office.roads])

	def test_reception_and_departments_refer_nothing(self):
		case = make.make_case_under_study(self.office)
		for user in (self.office.reception, self.office.roads_manager):
			with make.acting_as(user), self.assertRaises(frappe.PermissionError):
				refer(case.name, [self.office.roads], "؟")

	def test_acknowledged_once_by_its_own_department(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.water_officer), self.assertRaises(frappe.PermissionError):
			acknowledge(referral)
		with make.acting_as(self.office.reception), self.refused(NotYours):
			acknowledge(referral)
		with make.acting_as(self.office.roads_officer):
			acknowledge(referral)
			with self.refused(StageNotReached):
				acknowledge(referral)
		self.assertEqual(
			frappe.db.get_value("Case Referral", referral, "acknowledged_by"), self.office.roads_officer
		)

	def test_return_and_withdrawal_need_a_reason(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.roads_officer), self.refused(ReferralRefused, "reason"):
			return_to_follow_up(referral, "  ")
		with make.acting_as(self.office.roads_officer), self.refused(NotYours):
			withdraw(referral, "نريد ذلك")

	def test_transfer_starts_the_new_departments_own_clock(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.follow_up):
			second = transfer(referral, self.office.water, "من اختصاصهم")
		self.assertEqual(set(clocks_of(referral=referral).values()), {"Cancelled"})
		self.assertEqual(set(clocks_of(referral=second).values()), {"Running"})
		self.assertEqual(frappe.db.get_value("Case Referral", second, "follows"), referral)

	def test_default_time_limit_of_the_department_where_no_policy_says(self):
		for name in frappe.get_all("Service Level Policy", pluck="name", order_by="name asc"):
			frappe.get_doc("Service Level Policy", name).update({"enabled": 0}).save()
		self.addCleanup(reading.clear_cache)
		quick = make.make_department("قسم سريع للاختبار", time_limit=2, time_limit_unit="Calendar Days")
		case = make.make_case_under_study(self.office)
		(referral,) = self.refer(case.name, [quick])
		self.assertEqual(clocks_of(referral=referral), {("Full Reply of Department", quick): "Running"})


class ResponseTest(OfficeTestCase):
	def test_nobody_accepts_their_own(self):
		case = make.make_case_under_study(self.office)
		answer = make.make_response(self.office.follow_up, case=case.name, audience="Citizen")
		make.act("Response", answer.name, "Send to Follow-up", self.office.follow_up)
		frappe.db.set_value("Workflow Transition", {"parent": "Response"}, "allow_self_approval", 1)
		frappe.clear_document_cache("Workflow", "Response")
		self.addCleanup(frappe.clear_document_cache, "Workflow", "Response")
		with self.refused(OwnResponse):
			make.act("Response", answer.name, "Accept", self.office.follow_up)

	def test_empty_text(self):
		case = make.make_case_under_study(self.office)
		with self.refused(ResponseRefused, "empty"):
			make.make_response(self.office.follow_up, case=case.name, body="<p>&nbsp; </p>")

	def test_only_for_ones_own_referral(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with self.assertRaises(frappe.PermissionError):
			make.make_response(self.office.water_officer, referral)
		with self.assertRaises((ResponseRefused, frappe.PermissionError)):
			make.make_response(self.office.roads_officer, case=_case.name)

	def test_sending_back_needs_a_reason_and_keeps_the_text(self):
		_case, (referral,) = make.make_referred_case(self.office)
		response = make.make_response(self.office.roads_officer, referral)
		make.act("Response", response.name, "Send to Manager", self.office.roads_officer)
		response = frappe.get_doc("Response", response.name)
		response.body = "<p>غير ذلك</p>"
		with make.acting_as(self.office.roads_officer), self.refused(ResponseRefused, "send it back"):
			response.save()
		with self.refused(ResponseRefused, "Say why"):
			make.act("Response", response.name, "Send Back", self.office.roads_manager)
		frappe.db.set_value("Response", response.name, "send_back_reason", "أين تاريخ الإصلاح؟")
		make.act("Response", response.name, "Send Back", self.office.roads_manager)
		make.act("Response", response.name, "Revise", self.office.roads_officer)

	def test_officer_does_not_approve(self):
		_case, (referral,) = make.make_referred_case(self.office)
		response = make.make_response(self.office.roads_officer, referral)
		make.act("Response", response.name, "Send to Manager", self.office.roads_officer)
		with self.assertRaises(WorkflowTransitionError):
			make.act("Response", response.name, "Approve", self.office.roads_officer)

	def test_withdrawn_referral_takes_no_response(self):
		_case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.follow_up):
			withdraw(referral, "أُحيلت بالخطأ")
		with self.refused(ResponseRefused, "takes no more"):
			make.make_response(self.office.roads_officer, referral)

	def test_delivery_only_of_what_is_accepted_and_for_the_citizen(self):
		case, (referral,) = make.make_referred_case(self.office)
		draft = make.make_response(self.office.follow_up, case=case.name, audience="Citizen")
		reply = make.accept_full_reply(
			self.office, referral, self.office.roads_officer, self.office.roads_manager
		)
		with make.acting_as(self.office.follow_up):
			with self.refused(DeliveryRefused, "not accepted"):
				record_delivery(draft.name, "In Person")
			with self.refused(DeliveryRefused, "office only"):
				record_delivery(reply.name, "In Person")
			answer = make.accept_answer(self.office, case.name)
			with self.refused(DeliveryRefused, "no e-mail"):
				send_by_email(answer.name)
			with self.refused(DeliveryRefused, "future"):
				record_delivery(answer.name, "In Person", delivered_on="2999-01-01 10:00:00")
		with make.acting_as(self.office.roads_manager), self.assertRaises(frappe.PermissionError):
			record_delivery(reply.name, "In Person")
