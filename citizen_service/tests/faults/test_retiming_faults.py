"""Running clocks that follow changed hours by real processes: killed, held up by somebody, planned for an older site."""

import json
import threading
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox import faults, worker
from citizen_service.sla import retiming
from citizen_service.sla.instants import from_column, present, to_column
from citizen_service.sla.reading import calendar_named
from citizen_service.sla.records import ANSWER
from citizen_service.sla.targets import Target, Unit, due_for
from citizen_service.tests import factories as make
from citizen_service.tests.integration.test_retiming import entries, holidays, kinds, make_hours, record
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.server import forget_left_work, run_job

DRAIN = "citizen_service.outbox.worker.drain"
KILLED = -9


class InterruptedRetimingTest(CommittedTestCase):
	"""With real processes and commits: killed, held up by somebody, planned for an older site."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		forget_left_work()
		cls.calendar, _ladder = make_hours("Hours of the Interrupted Test")
		cls.cases = [make.make_case_under_study(cls.office).name for _number in range(5)]
		frappe.db.commit()
		forget_left_work()

	def setUp(self) -> None:
		super().setUp()
		forget_left_work()

	def save(self, days: int) -> None:
		holidays(self.calendar, days).save()
		frappe.db.commit()

	def clocks(self) -> list:
		frappe.db.rollback()
		return [record(ANSWER, case=case) for case in self.cases]

	def assert_all_follow(self, times: int) -> None:
		calendar = calendar_named(self.calendar.name)
		for found in self.clocks():
			due = due_for(Target(10, Unit.DAYS), from_column(found.started_utc), calendar)
			self.assertEqual(from_column(found.due_utc), due)
			self.assertEqual(kinds(found).count("Recalculated"), times)

	def leases_end(self) -> None:
		frappe.db.rollback()
		for name in frappe.get_all("Outbox Entry", {"status": "Leased"}, pluck="name", order_by="name"):
			past = add_to_date(now_datetime(), seconds=-1)
			frappe.db.set_value("Outbox Entry", name, "leased_until", past)
		frappe.db.commit()

	def test_killed_in_the_middle_and_resumed(self):
		self.save(2)
		steps = []

		def third_chunk(step: str) -> None:
			steps.append(step)
			if steps.count("acted") == 3:
				raise KeyboardInterrupt

		with patch.object(retiming, "CHUNK", 2), patch.object(faults, "step", third_chunk):
			self.assertRaises(KeyboardInterrupt, worker.drain)
		moved = [kinds(found).count("Recalculated") for found in self.clocks()]
		self.assertEqual(sorted(moved), [0, 1, 1, 1, 1], "two chunks of two are done, the third is not")
		self.leases_end()
		worker.take_back_leases()
		self.assertEqual(run_job(DRAIN, kill_at="acted"), KILLED)
		self.leases_end()
		worker.take_back_leases()
		self.assertEqual(run_job(DRAIN, kill_at="done"), KILLED)
		self.assert_all_follow(1)
		self.assertEqual(len(entries(self.calendar)), 1, "the second pass is still to come")
		frappe.db.set_value("Outbox Entry", entries(self.calendar)[0].name, "available_at", now_datetime())
		frappe.db.commit()
		self.assertEqual(run_job(DRAIN), 0)
		self.assert_all_follow(1)
		self.assertEqual(entries(self.calendar), [])

	def test_what_a_request_holds_is_done_later_and_nobody_waits(self):
		before = {found.name: kinds(found).count("Recalculated") for found in self.clocks()}
		self.save(3)
		held, release = threading.Event(), threading.Event()
		site, case = frappe.local.site, self.cases[2]

		def somebody() -> None:
			frappe.init(site=site)
			frappe.connect()
			frappe.db.get_value("Case", case, "name", for_update=True)
			held.set()
			release.wait(60)
			frappe.db.rollback()
			frappe.destroy()

		thread = threading.Thread(target=somebody)
		thread.start()
		try:
			self.assertTrue(held.wait(60))
			worker.drain()
			moved = {
				found.case: kinds(found).count("Recalculated") - before[found.name] for found in self.clocks()
			}
			self.assertEqual(moved, {name: int(name != case) for name in self.cases})
		finally:
			release.set()
			thread.join()
		(second,) = entries(self.calendar)
		self.assertEqual(json.loads(second.payload)["left"], [record(ANSWER, case=case).name])
		frappe.db.set_value("Outbox Entry", second.name, "available_at", now_datetime())
		frappe.db.commit()
		worker.drain()
		self.assert_all_follow(before[record(ANSWER, case=case).name] + 1)

	def test_clocks_of_an_older_site_are_planned(self):
		names = [found.name for found in self.clocks()]
		wanted = {found.name: found.next_utc for found in self.clocks()}
		frappe.db.set_value("Service Level Record", {"name": ("in", names)}, "next_utc", None)
		frappe.db.commit()
		with patch.object(retiming, "CHUNK", 2):
			retiming.plan_next_looks()
		self.assertEqual({found.name: found.next_utc for found in self.clocks()}, wanted)
		self.assertTrue(all(wanted.values()) and to_column(present()))
		first = min(names)
		lines = frappe.get_all("Service Level Event", {"parent": first}, pluck="name", order_by="idx")
		frappe.db.set_value("Service Level Event", {"name": ("in", lines)}, "parent", "elsewhere")
		frappe.db.set_value("Service Level Record", {"name": ("in", names)}, "next_utc", None)
		frappe.db.commit()
		with patch.object(retiming, "CHUNK", 1):
			retiming.plan_next_looks()
		found = {found.name: found.next_utc for found in self.clocks()}
		self.assertEqual(found, {**wanted, first: None})
		self.assertTrue(frappe.db.exists("Error Log", {"error": ("like", f"%{first}%")}))
		frappe.db.set_value("Service Level Event", {"name": ("in", lines)}, "parent", first)
		frappe.db.commit()
