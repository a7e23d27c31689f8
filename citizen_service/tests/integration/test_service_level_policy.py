"""What an admin may not save as a policy, and what the test of policies says; in the form and over REST."""

import json

import frappe
from frappe.utils import get_system_timezone

from citizen_service.acting import acting_as
from citizen_service.errors import InvalidPolicy
from citizen_service.sla import zones
from citizen_service.sla.reading import grace_of_policy
from citizen_service.sla.targets import Target, Unit
from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase, OfficeTestCase

ANSWER = {"clock": "Answer to Citizen", "amount": 10, "unit": "Working Days"}
REPLY = {"clock": "Full Reply of Department", "amount": 5, "unit": "Working Days"}


def values(*targets: dict, **others) -> dict:
	return {
		"doctype": "Service Level Policy",
		"policy_name": f"Test {frappe.generate_hash(length=8)}",
		"rank": 1,
		"enabled": 1,
		"emergency": "No Emergencies",
		"priority": "High",
		"channel": "Phone",
		"targets": list(targets or [ANSWER]),
		**others,
	}


REFUSED = {
	"a target of zero": (
		values(REPLY, {**ANSWER, "amount": 0}),
		"Time Limits, row 2, Within</b>: 0 is not possible: a time limit is a whole number greater than zero",
	),
	"a negative target": (
		values({**ANSWER, "amount": -3}),
		"Time Limits, row 1, Within</b>: -3 is not possible",
	),
	"a target without amount": (
		values({**ANSWER, "amount": ""}),
		"Time Limits, row 1, Within</b>: This is empty",
	),
	"what is no amount": (
		values({**ANSWER, "amount": "ten"}),
		"Time Limits, row 1, Within</b>: <bdi>ten</bdi> is not a whole number. For example: 3",
	),
	"an unknown unit": (
		values({**ANSWER, "unit": "Weeks"}),
		"Time Limits, row 1, Unit</b>: <bdi>Weeks</bdi> is not one of: Working Minutes · Working Hours",
	),
	"an unknown clock": (
		values({**ANSWER, "clock": "Lunch"}),
		"Time Limits, row 1, Time Limit For</b>: <bdi>Lunch</bdi> is not one of: Acknowledge",
	),
	"a doubled target": (
		values(ANSWER, REPLY, ANSWER),
		"Time Limits, row 3, Time Limit For</b>: “Answer to Citizen” is in row 1 already",
	),
	"no target": (values(targets=[]), "Time Limits</b>: There is none: enter at least one"),
	"an end before the start": (
		values(valid_from="2027-05-02", valid_to="2027-05-01"),
		"Valid To</b>: The last day .* lies before the first day",
	),
	"what is no date": (values(valid_to="2027-13-01"), "Valid To</b>: <bdi>2027-13-01</bdi> is not a date"),
	"what is no order": (values(rank="first"), "Order</b>: <bdi>first</bdi> is not a whole number"),
	"a new date without its unit": (
		values(grace_amount=5, grace_unit=""),
		"Unit</b>: This is empty: choose the unit in which the new date is counted",
	),
	"a new date before the old one": (
		values(grace_amount=-5),
		"New Date Within</b>: -5 is not possible: enter 0 for no new date, or a whole number",
	),
	"a new date in an unknown unit": (
		values(grace_amount=5, grace_unit="Weeks"),
		"Unit</b>: <bdi>Weeks</bdi> is not one of: Working Minutes",
	),
	"a new date of no number": (
		values(grace_amount="five"),
		"New Date Within</b>: <bdi>five</bdi> is not a whole number",
	),
	"an unknown word on emergencies": (
		values(emergency="Perhaps"),
		"Emergency</b>: <bdi>Perhaps</bdi> is not one of: Any",
	),
	"hidden by a policy for less": (
		values(rank=51, case_type="Complaint"),
		"Order</b>: The policy <strong><bdi>Complaints</bdi></strong> .order 50. fits every case",
	),
}


