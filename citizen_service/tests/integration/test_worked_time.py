"""What a time limit took stands in its record: open hours only, without the pauses, kept when it is met."""

from datetime import timedelta

import frappe
from frappe.query_builder import Interval
from frappe.utils import now_datetime

from citizen_service.patches import note_worked_time
from citizen_service.referral.actions import withdraw
from citizen_service.sla import worked
from citizen_service.sla.clock import Kind, state_of
from citizen_service.sla.instants import from_column
from citizen_service.sla.reading import WEEKDAYS, calendar_named, clear_cache
from citizen_service.sla.records import ACKNOWLEDGE, ANSWER, FULL_REPLY, RECORD, hold
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

DAY = 24 * 3600


class TestWorkedTime(OfficeTestCase):
	def record(self, case: str, clock: str):
		return frappe.get_doc(RECORD, {"case": case, "clock": clock})

	def wait(self, case: str, days: int) -> None:
		"""So many days go by for the clocks of a case."""
		record, event = frappe.qb.DocType(RECORD), frappe.qb.DocType("Service Level Event")
		names = frappe.get_all(RECORD, {"case": case}, pluck="name", order_by="name asc")
		for table, mine, fields in (
			(record, record.name.isin(names), ("started_utc", "due_utc", "paused_utc", "next_utc")),
			(event, event.parent.isin(names), ("at_utc", "due_utc", "previous_due_utc")),
		):
			query = frappe.qb.update(table).where(mine)
			for field in fields:
				query = query.set(table[field], table[field] - Interval(days=days))
			query.run()

	def round_the_clock(self) -> str:
		"""A category whose cases have a calendar without closed hours."""
		name = f"Worked {frappe.generate_hash(length=8)}"
		shifts = [{"weekday": day, "start_time": "00:00:00", "end_time": "24:00:00"} for day in WEEKDAYS]
		for values in (
			{"doctype": "Working Calendar", "calendar_name": name, "shifts": shifts},
			{"doctype": "Case Category", "category_name": name},
			{
				"doctype": "Service Level Policy",
				"policy_name": name,
				"rank": 1,
				"enabled": 1,
				"category": name,
				"working_calendar": name,
				"targets": [
					{"clock": clock, "amount": 500, "unit": "Working Hours"}
					for clock in (ACKNOWLEDGE, ANSWER, FULL_REPLY)
				],
			},
		):
			frappe.get_doc(values).insert(ignore_permissions=True)
		clear_cache()
		self.addCleanup(clear_cache)
		return name

	def test_without_the_pause(self):
		case, (referral,) = make.make_referred_case(self.office, category=self.round_the_clock())
		self.wait(case.name, 2)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		self.wait(case.name, 5)
		make.act("Case", case.name, "Resume Referral", self.office.follow_up)
		self.wait(case.name, 1)
		self.assertEqual(self.record(case.name, FULL_REPLY).worked_seconds, 0)
		make.accept_full_reply(self.office, referral, self.office.roads_officer, self.office.roads_manager)
		record = self.record(case.name, FULL_REPLY)
		self.assertEqual(record.status, "Met")
		whole = from_column(record.ended_utc) - from_column(record.started_utc)
		self.assertAlmostEqual(record.worked_seconds, 3 * DAY, delta=300)
		self.assertAlmostEqual(whole, 8 * DAY, delta=300)

	def test_as_the_engine_reckons_it_by_the_office_calendar(self):
		with make.acting_as(self.office.reception):
			case = make.make_case(opened_on=now_datetime() - timedelta(days=23))
		make.act("Case", case.name, "Pass to Follow-up", self.office.reception)
		make.act("Case", case.name, "Start Study", self.office.follow_up)
		record = self.record(case.name, ACKNOWLEDGE)
		table = frappe.qb.DocType(RECORD)
		(held,) = hold(frappe.qb.from_(table).where(table.name == record.name))
		ended = held.clock.ended
		state = state_of(held.events, calendar_named(record.working_calendar), ended)
		self.assertEqual(record.worked_seconds, state.elapsed_working)
		self.assertTrue(0 < record.worked_seconds < 23 * DAY)
		self.assertEqual(held.events[-1].kind, Kind.MET)

	def test_a_cancelled_one_took_nothing(self):
		case, (referral,) = make.make_referred_case(self.office)
		with make.acting_as(self.office.follow_up):
			withdraw(referral, "كُررت بالخطأ")
		record = self.record(case.name, FULL_REPLY)
		self.assertEqual((record.status, record.worked_seconds), ("Cancelled", 0))

	def test_earlier_sites_are_brought_up_to_date_in_chunks(self):
		self.addCleanup(setattr, worked, "CHUNK", worked.CHUNK)
		self.addCleanup(setattr, frappe.db, "commit", frappe.db.commit)
		names = {}
		for _ in range(3):
			case = make.make_case_under_study(self.office, opened_on=now_datetime() - timedelta(days=23))
			record = self.record(case.name, ACKNOWLEDGE)
			names[record.name] = record.worked_seconds
		table = frappe.qb.DocType(RECORD)
		frappe.qb.update(table).set(table.worked_seconds, 0).where(table.name.isin(list(names))).run()
		worked.CHUNK, frappe.db.commit = 2, lambda: None  # the test is rolled back
		note_worked_time.execute()
		found = frappe.get_all(
			RECORD, {"name": ("in", list(names))}, ["name", "worked_seconds"], order_by="name asc"
		)
		self.assertEqual({row.name: row.worked_seconds for row in found}, names)
		self.assertTrue(all(names.values()))
