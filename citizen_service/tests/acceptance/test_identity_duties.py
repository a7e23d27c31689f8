"""The director's duties and the emergencies of the municipality's Complaints Unit, over HTTP, each quoted."""

import frappe
from frappe.utils import add_days, today

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase

HOLDING = "citizen_service.delegation.holding."


class DelegationDutyTest(HttpTestCase):
	def delegation(self, **values):
		return {
			"absent_user": self.office.reception,
			"stand_in": self.office.manager,
			"role": "Reception Officer",
			"from_date": today(),
			"to_date": add_days(today(), 1),
			"reason": "إجازة مرضية",
			**values,
		}

	def test_the_director_registers_only_in_the_clerks_absence(self):
		"""(ب) «القيام بتعبئة الطلبات في حال غياب الموظف المختص»؛ «متابعة جميع المعاملات باستثناء تعبئة الطلبات»"""
		manager, reception = self.as_user(self.office.manager), self.as_user(self.office.reception)
		refused = self.denied(manager.insert("Case", **make.case_values()), "NoDelegation")
		self.assertEqual(refused.status, 403)
		self.assertIn("delegation", refused.text)
		doc = frappe.as_json({"doctype": "Case", **make.case_values()})
		self.denied(manager.call("frappe.client.insert", doc=doc), "NoDelegation")
		made = self.ok(reception.insert("Delegation", **self.delegation())).data["name"]
		try:
			self.assertEqual(self.ok(manager.get(f"/api/method/{HOLDING}mine")).data["delegation"], made)
			case = self.ok(
				manager.insert("Case", **make.case_values(registered_for=self.office.follow_up))
			).data
			self.assertEqual((case["delegation"], case["registered_for"]), (made, self.office.reception))
			self.assertEqual(self.ok(reception.read("Case", case["name"])).data["delegation"], made)
		finally:
			self.ok(reception.update("Delegation", made, withdrawn=1))
		self.denied(manager.insert("Case", **make.case_values()), "NoDelegation")

	def test_who_sees_and_makes_which_delegations(self):
		manager, reception = self.as_user(self.office.manager), self.as_user(self.office.reception)
		foreign = self.delegation(
			absent_user=self.office.follow_up, stand_in=self.office.second_follow_up, role="Follow-up Officer"
		)
		self.denied(reception.insert("Delegation", **foreign), "NotYours")
		self.denied(
			manager.insert("Delegation", **self.delegation(stand_in=self.office.reception)),
			"DelegationRefused",
		)
		self.denied(
			manager.insert("Delegation", **self.delegation(to_date=add_days(today(), -1))),
			"DelegationRefused",
		)
		made = self.ok(manager.insert("Delegation", **foreign)).data["name"]
		try:
			self.assertEqual(reception.read("Delegation", made).status, 403)
			self.assertNotIn(made, reception.list("Delegation").text)
			self.assertEqual(self.as_user(self.office.supervisor).list("Delegation").status, 403)
			self.assertIn(made, self.as_user(self.office.second_follow_up).list("Delegation").text)
			self.denied(self.as_user(self.office.second_follow_up).update("Delegation", made, withdrawn=1))
			self.denied(manager.delete(f"/api/resource/Delegation/{made}"))
		finally:
			self.ok(self.as_user(self.office.follow_up).update("Delegation", made, withdrawn=1))


class EmergencyDutyTest(HttpTestCase):
	def test_emergencies_are_counted_and_dealt_with(self):
		"""(ب) «حصر الطلبات الطارئة والتعامل معها»"""
		reception, follow_up = self.as_user(self.office.reception), self.as_user(self.office.follow_up)
		self.denied(
			reception.insert("Case", **make.case_values(is_emergency=1, emergency_reason="")),
			"EmergencyReasonMissing",
		)
		case = self.ok(
			reception.insert("Case", **make.case_values(is_emergency=1, emergency_reason="تماس كهربائي"))
		).data["name"]
		register = self.ok(
			follow_up.call(
				"frappe.desk.query_report.run",
				report_name="Emergency Register",
				filters={"from_date": today(), "to_date": today()},
			)
		).data
		self.assertIn(case, [row["case"] for row in register["result"] if isinstance(row, dict)])
		cleared = self.denied(
			reception.update("Case", case, is_emergency=0, emergency_cleared_reason="سهو"), "EmergencyRefused"
		)
		self.assertEqual(cleared.status, 403)
		self.denied(follow_up.update("Case", case, is_emergency=0), "EmergencyReasonMissing")
		self.ok(follow_up.update("Case", case, is_emergency=0, emergency_cleared_reason="عولج قبل البلاغ"))
		events = self.ok(
			follow_up.list(
				"Emergency Event",
				fields='["event", "reason"]',
				filters=f'{{"case": "{case}"}}',
				order_by="happened_on asc",
			)
		).data
		self.assertEqual(
			[(row["event"], row["reason"]) for row in events if row["event"] != "Told"],
			[("Marked", "تماس كهربائي"), ("Cleared", "عولج قبل البلاغ")],
		)
		for key in ("roads_officer", "supervisor", "admin"):
			reply = self.as_user(getattr(self.office, key)).list("Emergency Event")
			self.assertEqual(reply.status, 403, key)
