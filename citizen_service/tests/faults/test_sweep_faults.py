"""Sweeps and workers are killed (SIGKILL) at any step, and run at the same time: nothing is lost, nothing told twice.

Real processes and a real mail server, as in `test_outbox_faults`.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox import worker
from citizen_service.sla import sweep
from citizen_service.sla.records import ANSWER, FULL_REPLY, LEDGER, RECORD
from citizen_service.tests import factories as make
from citizen_service.tests.faults.test_outbox_faults import DRAIN, KILLED, STEPS, FaultTestCase
from citizen_service.tests.support.clocks import ENTRY, HOURS, let_pass, step, terms
from citizen_service.tests.support.server import (
	CHILD,
	Process,
	Scheduler,
	Worker,
	forget_jobs,
	run_job,
	wait_until,
)

SWEEP = "citizen_service.sla.sweep.sweep"
LATE = "is late"


class SweepFaultTestCase(FaultTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		sweep.sweep()  # the clocks of other tests
		frappe.db.delete(ENTRY, {"status": "Pending"})
		cls.by = terms(step("hours", 0, recipient="Department Head"), clocks=(ANSWER, FULL_REPLY))

	def overdue_case(self) -> tuple[str, str, str]:
		"""A case, its referral and its citizen's address; both clocks ran out an hour ago."""
		address = f"{frappe.generate_hash(length=8)}@{make.DOMAIN}"
		case, (referral,) = make.make_referred_case(
			self.office, category=self.by, email=address, language="en"
		)
		frappe.db.commit()
		worker.drain()
		frappe.db.delete("Email Queue", {"reference_name": ("in", (case.name, referral))})  # of its beginning
		let_pass(case.name, HOURS + 1)
		forget_jobs()
		return case.name, referral, address

	def breaches(self, case: str) -> list[int]:
		"""How many breaches each clock of the case has in its ledger."""
		frappe.db.rollback()
		records = frappe.get_all(RECORD, {"case": case}, pluck="name", order_by="name")
		return [frappe.db.count(LEDGER, {"parent": name, "event": "Breached"}) for name in records]

	def opening_comes(self) -> None:
		"""What waits for a later time is due."""
		frappe.db.rollback()
		for name in frappe.get_all(ENTRY, {"status": "Pending"}, pluck="name", order_by="name"):
			frappe.db.set_value(ENTRY, name, "available_at", add_to_date(now_datetime(), seconds=-1))
		frappe.db.commit()

	def everything_is_done(self) -> None:
		self.opening_comes()
		with Worker(), Scheduler():
			wait_until(self.nothing_waits, "everything to be done")

	def nothing_waits(self) -> bool:
		return not frappe.db.exists(ENTRY, {"status": ("!=", "Done")}) and not frappe.db.exists(
			"Email Queue", {"status": ("!=", "Sent")}
		)

	def digests_of(self, user: str) -> str:
		letters = [m for m in self.smtp.sent_to(user) if "Time limits" in (m["Subject"] or "")]
		return "\n".join(letter.get_body(("html",)).get_content() for letter in letters)

	def assert_told_once(self, cases: list[tuple[str, str, str]]) -> None:
		for case, referral, address in cases:
			self.assertEqual(self.breaches(case), [1, 1], case)
			letters = [m for m in self.smtp.sent_to(address) if LATE in (m["Subject"] or "")]
			self.assertEqual(len(letters), 1, f"{case}: letters to the citizen")
			for user in (self.office.roads_officer, self.office.roads_manager):
				self.assertEqual(self.digests_of(user).count(f">{referral}<"), 1, f"{referral} to {user}")


class TestKilledSweep(SweepFaultTestCase):
	def test_killed_at_any_step_each_breach_is_recorded_and_told_once(self):
		cases = []
		for at in ("told", "swept"):
			cases.append(self.overdue_case())
			self.assertEqual(run_job(SWEEP, kill_at=at), KILLED, at)
			self.assertEqual(self.breaches(cases[-1][0]), [int(at == "swept")] * 2, at)
			self.assertEqual(run_job(SWEEP), 0)
			self.assertEqual(self.breaches(cases[-1][0]), [1, 1], at)
		cases.append(self.overdue_case())
		self.assertEqual(run_job(SWEEP), 0)
		self.opening_comes()
		for at in STEPS:
			self.assertEqual(run_job(DRAIN, kill_at=at), KILLED, at)
		self.assertEqual([m for m in self.smtp.messages if LATE in (m[1]["Subject"] or "")], [])
		self.time_passes()
		self.everything_is_done()
		self.assert_told_once(cases)


class TestSweepsAtTheSameTime(SweepFaultTestCase):
	def test_two_at_once_double_nothing(self):
		cases = [self.overdue_case() for _number in range(4)]
		both = [Process(*CHILD, "job", SWEEP).start() for _process in range(2)]
		self.assertEqual([process.wait(120) for process in both], [0, 0])
		for case, _referral, _address in cases:
			self.assertEqual(self.breaches(case), [1, 1])
		self.everything_is_done()
		self.assert_told_once(cases)
