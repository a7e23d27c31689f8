"""Working hours that change while clocks run (pitfall 10), and a ladder whose steps change."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.sla import clock as engine
from citizen_service.sla import reading, records, retiming
from citizen_service.sla.instants import from_column, present, to_local
from citizen_service.sla.reading import calendar_named, clear_cache
from citizen_service.sla.records import ANSWER, FULL_REPLY
from citizen_service.sla.targets import Target, Unit, due_for
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
TARGETS = {"First Reply of Department": 4, FULL_REPLY: 6, ANSWER: 10}


def make_hours(name: str = "Hours of the Test", **values):
	"""A calendar that is open every day from 08:00 to 15:00, a ladder, and a policy that uses them for every case."""
	calendar = frappe.get_doc(
		{
			"doctype": "Working Calendar",
			"calendar_name": name,
			"time_zone": "Asia/Gaza",
			"shifts": [{"weekday": day, "start_time": "08:00:00", "end_time": "15:00:00"} for day in DAYS],
			**values,
		}
	).insert()
	ladder = frappe.get_doc(
		{
			"doctype": "Escalation Ladder",
			"ladder_name": name,
			"steps": [
				{
					"trigger": "Percent of Time",
					"amount": 90,
					"action": "Notify",
					"recipient": "Assigned Person",
					"working_hours_only": 1,
				}
			],
		}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Service Level Policy",
			"policy_name": name,
			"rank": -10,
			"enabled": 1,
			"emergency": "Any",
			"working_calendar": calendar.name,
			"escalation_ladder": ladder.name,
			"targets": [
				{"clock": clock, "amount": amount, "unit": "Working Days"}
				for clock, amount in TARGETS.items()
			],
		}
	).insert()
	return calendar, ladder


def holidays(calendar, days: int = 2):
	"""The same calendar, not saved, with holidays from tomorrow on."""
	calendar = frappe.get_doc("Working Calendar", calendar.name)
	calendar.append(
		"holidays",
		{
			"from_date": add_to_date(now_datetime(), days=1).date(),
			"to_date": add_to_date(now_datetime(), days=days).date(),
			"holiday_name": "عطلة طارئة",
		},
	)
	return calendar


def record(clock: str, **filters):
	name = frappe.db.get_value("Service Level Record", {"clock": clock, **filters}, order_by="creation desc")
	return frappe.get_doc("Service Level Record", name)


def kinds(found) -> list[str]:
	return [event.event for event in found.events]


def entries(calendar) -> list:
	return frappe.get_all(
		"Outbox Entry",
		{"action": "recalculate", "reference_name": calendar.name, "status": "Pending"},
		["name", "payload", "available_at", "reference_doctype"],
		order_by="creation asc, name asc",
	)


def work(calendar, passes: int = 99) -> int:
	"""Do the entries of the calendar inside this transaction, as a worker does, waits left out."""
	done = 0
	while (found := entries(calendar)) and done < passes:
		doc = frappe.get_doc(found[0].reference_doctype, calendar.name)
		retiming.recalculate(doc, json.loads(found[0].payload))
		frappe.db.set_value("Outbox Entry", found[0].name, "status", "Done")
		done += 1
	return done


class RetimingTest(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(clear_cache)
		self.calendar, self.ladder = make_hours()
		self.addCleanup(frappe.clear_document_cache, "Working Calendar", self.calendar.name)
		self.addCleanup(frappe.clear_document_cache, "Escalation Ladder", self.ladder.name)

	def due_by(self, found, days: int) -> int:
		calendar = calendar_named(self.calendar.name)
		return due_for(Target(days, Unit.DAYS), from_column(found.started_utc), calendar)

	def test_pitfall_10_open_clocks_follow_outside_the_request(self):
		case, (referral,) = make.make_referred_case(self.office)
		before = record(ANSWER, case=case.name)
		with make.acting_as(self.office.admin):
			holidays(self.calendar).save()
		self.assertEqual(record(ANSWER, case=case.name).due_utc, before.due_utc, "not in the request")
		self.assertEqual(len(entries(self.calendar)), 1)
		work(self.calendar)
		for clock, days in TARGETS.items():
			after = record(clock, case=case.name)
			self.assertEqual(from_column(after.due_utc), self.due_by(after, days), clock)
			self.assertEqual(kinds(after), ["Started", "Recalculated"])
			event = after.events[-1]
			self.assertEqual(
				(event.due_utc, event.reason), (after.due_utc, "Hours of the Test changed by Admin")
			)
		after = record(ANSWER, case=case.name)
		self.assertEqual(after.events[-1].previous_due_utc, before.due_utc)
		self.assertGreater(after.due_utc, before.due_utc)
		self.assertGreater(after.next_utc, before.next_utc)
		self.assertEqual(
			frappe.db.get_value("Case", case.name, "due_on"), to_local(from_column(after.due_utc))
		)
		reply = record(FULL_REPLY, referral=referral)
		self.assertEqual(
			frappe.db.get_value("Case Referral", referral, "due_on"), to_local(from_column(reply.due_utc))
		)

	def test_pitfall_10_a_worker_that_had_asked_before_the_save_follows_too(self):
		case, _referrals = make.make_referred_case(self.office)
		before, key = record(ANSWER, case=case.name), frappe.cache.make_key(reading.SETUP_KEY)
		calendar_named(self.calendar.name)
		known = frappe.local.cache[key]
		holidays(self.calendar).save()
		frappe.local.cache[key] = known
		frappe.cache.set_value(reading.SETUP_KEY, known, expires_in_sec=60)
		work(self.calendar)
		self.assertGreater(record(ANSWER, case=case.name).due_utc, before.due_utc)

	def test_pitfall_10_paused_ones_too(self):
		case = make.make_case_under_study(self.office)
		make.act("Case", case.name, "Ask the Citizen", self.office.follow_up)
		holidays(self.calendar).save()
		work(self.calendar)
		after = record(ANSWER, case=case.name)
		self.assertEqual((after.status, kinds(after)), ("Paused", ["Started", "Paused", "Recalculated"]))
		self.assertEqual(from_column(after.due_utc), self.due_by(after, 10))
		self.assertIsNone(frappe.db.get_value("Case", case.name, "due_on"), "nothing is due while it waits")

	def test_pitfall_10_met_and_breached_ones_stay(self):
		case, (referral,) = make.make_referred_case(
			self.office, opened_on=add_to_date(now_datetime(), days=-60)
		)
		make.accept_full_reply(self.office, referral, self.office.roads_officer, self.office.roads_manager)
		stay = [record(clock, case=case.name) for clock in (ANSWER, FULL_REPLY)]
		self.assertEqual([found.breached for found in stay], [1, 0])
		self.assertEqual(stay[1].status, "Met")
		holidays(self.calendar).save()
		work(self.calendar)
		for found in stay:
			after = frappe.get_doc("Service Level Record", found.name)
			self.assertEqual((after.due_utc, kinds(after)), (found.due_utc, kinds(found)))

	def test_what_a_person_set_stands(self):
		case = make.make_case_under_study(self.office)
		wanted = present() + 90 * 86400
		records.change(lambda held: engine.extend(held.clock, present(), wanted, "وعد"), case=case.name)
		holidays(self.calendar).save()
		work(self.calendar)
		self.assertEqual(from_column(record(ANSWER, case=case.name).due_utc), wanted)

	def test_a_date_that_the_new_hours_put_into_the_past_is_missed_then(self):
		opened = add_to_date(now_datetime(), days=-9)
		calendar = frappe.get_doc("Working Calendar", self.calendar.name)
		calendar.shifts = [row for row in calendar.shifts if row.weekday not in ("Friday", "Saturday")]
		calendar.save()
		work(self.calendar)
		case = make.make_case_under_study(self.office, opened_on=opened)
		self.assertFalse(record(ANSWER, case=case.name).breached)
		for day in ("Friday", "Saturday"):
			calendar.append("shifts", {"weekday": day, "start_time": "00:00:00", "end_time": "24:00:00"})
		policy_days = 6
		frappe.db.set_value(
			"Service Level Record", record(ANSWER, case=case.name).name, "amount", policy_days
		)
		calendar.save()
		work(self.calendar)
		after = record(ANSWER, case=case.name)
		self.assertEqual(kinds(after), ["Started", "Recalculated", "Breached"])
		self.assertEqual(after.events[-1].at_utc, after.due_utc)

	def test_what_does_not_change_the_hours_moves_nothing(self):
		make.make_case_under_study(self.office)
		calendar = frappe.get_doc("Working Calendar", self.calendar.name)
		calendar.is_default = 1
		calendar.save()
		frappe.rename_doc("Working Calendar", calendar.name, "Renamed Hours")
		self.addCleanup(frappe.clear_document_cache, "Working Calendar", "Renamed Hours")
		self.assertEqual(entries(frappe._dict(name=self.calendar.name)), [])
		self.assertEqual(entries(frappe._dict(name="Renamed Hours")), [])

	def test_another_default_calendar_moves_no_running_clock(self):
		case = make.make_case_under_study(self.office)
		name = record(ANSWER, case=case.name).name
		self.assertEqual(
			frappe.db.get_value("Service Level Record", name, "working_calendar"), self.calendar.name
		)
		frappe.db.set_value("Service Level Record", name, "working_calendar", None)
		(held,) = records.hold(records.fitting({"name": name}))
		self.assertTrue(
			held.calendar.is_open(present()), "none is round the clock, whatever became the default"
		)
		self.assertEqual(held.calendar.elapsed(0, 86400), 86400)

	def test_chunk_after_chunk_and_the_statements_of_one_are_the_same_however_many_clocks(self):
		def statements(cases: int) -> int:
			for _number in range(cases):
				make.make_referred_case(self.office)
			holidays(self.calendar, 1 + cases).save()
			with patch.object(retiming, "CHUNK", 100), counted() as count:
				work(self.calendar, 1)
			work(self.calendar)
			return count()

		self.assertEqual(statements(1), statements(4))
		holidays(self.calendar, 12).save()
		with patch.object(retiming, "CHUNK", 4):
			self.assertEqual(work(self.calendar), 8, "15 clocks in 4 chunks, twice: all are of now")
		for name in frappe.get_all(
			"Service Level Record", {"working_calendar": self.calendar.name}, pluck="name", order_by="name"
		):
			self.assertIn(kinds(frappe.get_doc("Service Level Record", name)).count("Recalculated"), (2, 3))

	def test_the_second_pass_finds_what_was_started_by_the_old_hours(self):
		case = make.make_case_under_study(self.office)
		old = record(ANSWER, case=case.name)
		holidays(self.calendar).save()
		work(self.calendar, 1)
		(second,) = entries(self.calendar)
		self.assertGreater(second.available_at, add_to_date(now_datetime(), seconds=60))
		# As if its transaction had ended only now.
		late = make.make_case_under_study(self.office)
		found = record(ANSWER, case=late.name)
		frappe.db.set_value("Service Level Event", found.events[0].name, "due_utc", old.due_utc)
		frappe.db.set_value("Service Level Record", found.name, "due_utc", old.due_utc)
		self.assertEqual(work(self.calendar), 1)
		after = record(ANSWER, case=late.name)
		self.assertEqual(from_column(after.due_utc), self.due_by(after, 10))
		self.assertEqual(kinds(record(ANSWER, case=case.name)).count("Recalculated"), 1)

	def test_a_clock_that_adds_up_to_nothing_keeps_no_other(self):
		broken, sound = (make.make_case_under_study(self.office) for _number in range(2))
		name = record(ANSWER, case=broken.name).name
		frappe.db.delete("Service Level Event", {"parent": name})
		holidays(self.calendar).save()
		work(self.calendar)
		self.assertEqual(kinds(record(ANSWER, case=sound.name))[-1], "Recalculated")
		logs = frappe.get_all(
			"Error Log", {"reference_name": self.calendar.name}, pluck="error", order_by="name"
		)
		self.assertTrue(any(name in error for error in logs))

	def test_other_steps_of_a_ladder_are_awaited_at_once(self):
		case = make.make_case_under_study(self.office)
		before = record(ANSWER, case=case.name)
		ladder = frappe.get_doc("Escalation Ladder", self.ladder.name)
		ladder.ladder_name = self.ladder.name
		ladder.save()
		self.assertEqual(entries(self.ladder), [], "the same steps")
		ladder.steps[0].amount = 50
		ladder.save()
		work(self.ladder)
		after = record(ANSWER, case=case.name)
		self.assertLess(after.next_utc, before.next_utc)
		self.assertEqual((after.due_utc, kinds(after)), (before.due_utc, ["Started"]))


class counted:
	"""Counts the statements of a block."""

	def __enter__(self):
		self.number, self.before = 0, frappe.db.sql

		def sql(*args, **kwargs):
			self.number += 1
			return self.before(*args, **kwargs)

		self.patched = patch.object(frappe.db, "sql", sql)
		self.patched.start()
		return lambda: self.number

	def __exit__(self, *error) -> None:
		self.patched.stop()