class TestRefusedPolicies(OfficeTestCase):
	def insert(self, **others):
		with acting_as(self.office.admin):
			return frappe.get_doc(values(**others)).insert()

	def test_each_is_refused_with_its_field_or_row(self):
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name), acting_as(self.office.admin), self.refused(InvalidPolicy, message):
				frappe.get_doc(bad).insert()

	def test_a_new_date_that_was_saved_without_its_unit_is_none_rather_than_a_traceback(self):
		name = self.insert(grace_amount=5, grace_unit="Working Days").name
		self.assertEqual(grace_of_policy(name), Target(5, Unit.DAYS))
		for stored in ({"grace_unit": ""}, {"grace_unit": None}, {"grace_amount": -5}):
			frappe.db.set_value("Service Level Policy", name, stored)
			frappe.clear_document_cache("Service Level Policy", name)
			with self.subTest(stored):
				self.assertIsNone(grace_of_policy(name))

	def test_hidden_by_a_policy_for_a_category_above_it(self):
		above = make_category("فوق للاختبار", is_group=1)
		below = make_category("تحت للاختبار", parent_case_category=above)
		wide = self.insert(rank=2, category=above)
		with self.refused(InvalidPolicy, "Order</b>: The policy", wide.name, "would never"):
			self.insert(rank=3, category=below)
		self.insert(rank=1, category=below)

	def test_hidden_by_a_policy_for_a_department_above_it(self):
		above = make.make_department("إدارة للاختبار", is_group=1)
		below = make.make_department("شعبة للاختبار", parent_department=above)
		wide = self.insert(rank=2, department=above, targets=[REPLY])
		with self.refused(InvalidPolicy, wide.name):
			self.insert(rank=3, department=below, targets=[REPLY])

	def test_what_is_switched_off_fits_no_case(self):
		kind = frappe.get_doc({"doctype": "Case Type", "type_name": "نوع للاختبار", "enabled": 0}).insert()
		with self.refused(InvalidPolicy, "Type</b>: <bdi>نوع للاختبار</bdi> is switched off"):
			self.insert(case_type=kind.name)
		self.insert(case_type=kind.name, enabled=0)
		group = make_category("مجموعة للاختبار", is_group=1, enabled=0)
		with self.refused(InvalidPolicy, "Category</b>: .* is switched off"):
			self.insert(category=group)
		make_category("مفعّل للاختبار", parent_case_category=group)
		self.insert(category=group)

	def test_a_department_without_a_time_limit_for_departments(self):
		with self.refused(
			InvalidPolicy, "Department</b>: A department's policy counts for its replies alone"
		):
			self.insert(department=self.office.roads)
		self.insert(department=self.office.roads, targets=[ANSWER, REPLY])

	def test_the_policies_that_it_hides_are_said(self):
		narrow = self.insert(rank=3, case_type="Complaint")
		frappe.clear_messages()
		self.insert(rank=2)
		said = " ".join(message["message"] for message in messages())
		self.assertIn("would never be chosen any more", said)
		self.assertIn(narrow.name, said)


def messages() -> list[dict]:
	return [json.loads(m) if isinstance(m, str) else m for m in frappe.get_message_log()]


def make_category(name: str, **others) -> str:
	return (
		frappe.get_doc({"doctype": "Case Category", "category_name": name, **others})
		.insert(ignore_permissions=True)
		.name
	)


UNREADABLE = {"what is no date": "Valid To"}
"""Over REST refused before the document is made, by the place alone."""


