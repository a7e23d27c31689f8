"""What the escalation ladder does by itself, and the entries that it is done by: each once."""

from unittest.mock import patch

import frappe

from citizen_service.outbox.post import Entry, post_many
from citizen_service.sla.records import ANSWER, FULL_REPLY, meet_clocks
from citizen_service.tests.support.clocks import (
	ENTRY,
	HOURS,
	clock_of,
	counted,
	deliver,
	step,
	terms,
)
from citizen_service.tests.support.told import TellingTestCase


class TestLaddersActions(TellingTestCase):
	def open_assignments(self, name: str) -> list[str]:
		return frappe.get_all(
			"ToDo", {"reference_name": name, "status": "Open"}, pluck="allocated_to", order_by="creation"
		)

	def test_reassigned_to_the_head_who_hears_of_it_and_the_timeline_says_why(self):
		by = terms(step("hours", 0, "Reassign", recipient="Department Head"), clocks=(FULL_REPLY,))
		case, (referral,) = self.referred(by)
		self.assertEqual(self.open_assignments(referral), [self.office.roads_officer])
		self.run_out(case)
		deliver()
		self.assertEqual(self.open_assignments(referral), [self.office.roads_manager])
		self.assertIn(referral, self.only_mail(self.office.roads_manager).html)
		comments = frappe.get_all(
			"Comment", {"reference_name": referral}, pluck="content", order_by="creation"
		)
		self.assertTrue([text for text in comments if "time limit" in text], comments)
		self.assertFalse(frappe.db.exists("DocShare", {"share_name": referral}))

	def test_nothing_is_done_for_what_ended_meanwhile(self):
		by = terms(
			step("hours", 0, "Reassign", recipient="Department Head"),
			step("hours", 0, "Raise Priority", priority="Urgent"),
			clocks=(FULL_REPLY,),
		)
		case, (referral,) = self.referred(by)
		self.run_out(case)
		meet_clocks(case=case)
		deliver()
		self.assertEqual(self.open_assignments(referral), [self.office.roads_officer])
		self.assertNotEqual(frappe.db.get_value("Case", case, "priority"), "Urgent")

	def test_nobody_to_reassign_to_is_a_failure_that_is_seen(self):
		by = terms(step("hours", 0, "Reassign", recipient="Department Head"), clocks=(FULL_REPLY,))
		case, _referrals = self.referred(by)
		self.run_out(case)
		people = [
			self.office.roads_manager,
			*frappe.get_all(
				"Has Role",
				{"role": "Citizen Service Manager", "parenttype": "User"},
				pluck="parent",
				order_by="parent",
			),
		]
		for user in people:
			if user != "Administrator":
				frappe.db.set_value("User", user, "enabled", 0)
				self.addCleanup(frappe.db.set_value, "User", user, "enabled", 1)
		deliver()
		entry = frappe.get_doc(ENTRY, {"action": "reassign", "reference_name": clock_of(case).referral})
		self.assertEqual(entry.status, "Pending")
		self.assertIn("NobodyToReassignTo", entry.last_error)

	def test_pitfall_15_a_priority_raised_by_escalation_never_re_times_and_climbs_once(self):
		by = terms(step("hours", 1, "Raise Priority", priority="Urgent"), clocks=(ANSWER,))
		quick = terms(clocks=(ANSWER,))
		frappe.get_doc("Service Level Policy", quick).update(
			{
				"category": by,
				"priority": "Urgent",
				"targets": [{"clock": ANSWER, "amount": 1, "unit": "Working Hours"}],
			}
		).save()
		case, _referrals = self.referred(by)
		self.run_out(case, HOURS + 2)
		before = clock_of(case, ANSWER)
		with patch.dict(frappe.flags, in_test=False):  # in tests the framework keeps no versions
			deliver()
		self.assertEqual(frappe.db.get_value("Case", case, "priority"), "Urgent")
		after = clock_of(case, ANSWER)
		self.assertEqual(
			(after.policy, after.due_utc, [row.event for row in after.events]),
			(before.policy, before.due_utc, [row.event for row in before.events]),
		)
		self.assertTrue(
			frappe.db.exists(
				"Version", {"ref_doctype": "Case", "docname": case, "data": ("like", "%Urgent%")}
			)
		)
		said = {"reference_name": case, "content": ("like", "%Urgent%"), "comment_type": "Info"}
		self.assertEqual(frappe.db.count("Comment", said), 1)
		# The next days bring nothing: each step is taken once, and none counts from the creation.
		frappe.db.set_value("Case", case, "priority", "Normal")
		for _day in range(3):
			self.run_out(case, 24)
			deliver()
		self.assertEqual(frappe.db.get_value("Case", case, "priority"), "Normal")

	def test_a_priority_is_never_lowered(self):
		by = terms(step("hours", 0, "Raise Priority", priority="High"), clocks=(ANSWER,))
		case, _referrals = self.referred(by, priority="Urgent")
		self.run_out(case)
		deliver()
		self.assertEqual(frappe.db.get_value("Case", case, "priority"), "Urgent")


class TestPostMany(TellingTestCase):
	def entry(self, key: str, number: int) -> Entry:
		return Entry("digest", "User", self.office.manager, key, {"clocks": [number]})

	def payloads(self, keys: list[str]) -> list:
		return [
			frappe.parse_json(frappe.db.get_value(ENTRY, {"idempotency_key": key}, "payload")) for key in keys
		]

	def test_many_in_one_statement_each_key_once(self):
		keys = [frappe.generate_hash(length=10) for _number in range(300)]
		for number in (1, 2):
			with counted() as statements:
				post_many([self.entry(key, number) for key in keys])
			self.assertEqual(len(statements), 1)
		self.assertEqual(self.payloads(keys), [{"clocks": [1]}] * 300)

	def test_joined_where_so_asked_and_done_again(self):
		(key,) = keys = [frappe.generate_hash(length=10)]
		post_many([self.entry(key, 1)], join=True)
		frappe.db.set_value(ENTRY, {"idempotency_key": key}, {"status": "Done", "attempts": 7})
		post_many([self.entry(key, 2)], join=True)
		self.assertEqual(frappe.db.get_value(ENTRY, {"idempotency_key": key}, "attempts"), 0)
		self.assertEqual(self.payloads(keys), [{"clocks": [1, 2]}])
		self.assertEqual(frappe.db.get_value(ENTRY, {"idempotency_key": key}, "status"), "Pending")
