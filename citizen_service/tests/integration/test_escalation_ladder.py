"""What an admin may not save as a ladder, in the form and over REST; and that a step stays the same step."""

import json

import frappe

from citizen_service.acting import acting_as
from citizen_service.errors import InvalidLadder
from citizen_service.setup import seeds
from citizen_service.sla.reading import ladder_steps
from citizen_service.sla.records import FULL_REPLY
from citizen_service.sla.sweep import sweep
from citizen_service.tests.base import HttpTestCase, OfficeTestCase
from citizen_service.tests.support.clocks import (
	HOURS,
	ClockTestCase,
	clock_of,
	deliver,
	let_pass,
	step,
	terms,
)

LADDER = "Escalation Ladder"
SEEDED = "Usual Escalation"
HALF = step("percent", 50, recipient="Department Head")


def values(*steps: dict) -> dict:
	return {
		"doctype": LADDER,
		"ladder_name": f"Test {frappe.generate_hash(length=8)}",
		"steps": [dict(row) for row in steps],
	}


REFUSED = {
	"no step": (values(), "Steps</b>: There is none: enter at least one"),
	"an unknown trigger": (
		values(HALF, {**HALF, "trigger": "foo"}),
		"Steps, row 2, When</b>: <bdi>foo</bdi> is not one of: Percent of Time · Hours After Due",
	),
	"what is no number": (
		values({**HALF, "amount": "abc"}),
		"Steps, row 1, Number</b>: <bdi>abc</bdi> is not a number. For example: 2.5",
	),
	"no number": (values({**HALF, "amount": ""}), "Steps, row 1, Number</b>: This is empty: fill it in"),
	"a number below": (
		values(HALF, {**HALF, "amount": -1}),
		"Steps, row 2, Number</b>: -1 is not possible: enter a number from 1 to 10000",
	),
	"a number above": (
		values({**HALF, "amount": 10001}),
		"Steps, row 1, Number</b>: 10001 is not possible",
	),
	"an unknown clock": (
		values({**HALF, "clock": "Lunch"}),
		"Steps, row 1, Time Limit For</b>: <bdi>Lunch</bdi> is not one of: Acknowledge",
	),
	"an unknown action": (
		values({**HALF, "action": "Dismiss"}),
		"Steps, row 1, Action</b>: <bdi>Dismiss</bdi> is not one of: Notify · Reassign · Raise Priority",
	),
	"nobody": (values({**HALF, "recipient": ""}), "Steps, row 1, Whom</b>: This is empty"),
	"somebody unknown": (
		values({**HALF, "recipient": "Boss"}),
		"Steps, row 1, Whom</b>: <bdi>Boss</bdi> is not one of: Assigned Person · Department Head",
	),
	"no role": (values({**HALF, "recipient": "Role"}), "Steps, row 1, Role</b>: This is empty"),
	"no priority": (
		values({**HALF, "action": "Raise Priority"}),
		"Steps, row 1, New Priority</b>: This is empty",
	),
	"reassigned to many": (
		values({**HALF, "action": "Reassign", "recipient": "Role", "role": "Follow-up Officer"}),
		"Steps, row 1, Whom</b>: <bdi>Role</bdi> is not possible here",
	),
	"the same twice": (
		values(HALF, {**HALF, "working_hours_only": 0}),
		"Steps, row 2, When</b>: The step is the same as that of row 1",
	),
}


class TestRefusedLadders(OfficeTestCase):
	def test_each_is_refused_with_its_row_and_field(self):
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name), acting_as(self.office.admin), self.refused(InvalidLadder, message):
				frappe.get_doc(bad).insert()


class TestRefusedOverRest(HttpTestCase):
	def test_the_same_refusals_and_nothing_saved(self):
		before = frappe.db.count(LADDER)
		client = self.as_user(self.office.admin)
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name):
				sent = {key: value for key, value in bad.items() if key != "doctype"}
				reply = self.denied(client.insert(LADDER, **sent), "InvalidLadder")
				said = [json.loads(text)["message"] for text in json.loads(reply.json["_server_messages"])]
				self.assertRegex("".join(said), f"(?s){message}")
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(LADDER), before)