class TestOverRest(HttpTestCase):
	TEST = "/api/method/citizen_service.desk.policy_test.test"

	def said(self, reply) -> str:
		return "".join(json.loads(text)["message"] for text in json.loads(reply.json["_server_messages"]))

	def test_the_same_refusals_with_their_name_and_nothing_saved(self):
		before = frappe.db.count("Service Level Policy")
		client = self.as_user(self.office.admin)
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name):
				sent = {key: value for key, value in bad.items() if key != "doctype"}
				if name in UNREADABLE:
					refusal, message = "BadRequest", f"{UNREADABLE[name]}</strong> cannot be read"
				else:
					refusal = "InvalidPolicy"
				reply = self.denied(client.insert("Service Level Policy", **sent), refusal)
				self.assertRegex(self.said(reply), f"(?s){message}")
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Service Level Policy"), before)

	def ask(self, user: str | None = None, **facts):
		return self.as_user(user or self.office.admin).post(self.TEST, facts)

	def why(self, part: dict) -> dict:
		return {row["policy"]: row["why"] for row in part["reasons"]}

	def test_facts_by_hand(self):
		(part,) = self.ok(self.ask(case_type="Complaint", start="2027-04-06 09:00:00")).data
		self.assertEqual((part["policy"], part["department"]), ("Complaints", None))
		self.assertEqual(
			{limit["clock"] for limit in part["limits"]} | set(part["missing"]),
			{
				"Acknowledge",
				"Answer to Citizen",
				"First Reply of Department",
				"Full Reply of Department",
				"Appeal",
			},
		)
		why = self.why(part)
		self.assertEqual(why["Complaints"], ["This one holds: the first in order that fits"])
		self.assertEqual(why["Emergencies"], ["Only for emergencies"])
		self.assertEqual(why["Inquiries"], ["Only for the type <bdi>Inquiry</bdi>"])
		self.assertEqual(
			[row["rank"] for row in part["reasons"]], sorted(row["rank"] for row in part["reasons"])
		)
		self.assertEqual([row["policy"] for row in part["reasons"] if row["chosen"]], ["Complaints"])
		(emergency,) = self.ok(self.ask(case_type="Complaint", is_emergency=1)).data
		self.assertEqual(emergency["policy"], "Emergencies")

	def test_the_due_dates_are_those_that_a_case_gets(self):
		"""What is said now is what a case registered at that time has on its clocks."""
		frappe.set_user(self.office.reception)
		case = make.make_case(case_type="Complaint")
		frappe.set_user("Administrator")
		frappe.db.commit()
		start = str(case.opened_on)[:19]
		by_hand = self.ask(case_type="Complaint", channel=case.channel, priority=case.priority, start=start)
		for reply in (self.ask(self.office.follow_up, case=case.name, start=start), by_hand):
			(part,) = self.ok(reply).data
			due = {limit["clock"]: limit["due"] for limit in part["limits"]}
			records = frappe.get_all(
				"Service Level Record",
				filters={"case": case.name},
				fields=["clock", "due_utc", "policy"],
				order_by="clock asc",
			)
			self.assertTrue(records)
			for record in records:
				local = zones.to_local(get_system_timezone(), zones.to_instant(record.due_utc))
				self.assertEqual(due[record.clock], f"{local:%Y-%m-%d %H:%M:%S}")
				self.assertEqual(part["policy"], record.policy)

	def test_a_department_with_a_policy_of_its_own(self):
		with acting_as("Administrator"):
			policy = frappe.get_doc(
				values(
					{**REPLY, "amount": 2},
					priority=None,
					channel=None,
					department=self.office.roads,
					emergency="Any",
				)
			).insert()
			frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(policy.delete)
		case, roads = self.ok(self.ask(case_type="Complaint", department=self.office.roads)).data
		self.assertEqual((case["policy"], case["department"]), ("Complaints", None))
		self.assertEqual((roads["policy"], roads["department"]), (policy.name, self.office.roads))
		self.assertEqual(
			[(limit["clock"], limit["amount"]) for limit in roads["limits"]], [(REPLY["clock"], 2)]
		)
		self.assertEqual(roads["missing"], ["First Reply of Department", "Appeal"])
		self.assertIn("Only for referrals to", self.why(case)[policy.name][0])
		_case, water = self.ok(self.ask(case_type="Complaint", department=self.office.water)).data
		self.assertEqual(water["policy"], "Complaints")

	def test_refused(self):
		self.assertIn(
			"There is no Case Type", self.said(self.denied(self.ask(case_type="X"), "InvalidPolicy"))
		)
		self.denied(self.ask(department="X"), "InvalidPolicy")
		self.denied(self.ask(start="soon"), "BadDate")
		self.denied(self.ask(start="0001-01-01 00:00:00"), "BadDate")

	def test_who_may_ask(self):
		frappe.set_user(self.office.reception)
		case = make.make_case()
		frappe.set_user("Administrator")
		frappe.db.commit()
		self.ok(self.ask(self.office.follow_up, case=case.name))
		for user in (self.office.admin, self.office.supervisor):
			self.denied(self.ask(user, case=case.name), "NotYours")
		self.denied(self.ask(self.office.roads_officer, case_type="Complaint"), "NotYours")
		self.denied(self.web.client().post(self.TEST, {}))
