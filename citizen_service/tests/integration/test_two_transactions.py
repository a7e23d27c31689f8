"""What two people do to one case at the same time: each over a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

from citizen_service.delivery.actions import record_delivery
from citizen_service.referral.actions import refer, transfer
from citizen_service.sla.reading import clear_cache
from citizen_service.sla.records import ANSWER, FIRST_REPLY, FULL_REPLY, RECORD
from citizen_service.tests import factories as make
from citizen_service.tests.support.clocks import counted, terms
from citizen_service.tests.support.committed import CommittedTestCase, another_transaction, snapshot


class TwoTransactionsTest(CommittedTestCase):
	def change(self, case: str, **values) -> None:
		with make.acting_as(self.office.follow_up):
			frappe.get_doc("Case", case).update(values).save()

	def refer(self, case: str, department: str) -> str:
		with make.acting_as(self.office.follow_up):
			(name,) = refer(case, [department], "يرجى المعاينة والإفادة.")
		return name

	def clocks(self, **which) -> list[str]:
		return frappe.get_all(RECORD, which, pluck="clock", order_by="clock asc")

	def policy(self, like: str, clocks: tuple[str, ...], **criteria) -> str:
		"""One that comes before that of the terms `like` where the criteria are met. Committed."""
		policy = frappe.copy_doc(frappe.get_doc("Service Level Policy", like))
		targets = [{"clock": clock, "amount": 5, "unit": "Working Hours"} for clock in clocks]
		policy.update({"policy_name": f"{like} 0", "rank": 0, "targets": targets, **criteria}).insert()
		frappe.db.commit()
		clear_cache()
		return policy.name

	def test_a_referral_made_as_the_case_changes_has_the_case_as_it_is(self):
		by = terms(clocks=(FULL_REPLY,))
		urgent = self.policy(by, (FULL_REPLY,), emergency="Emergencies Only")
		case, _referrals = make.make_referred_case(self.office, category=by)
		frappe.db.commit()
		with snapshot():
			with another_transaction():
				self.change(case.name, withhold_identity=1, is_emergency=1, emergency_reason="خطر")
			name = self.refer(case.name, self.office.water)
			referral = frappe.get_doc("Case Referral", name)
			self.assertEqual((referral.citizen_name, referral.mobile), (None, None))
			self.assertEqual(referral.is_emergency, 1)
			self.assertEqual(frappe.db.get_value(RECORD, {"referral": name}, "policy"), urgent)

	def test_a_referral_made_as_the_priority_changes_gets_its_clocks_once(self):
		by = terms(clocks=(FIRST_REPLY, FULL_REPLY))
		case, _referrals = make.make_referred_case(self.office, category=by)
		frappe.db.commit()
		with snapshot():
			with another_transaction():
				referral = self.refer(case.name, self.office.water)
			self.change(case.name, priority="High")
			frappe.db.commit()
		self.assertEqual(self.clocks(referral=referral), [FIRST_REPLY, FULL_REPLY])

	def test_a_first_reply_given_as_the_priority_changes_is_not_waited_for(self):
		by = terms(clocks=(FULL_REPLY,))
		self.policy(by, (FIRST_REPLY, FULL_REPLY), priority="High")
		case, (referral,) = make.make_referred_case(self.office, category=by)
		response = make.make_response(self.office.roads_officer, referral, kind="Stage Update")
		frappe.db.commit()
		with snapshot():
			with another_transaction():
				make.act("Response", response.name, "Send to Follow-up", self.office.roads_officer)
			self.change(case.name, priority="High")
			frappe.db.commit()
		self.assertEqual(self.clocks(referral=referral), [FULL_REPLY])


class LockOrderTest(CommittedTestCase):
	"""Whoever needs several of them locks first the case, then responses, then referrals, then their clocks."""

	ORDER = ("Case", "Response", "Case Referral", RECORD)

	def first_locks(self, statements: list[str]) -> list[str]:
		"""The tables that were locked, in the order of their first lock."""
		locked = [
			next((table for table in self.ORDER if f"`tab{table}`" in statement), None)
			for statement in statements
			if "FOR UPDATE" in statement.upper() and statement.upper().lstrip().startswith("SELECT")
		]
		return list(dict.fromkeys(table for table in locked if table))

	@contextmanager
	def in_order(self, *expected: str) -> Iterator[None]:
		"""What is done inside locks these tables in this order."""
		with counted() as statements:
			yield
		found = [table for table in self.first_locks(statements) if table in expected]
		self.assertEqual(found, list(expected))

	def test_an_answer_delivered_while_the_case_waits(self):
		case = make.make_case_under_study(self.office, category=terms(clocks=(ANSWER,)))
		answer = make.accept_answer(self.office, case.name)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		with make.acting_as(self.office.follow_up), self.in_order("Case", RECORD):
			record_delivery(answer.name, "Phone")
		self.assertEqual(frappe.db.get_value(RECORD, {"case": case.name, "clock": ANSWER}, "status"), "Met")

	def test_a_stage_update_that_is_the_first_reply(self):
		_case, (referral,) = make.make_referred_case(self.office, category=terms(clocks=(FIRST_REPLY,)))
		response = make.make_response(self.office.roads_officer, referral, kind="Stage Update")
		with self.in_order("Response", "Case Referral", RECORD):
			make.act("Response", response.name, "Send to Follow-up", self.office.roads_officer)

	def test_a_transfer(self):
		_case, (referral,) = make.make_referred_case(self.office, category=terms(clocks=(FULL_REPLY,)))
		with make.acting_as(self.office.follow_up), self.in_order("Case", "Case Referral", RECORD):
			transfer(referral, self.office.water, "من اختصاصهم")

	def test_a_change_of_priority(self):
		case, _referrals = make.make_referred_case(self.office, category=terms())
		document = frappe.get_doc("Case", case.name).update({"priority": "High"})
		with make.acting_as(self.office.follow_up), self.in_order(*self.ORDER):
			document.save()

	def test_a_closing(self):
		case, (referral,) = make.make_referred_case(self.office, category=terms())
		make.accept_full_reply(self.office, referral, self.office.roads_officer, self.office.roads_manager)
		with make.acting_as(self.office.follow_up):
			record_delivery(make.accept_answer(self.office, case.name).name, "Phone")
			frappe.get_doc("Case", case.name).update(
				{"outcome": self.answered(), "root_cause": "Delay"}
			).save()
		with self.in_order("Case", "Response", "Case Referral"):
			make.act("Case", case.name, "Close", self.office.follow_up)

	def answered(self) -> str:
		return frappe.db.get_value("Case Outcome", {"closing_kind": "Answered"}, order_by="name asc")