class TestAStepStaysTheSame(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ladder = frappe.get_doc(values(HALF, step("hours", 0, recipient="Manager on Duty"))).insert()
		self.keys = self.keys_of(self.ladder)
		self.addCleanup(frappe.clear_document_cache, LADDER, self.ladder.name)

	def save_as_a_form(self, ladder) -> None:
		"""With the rows numbered in their order."""
		for position, row in enumerate(ladder.steps, start=1):
			row.idx = position
		ladder.save()

	def keys_of(self, ladder) -> list[str]:
		rows = frappe.get_doc(LADDER, ladder.name).steps
		return [row.step_key for row in rows]

	def test_each_row_gets_a_key_of_its_own_that_no_change_takes_from_it(self):
		self.assertEqual(len(set(self.keys)), 2)
		self.assertTrue(all(self.keys))
		ladder = frappe.get_doc(LADDER, self.ladder.name)
		ladder.steps[0].amount = 40
		ladder.steps[0].recipient = "Assigned Person"
		ladder.steps = ladder.steps[::-1]
		self.save_as_a_form(ladder)
		self.assertEqual(self.keys_of(ladder), self.keys[::-1])

	def test_not_by_a_client_that_leaves_it_out_or_sends_another(self):
		ladder = frappe.get_doc(LADDER, self.ladder.name)
		sent = [{**row.as_dict(), "step_key": key} for row, key in zip(ladder.steps, ("", "x"), strict=True)]
		ladder.update({"steps": sent})
		ladder.save()
		self.assertEqual(self.keys_of(ladder), self.keys)

	def test_a_row_that_was_copied_or_added_is_a_new_step(self):
		ladder = frappe.get_doc(LADDER, self.ladder.name)
		ladder.set("steps", [{**HALF, "amount": 30, "step_key": self.keys[0]}, *ladder.steps])
		self.save_as_a_form(ladder)
		first, *others = self.keys_of(ladder)
		self.assertEqual(others, self.keys)
		self.assertNotIn(first, ("", None, *self.keys))
		ladder.remove(ladder.steps[1])
		ladder.append("steps", HALF)
		self.save_as_a_form(ladder)
		self.assertNotIn(self.keys_of(ladder)[-1], self.keys)

	def test_a_row_from_before_there_were_keys_is_named_by_itself(self):
		for row in self.ladder.steps:
			frappe.db.set_value("Escalation Step", row.name, "step_key", None)
		names = [row.name for row in self.ladder.steps]
		frappe.clear_document_cache(LADDER, self.ladder.name)
		self.assertEqual([found.key for found in ladder_steps(self.ladder.name)], names)
		frappe.get_doc(LADDER, self.ladder.name).save()
		self.assertEqual(self.keys_of(self.ladder), names)

	def test_the_seeded_ones_come_with_theirs(self):
		shipped = next(record for record in seeds.shipped_records() if record["doctype"] == LADDER)
		keys = [row["step_key"] for row in shipped["steps"]]
		seeds.sync([*seeds.shipped_records()])
		self.assertEqual(self.keys_of(frappe._dict(name=SEEDED)), keys)
		changed = {
			**shipped,
			"steps": [{**row, "amount": row["amount"] + 1} for row in shipped["steps"][::-1]],
		}
		others = [record for record in seeds.shipped_records() if record["doctype"] != LADDER]
		report = seeds.sync([*others, changed])
		self.assertIn(f"{LADDER}: {SEEDED}", report.updated)
		self.assertEqual(self.keys_of(frappe._dict(name=SEEDED)), keys[::-1])
		frappe.clear_document_cache(LADDER, SEEDED)


class TestTakenOnce(ClockTestCase):
	def warned(self, case: str) -> list[str]:
		return [row.step for row in clock_of(case).events if row.event == "Warned"]

	def rename(self, doctype: str, old: str, new: str) -> None:
		frappe.rename_doc(doctype, old, new, force=True, show_alert=False)
		frappe.db.commit()

	def test_a_step_that_was_taken_is_not_taken_again_because_somebody_changes_or_renames(self):
		# A name with colons, too long for the key of a ledger's line.
		role = frappe.get_doc({"doctype": "Role", "role_name": "دور: " + "م" * 120}).insert()
		self.addCleanup(frappe.delete_doc, "Role", role.name, force=True)
		by = terms(
			step("percent", 20, recipient="Role", role=role.name),
			step("percent", 30, "Raise Priority", priority="Urgent"),
			clocks=(FULL_REPLY,),
		)
		case, _referrals = self.referred(by)
		let_pass(case, HOURS / 2)
		sweep()
		taken = self.warned(case)
		self.assertEqual(len(taken), 2)
		ladder = frappe.get_doc(LADDER, by)
		ladder.steps[0].amount = 15
		ladder.save()
		self.rename("Role", role.name, "دور آخر")
		self.addCleanup(self.rename, "Role", "دور آخر", role.name)
		self.rename("Case Priority", "Urgent", "عاجل للاختبار")
		self.addCleanup(self.rename, "Case Priority", "عاجل للاختبار", "Urgent")
		self.assertEqual([row.role for row in ladder_steps(by)], ["دور آخر", None])
		self.assertEqual([row.priority for row in ladder_steps(by)], [None, "عاجل للاختبار"])
		deliver()
		let_pass(case, 1)
		sweep()
		self.assertEqual(self.warned(case), taken)
