"""The sweep on a real site: the pitfalls of jobs that watch time limits, by their numbers."""

from datetime import timedelta

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox import worker
from citizen_service.outbox.worker import as_worker
from citizen_service.sla import clock as engine
from citizen_service.sla import sweep
from citizen_service.sla.instants import present
from citizen_service.sla.records import ANSWER, FIRST_REPLY, FULL_REPLY, LEDGER, RECORD, change
from citizen_service.sla.starting import plan_case_clocks, write
from citizen_service.states.meaning import STATE_FIELD, closing_states
from citizen_service.tests import factories as make
from citizen_service.tests.support.clocks import (
	ENTRY,
	HOURS,
	ClockTestCase,
	clock_of,
	counted,
	deliver,
	let_pass,
	step,
	terms,
)

JOB = "citizen_service.sla.sweep.sweep"


def breaches(*cases: str) -> int:
	"""How many breaches are in the ledgers of the cases."""
	records = frappe.get_all(RECORD, {"case": ("in", cases)}, pluck="name", order_by="name")
	return frappe.db.count(LEDGER, {"parent": ("in", records), "event": "Breached"})


class TestPitfalls(ClockTestCase):
	def subjects(self, address: str) -> list[str]:
		rows = frappe.get_all(
			"Email Queue Recipient", {"recipient": address}, pluck="parent", order_by="creation"
		)
		return [
			line.removeprefix("Subject: ")
			for name in rows
			for line in (frappe.db.get_value("Email Queue", name, "message") or "").splitlines()
			if line.startswith("Subject: ")
		]

	def overdue_clocks(self, by: str, number: int) -> list[str]:
		"""Ten cases with so many clocks between them, which ran out an hour ago."""
		cases = []
		for _case in range(10):
			with make.acting_as(self.office.reception):
				case = make.make_case(category=by, email=f"{frappe.generate_hash(length=8)}@{make.DOMAIN}")
			write([p for _more in range(number // 10 - 1) for p in plan_case_clocks(case, (ANSWER,))])
			let_pass(case.name, HOURS + 1)
			cases.append(case.name)
		return cases

	def test_pitfall_05_a_pausing_state_is_no_first_reply(self):
		case, _referrals = self.referred(terms(clocks=(FIRST_REPLY, ANSWER)))
		follow_up = self.office.follow_up
		for action, status in (("Prepare Answer", "Running"), ("Ask the Citizen", "Paused")):
			make.act("Case", case, action, follow_up)
			self.assertEqual(clock_of(case, FIRST_REPLY).status, status)
		make.act("Case", case, "Resume", follow_up)
		frappe.db.commit()
		record = clock_of(case, FIRST_REPLY)
		self.assertEqual([row.event for row in record.events], ["Started", "Paused", "Resumed"])
		let_pass(case, HOURS + 1)
		sweep.sweep()
		record = clock_of(case, FIRST_REPLY)
		self.assertEqual((record.status, record.breached), ("Running", 1), "it is owed until it is given")

	def test_pitfall_14_a_breach_is_noticed_without_any_save_in_as_many_statements_for_200_as_for_10(self):
		by = terms(step("hours", 0, recipient="Manager on Duty"), clocks=(ANSWER,))
		self.overdue_clocks(by, 10)
		sweep.sweep()  # what is read once for each process is read
		sent = {}
		for number in (10, 200):
			cases = self.overdue_clocks(by, number)
			saved = [frappe.db.get_value("Case", case, "modified") for case in cases]
			self.assertEqual(breaches(*cases), 0)
			with counted() as statements:
				self.assertEqual(sweep.sweep(), number)
			sent[number] = len(statements)
			self.assertEqual(breaches(*cases), number)
			self.assertEqual([frappe.db.get_value("Case", case, "modified") for case in cases], saved)
			record = clock_of(cases[0], ANSWER)
			self.assertEqual((record.breached, record.events[1].at_utc), (1, record.due_utc))
		self.assertEqual(sent[10], sent[200])
		self.assertLess(sent[200], 40)

	def test_pitfall_16_what_missed_runs_left_is_done_and_goes_to_the_officer_not_to_the_citizen(self):
		by = terms(
			step("percent", 75, recipient="Assigned Person"),
			step("hours", 24, recipient="Assigned Person"),
		)
		case, _referrals = self.referred(by, language="en")
		citizen = frappe.db.get_value("Case", case, "email")
		before = len(self.subjects(citizen)), len(self.subjects(self.office.roads_officer))
		let_pass(case, 24 * 5 + HOURS)  # neither "exactly 75 %" nor "exactly a day after" came to a run
		sweep.sweep()
		deliver()
		for clock in (FULL_REPLY, ANSWER):
			kinds = [row.event for row in clock_of(case, clock).events]
			self.assertEqual((kinds.count("Warned"), kinds.count("Breached")), (2, 1), clock)
		self.assertEqual(len(self.subjects(self.office.roads_officer)), before[1] + 1)
		stages = "News of your case"  # written to them as the case was referred
		(letter,) = (said for said in self.subjects(citizen)[before[0] :] if stages not in said)
		self.assertIn("is late", letter, "of the missed deadline; of no warning and no step")

	def test_pitfall_17_a_job_that_fails_is_seen_to_fail_and_does_the_others(self):
		by = terms(clocks=(FULL_REPLY,))
		(broken, _), (whole, _) = self.referred(by), self.referred(by)
		for case in (broken, whole):
			let_pass(case, HOURS + 1)
		record = clock_of(broken).name
		frappe.db.delete(LEDGER, {"parent": record, "event": "Started"})
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, RECORD, {"name": record})
		job = frappe.get_doc("Scheduled Job Type", {"method": JOB})
		job.execute()
		log = frappe.get_last_doc("Scheduled Job Log", {"scheduled_job_type": job.name})
		self.assertEqual(log.status, "Failed")
		self.assertIn(record, log.details)
		said = {"reference_doctype": RECORD, "reference_name": record}
		self.assertEqual(frappe.db.count("Error Log", said), 1)
		for hours, logs in ((1, 1), (25, 2)):
			at = add_to_date(now_datetime(), hours=-hours)
			frappe.db.set_value("Error Log", said, "creation", at, update_modified=False)
			job.execute()
			log = frappe.get_last_doc("Scheduled Job Log", {"scheduled_job_type": job.name})
			self.assertEqual((log.status, frappe.db.count("Error Log", said)), ("Failed", logs))
		self.assertEqual((breaches(whole), breaches(broken)), (1, 0))
		frappe.db.delete(RECORD, {"name": record})
		frappe.db.commit()
		job.execute()
		log = frappe.get_last_doc("Scheduled Job Log", {"scheduled_job_type": job.name})
		self.assertEqual(log.status, "Complete")

	def test_pitfall_18_the_oldest_first_and_no_edit_starts_the_waiting_anew(self):
		by = terms(clocks=(ANSWER,))
		cases = [self.referred(by)[0] for _number in range(3)]
		for hours, case in zip((11, 13, 12), cases, strict=True):
			let_pass(case, hours)
		oldest = frappe.get_doc("Case", cases[1])
		oldest.subject = "edited the moment before"
		oldest.save()
		frappe.db.commit()
		with as_worker():
			self.assertEqual(sweep.run(present(), limit=2), 2)
		self.assertEqual([breaches(case) for case in cases], [0, 1, 1])
		with as_worker():
			self.assertEqual(sweep.run(present(), limit=2), 1)
		self.assertEqual([breaches(case) for case in cases], [1, 1, 1])

	def rename_state(self, old: str, new: str) -> None:
		frappe.rename_doc("Workflow State", old, new, force=True, show_alert=False)
		frappe.db.commit()

	def test_pitfall_20_states_may_be_renamed_and_translated(self):
		by = terms(step("hours", 0, "Raise Priority", priority="Urgent"), clocks=(ANSWER,))
		(open_case, _), (closed, _) = (self.referred(by, language="en") for _case in range(2))
		frappe.db.set_value("Case", closed, STATE_FIELD, closing_states()[0])
		held = {frappe.db.get_value("Case", case, STATE_FIELD) for case in (open_case, closed)}
		for number, state in enumerate(sorted(held)):
			self.rename_state(state, f"حالة {number} للاختبار")
			self.addCleanup(self.rename_state, f"حالة {number} للاختبار", state)
		for case in (open_case, closed):
			let_pass(case, HOURS + 1)
		sweep.sweep()
		deliver()
		citizens = [frappe.db.get_value("Case", case, "email") for case in (open_case, closed)]
		letters = [[s for s in self.subjects(address) if "is late" in s] for address in citizens]
		self.assertEqual([len(found) for found in letters], [1, 0])
		priorities = [frappe.db.get_value("Case", case, "priority") for case in (open_case, closed)]
		self.assertEqual([priority == "Urgent" for priority in priorities], [True, False])

	def test_pitfall_21_assignment_follows_what_background_jobs_change(self):
		by = terms(step("hours", 0, "Reassign", recipient="Department Head"), clocks=(FULL_REPLY,))
		case, (referral,) = self.referred(by)
		let_pass(case, HOURS + 1)
		sweep.sweep()
		deliver()
		assigned = frappe.db.get_value("Case Referral", referral, "_assign")
		self.assertEqual(frappe.parse_json(assigned), [self.office.roads_manager])
		# A job that changes the document instead: the rules see that as well.
		with make.acting_as(self.office.reception):
			fresh = make.make_case(category=by)
		worker.drain()
		self.assertFalse(frappe.db.exists("ToDo", {"reference_name": fresh.name}))
		with as_worker():
			doc = frappe.get_doc("Case", fresh.name)
			doc.is_emergency, doc.emergency_reason = 1, "خطر على السكان"
			doc.save()
			frappe.db.commit()
		worker.drain()
		self.assertTrue(frappe.db.exists("ToDo", {"reference_name": fresh.name, "status": "Open"}))

	def test_pitfall_22_nothing_to_staff_at_night_or_on_holidays_but_of_emergencies_at_once(self):
		by = terms(step("percent", 75, recipient="Department Head"), closed=True, clocks=(FULL_REPLY,))
		usual, _referrals = self.referred(by)
		emergency, _referrals = self.referred(by, self.office.water, is_emergency=1)
		for case in (usual, emergency):
			change(lambda held: engine.extend(held.clock, present(), present() + 60, "x"), case=case)
			let_pass(case, 1)
		sweep.sweep()
		self.assertEqual([breaches(usual), breaches(emergency)], [1, 1])
		entries = {
			row.reference_name: row.available_at
			for row in frappe.get_all(
				ENTRY,
				{"action": "digest", "status": "Pending"},
				["reference_name", "available_at"],
				order_by="name",
			)
		}
		# The step keeps to working hours, and the breach is told at the next opening, in two days or more.
		self.assertNotIn(self.office.roads_manager, entries)
		self.assertGreater(entries[self.office.roads_officer], now_datetime() + timedelta(days=2))
		for person in (self.office.water_officer, self.office.water_manager):
			self.assertLessEqual(entries[person], now_datetime())
		worker.drain()
		self.assertEqual(len([s for s in self.subjects(self.office.water_manager) if "Time limits" in s]), 1)
		self.assertEqual([s for s in self.subjects(self.office.roads_officer) if "Time limits" in s], [])
