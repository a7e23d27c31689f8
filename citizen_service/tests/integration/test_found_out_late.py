"""Commands to clocks that come late, or find a clock in another state than they expect."""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.errors import StateWithoutMeaning
from citizen_service.outbox.escalation import raise_priority
from citizen_service.sla import clock as engine
from citizen_service.sla import records, sweep
from citizen_service.sla.instants import present
from citizen_service.sla.records import ANSWER, FULL_REPLY
from citizen_service.states.meaning import clear_cache as forget_meanings
from citizen_service.tests import factories as make
from citizen_service.tests.support.clocks import ENTRY, HOURS, ClockTestCase, clock_of, let_pass, step, terms


def kinds(record) -> list[str]:
	return [event.event for event in record.events]


class FoundOutLateTest(ClockTestCase):
	def sent_reply(self, referral: str):
		reply = make.make_response(self.office.roads_officer, referral)
		make.act("Response", reply.name, "Send to Manager", self.office.roads_officer)
		make.act("Response", reply.name, "Approve", self.office.roads_manager)
		frappe.db.commit()
		return reply.name

	def test_a_reply_sent_in_time_and_accepted_late_is_in_time_and_nobody_is_chased_for_it(self):
		case, (referral,) = self.referred(terms(step("hours", 0, recipient="Department Head")))
		reply = self.sent_reply(referral)
		let_pass(case, HOURS + 1)
		sent = add_to_date(now_datetime(), hours=-HOURS - 0.5)
		frappe.db.set_value("Response", reply, "submitted_on", sent)
		frappe.db.commit()
		sweep.sweep()
		self.assertIn("Breached", kinds(clock_of(case)))
		chased = frappe.get_all(ENTRY, {"action": "digest"}, pluck="reference_name", order_by="name")
		self.assertNotIn(self.office.roads_manager, chased)
		make.act("Response", reply, "Accept", self.office.follow_up)
		record = clock_of(case)
		self.assertEqual((record.status, record.breached), ("Met", 0))
		self.assertEqual(kinds(record)[-1], "Met")

	def test_a_reply_is_accepted_in_a_pause_in_which_the_date_was_extended(self):
		case, (referral,) = self.referred(terms())
		let_pass(case, 3)
		reply = self.sent_reply(referral)
		frappe.db.set_value("Response", reply, "submitted_on", add_to_date(now_datetime(), hours=-2))
		records.pause_clocks("Waiting for the Citizen", referral=referral)
		later = present() + 5 * 86400
		records.change(
			lambda held: engine.extend(held.clock, present() + 1, later, "agreed"), referral=referral
		)
		make.act("Response", reply, "Accept", self.office.follow_up)
		self.assertEqual((clock_of(case).status, clock_of(case).breached), ("Met", 0))

	def test_another_reason_to_wait_is_in_the_ledger(self):
		case, _referrals = self.referred(terms())
		for reason in (
			"Waiting for the Citizen",
			"Waiting for Another Authority",
			"Waiting for Another Authority",
		):
			records.pause_clocks(reason, case=case, clock=ANSWER)
		record = clock_of(case, ANSWER)
		self.assertEqual(kinds(record), ["Started", "Paused", "Resumed", "Paused"])
		self.assertEqual(record.events[-1].pause_reason, "Waiting for Another Authority")

	def test_a_command_that_finds_the_breach_gives_the_new_date_as_well(self):
		case, _referrals = self.referred(terms(grace=20, clocks=(ANSWER,)))
		let_pass(case, HOURS + 1)
		records.change(lambda held: engine.observe(held.clock, present()), case=case, clock=ANSWER)
		record = clock_of(case, ANSWER)
		self.assertEqual(kinds(record), ["Started", "Breached", "Promised"])
		self.assertTrue(record.promised_utc)

	def test_a_letter_registered_after_its_time_limit_is_told_at_once(self):
		by = terms(grace=20, clocks=(ANSWER,))
		with make.acting_as(self.office.reception):
			case = make.make_case(
				category=by, email="late@example.com", opened_on=add_to_date(now_datetime(), days=-1)
			)
		self.assertEqual(kinds(clock_of(case.name, ANSWER)), ["Started", "Breached", "Promised"])
		told = {"action": "tell_missed_deadline", "reference_name": case.name}
		self.assertEqual(frappe.db.count(ENTRY, told), 1)
		frappe.db.commit()
		sweep.sweep()
		self.assertEqual(frappe.db.count(ENTRY, told), 1, "once")

	def test_a_raised_priority_does_not_re_time_at_a_later_change_either(self):
		by = terms(clocks=(ANSWER,))
		quick = frappe.copy_doc(frappe.get_doc("Service Level Policy", by))
		quick.update({"policy_name": f"{by} High", "rank": 0, "priority": "High"}).insert()
		quick.targets[0].amount = 1
		quick.save()
		frappe.db.commit()
		case, _referrals = self.referred(by, priority="Normal")
		record = clock_of(case, ANSWER)
		raise_priority(frappe.get_doc("Case", case), {"clock": record.name, "priority": "High"})
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case).update({"channel": "Phone"}).save()
		self.assertEqual(clock_of(case, ANSWER).policy, by)
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case).update({"priority": "Low"}).save()
			frappe.get_doc("Case", case).update({"priority": "High"}).save()
		self.assertEqual(clock_of(case, ANSWER).policy, quick.name, "a person's own word counts")

	def test_a_referral_made_while_the_case_waits_waits_as_well(self):
		meaning = {"parent": "Case", "parenttype": "Workflow", "stage": "Referred"}
		name = frappe.db.get_value("Workflow State Meaning", meaning)
		case, _referrals = self.referred(terms())
		waits = {"clock": "Pause", "pause_reason": "Waiting for the Citizen"}
		frappe.db.set_value("Workflow State Meaning", name, waits)
		forget_meanings()
		try:
			with make.acting_as(self.office.follow_up):
				referral = frappe.get_doc(
					{
						"doctype": "Case Referral",
						"case": case,
						"department": self.office.water,
						"instruction": "x",
					}
				).insert()
			statuses = frappe.get_all(
				records.RECORD, {"referral": referral.name}, pluck="status", order_by="name asc"
			)
			self.assertEqual(set(statuses), {"Paused"})
		finally:
			frappe.db.rollback()
			frappe.db.set_value("Workflow State Meaning", name, {"clock": "Run", "pause_reason": None})
			frappe.db.commit()
			forget_meanings()

	def test_no_state_ends_time_limits_without_closing(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "Case", "is_active": 1})
		row = next(row for row in workflow.state_meanings if row.stage == "Study")
		row.clock = "Stop"
		with self.assertRaisesRegex(StateWithoutMeaning, "Under Study"):
			workflow.save()
		frappe.db.rollback()

	def test_full_reply_clock_of_another_referral_is_not_kept_back(self):
		"""Only the department whose reply lies with Follow-up is left in peace."""
		by = terms(step("hours", 0, recipient="Department Head"), clocks=(FULL_REPLY,))
		case, (roads, _water) = self.referred(by, self.office.roads, self.office.water)
		self.sent_reply(roads)
		let_pass(case, HOURS + 1)
		sweep.sweep()
		chased = frappe.get_all(ENTRY, {"action": "digest"}, pluck="reference_name", order_by="name")
		self.assertIn(self.office.water_manager, chased)
		self.assertNotIn(self.office.roads_manager, chased)
