"""What a person changes in a case gives its clocks another policy, openly; nothing else does."""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.referral.actions import transfer
from citizen_service.sla import clock as engine
from citizen_service.sla import records
from citizen_service.sla.instants import from_column, present, to_local
from citizen_service.sla.reading import calendar_named, clear_cache
from citizen_service.sla.records import ACKNOWLEDGE, ANSWER, FIRST_REPLY, FULL_REPLY
from citizen_service.sla.targets import Target, Unit, due_for
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.clocks import counted

DAYS = {ACKNOWLEDGE: 1, FIRST_REPLY: 2, FULL_REPLY: 5, ANSWER: 10}
QUICK = {ACKNOWLEDGE: 1, FIRST_REPLY: 1, FULL_REPLY: 3, ANSWER: 6}


class RechoosingTest(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(clear_cache)
		self.calendar = calendar_named(None)
		self.policy("Usual", DAYS, rank=2)
		self.policy("Quick", QUICK, rank=1, priority="High")

	def policy(self, name: str, targets: dict[str, int], **criteria):
		return frappe.get_doc(
			{
				"doctype": "Service Level Policy",
				"policy_name": name,
				"enabled": 1,
				"emergency": "Any",
				"targets": [
					{"clock": clock, "amount": amount, "unit": "Working Days"}
					for clock, amount in targets.items()
				],
				**criteria,
			}
		).insert()

	def record(self, clock: str, **filters):
		name = frappe.get_all(
			"Service Level Record", {"clock": clock, **filters}, pluck="name", order_by="creation desc"
		)[0]
		return frappe.get_doc("Service Level Record", name)

	def change(self, case, user: str | None = None, **values):
		with make.acting_as(user or self.office.follow_up):
			case = frappe.get_doc("Case", case.name)
			return case.update(values).save()

	def days(self, record, days: int) -> int:
		return due_for(Target(days, Unit.DAYS), from_column(record.started_utc), self.calendar)

	def kinds(self, record) -> list[str]:
		return [event.event for event in record.events]

	def test_a_person_raises_the_priority_and_every_open_clock_says_so(self):
		case, (referral,) = make.make_referred_case(self.office)
		before = self.record(ANSWER, case=case.name)
		saved = self.change(case, priority="High")
		for clock, days in ((ANSWER, 6), (FIRST_REPLY, 1), (FULL_REPLY, 3)):
			record = self.record(clock, case=case.name)
			self.assertEqual(from_column(record.due_utc), self.days(record, days), clock)
			self.assertEqual((record.policy, record.amount), ("Quick", days))
			event = record.events[-1]
			self.assertEqual(event.event, "Recalculated")
			self.assertEqual(event.due_utc, record.due_utc)
			self.assertEqual(event.reason, "Priority: from Normal to High")
			self.assertEqual(event.by_user, self.office.follow_up)
		self.assertEqual(self.record(ANSWER, case=case.name).events[-1].previous_due_utc, before.due_utc)
		shown = to_local(from_column(self.record(ANSWER, case=case.name).due_utc))
		self.assertEqual(frappe.db.get_value("Case", case.name, "due_on"), shown)
		self.assertEqual(saved.due_on, shown, "the form shows it at once")
		shown = to_local(from_column(self.record(FULL_REPLY, case=case.name).due_utc))
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "due_on"), shown)
		met = self.record(ACKNOWLEDGE, case=case.name)
		self.assertEqual((met.policy, self.kinds(met)), ("Usual", ["Started", "Met"]))

	def test_another_policy_with_the_same_due_date_is_on_record_too(self):
		self.policy("Same", DAYS, rank=1, priority="Low")
		case = make.make_case_under_study(self.office)
		self.change(case, priority="Low")
		record = self.record(ANSWER, case=case.name)
		self.assertEqual((record.policy, self.kinds(record)), ("Same", ["Started", "Recalculated"]))
		self.assertEqual(record.events[-1].due_utc, record.events[-1].previous_due_utc)

	def test_pitfall_09_the_choice_is_not_made_again_on_every_save(self):
		case = make.make_case_under_study(self.office)
		self.policy("First of All", QUICK, rank=0)
		for values in ({"assessment": "عاجل"}, {"subject": "حفرة كبيرة"}, {"priority": "Normal"}):
			self.change(case, **values)
		record = self.record(ANSWER, case=case.name)
		self.assertEqual((record.policy, self.kinds(record)), ("Usual", ["Started"]))

	def test_pitfall_09_a_policy_that_is_edited_moves_no_running_clock(self):
		case = make.make_case_under_study(self.office)
		before = self.record(ANSWER, case=case.name)
		usual = frappe.get_doc("Service Level Policy", "Usual")
		usual.targets[-1].amount = 2
		usual.save()
		self.change(case, assessment="عاجل")
		after = self.record(ANSWER, case=case.name)
		self.assertEqual((after.amount, after.due_utc), (before.amount, before.due_utc))
		self.assertEqual(self.kinds(after), ["Started"])

	def test_pitfall_09_a_policy_counts_on_its_last_day_in_full(self):
		today = now_datetime().date()
		self.policy("Until Today", QUICK, rank=0, valid_from=today, valid_to=today)
		case = make.make_case_under_study(self.office)
		self.assertEqual(self.record(ANSWER, case=case.name).policy, "Until Today")
		old = make.make_case_under_study(self.office, opened_on=add_to_date(now_datetime(), days=-1))
		self.assertEqual(self.record(ANSWER, case=old.name).policy, "Usual")

	def test_pitfall_07_the_priority_changed_during_a_pause_keeps_the_pause(self):
		case = make.make_case_under_study(self.office, opened_on=add_to_date(now_datetime(), days=-4))
		paused_at = present() - 2 * 86400
		records.change(
			lambda held: engine.pause(held.clock, paused_at, "Waiting for the Citizen"), case=case.name
		)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		self.change(case, priority="High")
		record = self.record(ANSWER, case=case.name)
		self.assertEqual((record.status, record.policy), ("Paused", "Quick"))
		self.assertEqual(from_column(record.paused_utc), paused_at)
		self.assertEqual(from_column(record.due_utc), self.days(record, 6))
		make.act("Case", case.name, "Resume", self.office.follow_up)
		resumed = self.record(ANSWER, case=case.name)
		self.assertEqual(self.kinds(resumed), ["Started", "Paused", "Recalculated", "Resumed"])
		waited = self.calendar.elapsed(paused_at, from_column(resumed.events[-1].at_utc))
		self.assertEqual(from_column(resumed.due_utc), self.calendar.due(self.days(record, 6), waited))

	def test_pitfall_08_a_second_department_inherits_neither_clock_nor_target(self):
		water = make.make_department("قسم مياه بمدة خاصة للاختبار")
		self.policy("Water", {FULL_REPLY: 1}, rank=0, department=water)
		case, (referral,) = make.make_referred_case(self.office)
		long_ago = present() - 30 * 86400
		# The first department's clock has run down.
		frappe.db.set_value(
			"Service Level Event",
			{"parent": self.record(FULL_REPLY, referral=referral).name},
			"due_utc",
			to_local(long_ago),
		)
		with make.acting_as(self.office.follow_up):
			second = transfer(referral, water, "من اختصاصهم")
		first, new = self.record(FULL_REPLY, referral=referral), self.record(FULL_REPLY, referral=second)
		self.assertEqual((first.status, first.breached), ("Cancelled", 1))
		self.assertEqual((new.status, new.breached, new.policy), ("Running", 0, "Water"))
		self.assertEqual(from_column(new.due_utc), self.days(new, 1))
		self.assertFalse(frappe.db.exists("Service Level Record", {"referral": second, "clock": FIRST_REPLY}))
		self.assertEqual(self.record(ANSWER, case=case.name).status, "Running")

	def test_pitfall_13_no_target_is_no_clock(self):
		self.policy("No Answer", {FULL_REPLY: 3}, rank=0, priority="Urgent")
		case = make.make_case_under_study(self.office, priority="Urgent")
		self.assertFalse(frappe.db.exists("Service Level Record", {"case": case.name}))
		self.assertFalse(frappe.db.get_value("Case", case.name, "due_on"))

	def test_a_priority_raised_by_escalation_moves_nothing(self):
		case = make.make_case_under_study(self.office)
		document = frappe.get_doc("Case", case.name)
		document.flags.raised_by_escalation = True
		document.update({"priority": "High"}).save()
		record = self.record(ANSWER, case=case.name)
		self.assertEqual((record.policy, self.kinds(record)), ("Usual", ["Started"]))

	def test_what_is_breached_stays_but_an_emergency_is_one_at_once(self):
		case, (referral,) = make.make_referred_case(
			self.office, opened_on=add_to_date(now_datetime(), days=-60)
		)
		before = self.record(ANSWER, case=case.name)
		self.assertTrue(before.breached)
		self.change(case, priority="High", is_emergency=1, emergency_reason="خطر على السكان")
		after = self.record(ANSWER, case=case.name)
		self.assertEqual((after.policy, after.due_utc), ("Usual", before.due_utc))
		self.assertEqual(self.kinds(after), self.kinds(before))
		self.assertEqual(after.is_emergency, 1)
		department = self.record(FULL_REPLY, case=case.name)
		self.assertEqual((department.policy, department.is_emergency), ("Quick", 1))
		self.assertIn("Emergency: from No to Yes", department.events[-1].reason)
		self.assertEqual(frappe.db.get_value("Case Referral", referral, "is_emergency"), 1)

	def test_a_clock_that_the_new_policy_lacks_is_cancelled_and_one_that_it_has_begins(self):
		self.policy("Departments Only", {FULL_REPLY: 4}, rank=0, priority="Urgent")
		case, (referral,) = make.make_referred_case(self.office)
		opened = self.record(ANSWER, case=case.name).started_utc
		self.change(case, priority="Urgent")
		for clock in (ANSWER, FIRST_REPLY):
			record = self.record(clock, case=case.name)
			self.assertEqual((record.status, record.events[-1].event), ("Cancelled", "Cancelled"))
			self.assertEqual(record.events[-1].reason, "Priority: from Normal to Urgent")
		self.assertIsNone(frappe.db.get_value("Case", case.name, "due_on"))
		self.change(case, priority="High")
		answer = self.record(ANSWER, case=case.name)
		self.assertEqual((answer.status, answer.started_utc), ("Running", opened))
		self.assertEqual(answer.events[0].reason, "Priority: from Urgent to High")
		first = self.record(FIRST_REPLY, referral=referral)
		self.assertEqual((first.status, from_column(first.due_utc)), ("Running", self.days(first, 1)))
		self.assertFalse(
			frappe.db.exists(
				"Service Level Record", {"case": case.name, "clock": ACKNOWLEDGE, "policy": "Quick"}
			)
		)
		self.assertTrue(frappe.db.get_value("Case", case.name, "due_on"))

	def test_a_clock_that_begins_while_the_case_waits_waits_as_well(self):
		self.policy("Departments Only", {FULL_REPLY: 4}, rank=0, priority="Urgent")
		case = make.make_case_under_study(self.office, priority="Urgent")
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		self.change(case, priority="High")
		self.assertEqual(self.record(ANSWER, case=case.name).status, "Paused")
		self.assertIsNone(frappe.db.get_value("Case", case.name, "due_on"))

	def test_acknowledging_is_timed_anew_only_until_reception_has_checked(self):
		self.policy("Nothing", {FULL_REPLY: 4}, rank=0, priority="Urgent")
		with make.acting_as(self.office.reception):
			case = make.make_case(priority="Urgent")
		self.assertFalse(frappe.db.exists("Service Level Record", {"case": case.name}))
		self.change(case, self.office.reception, priority="High")
		self.assertEqual(self.record(ACKNOWLEDGE, case=case.name).status, "Running")

	def test_the_departments_own_limit_holds_where_the_new_policy_says_nothing(self):
		self.policy("Answer Only", {ANSWER: 4}, rank=0, priority="Urgent")
		slow = make.make_department("قسم بمدة خاصة للاختبار", time_limit=8, time_limit_unit="Working Days")
		case, _referrals = make.make_referred_case(self.office, slow)
		self.change(case, priority="Urgent")
		record = self.record(FULL_REPLY, case=case.name)
		self.assertEqual((record.policy, record.amount), (None, 8))
		self.assertEqual(from_column(record.due_utc), self.days(record, 8))

	def test_each_tree_is_read_once_however_many_clocks_ask_and_only_if_a_policy_does(self):
		category = (
			frappe.get_doc({"doctype": "Case Category", "category_name": "شجرة للاختبار"}).insert().name
		)
		case, _referrals = make.make_referred_case(
			self.office, self.office.roads, self.office.water, category=category
		)
		for priority, asking in (("High", False), ("Low", True)):
			if asking:
				self.policy("Of a place", QUICK, category=category, department=self.office.roads, rank=1)
			with counted() as statements:
				self.change(case, priority=priority)
			for doctype, number in (("Case Category", 1), ("Department", 2)):
				read = [s for s in statements if f"FROM `tab{doctype}` `node`" in s]
				self.assertEqual(len(read), number if asking else 0, doctype)

	def test_a_due_date_set_by_hand_stands(self):
		case = make.make_case_under_study(self.office)
		wanted = present() + 90 * 86400
		records.change(
			lambda held: engine.extend(held.clock, present(), wanted, "وُعد به"), case=case.name, clock=ANSWER
		)
		self.change(case, priority="High")
		record = self.record(ANSWER, case=case.name)
		self.assertEqual((record.policy, from_column(record.due_utc)), ("Quick", wanted))
