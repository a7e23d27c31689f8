"""Workers are killed (SIGKILL) between any two steps; others go on, and everything is found done once.

Real processes throughout: the queue's worker, a mail server, the database. Time is not waited for: what it
would bring (a lease that ends, mail that counts as stuck) is brought by setting the records back.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox.worker import STUCK_MAIL
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import send_through, without_codes
from citizen_service.tests.support.server import (
	Scheduler,
	Worker,
	forget_jobs,
	forget_left_work,
	run_job,
	wait_until,
)

DRAIN = "citizen_service.outbox.worker.drain"
KILLED = -9
STEPS = ("leased", "acted", "marked", "done")


class FaultTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		without_codes(cls)
		cls.send_emergencies(0)  # so that each letter is a citizen's
		cls.addClassCleanup(cls.send_emergencies, 1)
		forget_left_work()

	@staticmethod
	def send_emergencies(enabled: int) -> None:
		frappe.db.set_value("Notification", {"method": "emergency"}, "enabled", enabled)
		frappe.db.commit()

	def make_case(self):
		"""A case with what must follow it: notices, and (an emergency) its assignment."""
		with make.acting_as(self.office.reception):
			case = make.make_case(email=f"{frappe.generate_hash(length=8)}@{make.DOMAIN}", is_emergency=1)
		frappe.db.commit()
		return case

	def time_passes(self) -> None:
		"""Leases end, mail counts as stuck, and the queue has lost every job."""
		frappe.db.rollback()
		leased = frappe.get_all("Outbox Entry", {"status": "Leased"}, pluck="name", order_by="name")
		for name in leased:
			frappe.db.set_value("Outbox Entry", name, "leased_until", add_to_date(now_datetime(), seconds=-1))
		long_ago = now_datetime() - STUCK_MAIL - STUCK_MAIL
		for doctype in ("Email Queue", "Email Queue Recipient"):
			for name in frappe.get_all(doctype, pluck="name", order_by="name"):
				frappe.db.set_value(doctype, name, "modified", long_ago, update_modified=False)
		frappe.db.commit()
		forget_jobs()

	def assert_done_once(self, cases: list, addresses: list[str] | None = None) -> None:
		"""…and whatever else was to be sent to `addresses`."""
		names = [case.name for case in cases]
		with Worker(), Scheduler():
			wait_until(
				lambda: self.nothing_left(names) and self.all_served(addresses or []), "everything to be done"
			)
		for case in cases:
			self.assertEqual(len(self.smtp.sent_to(case.email)), 1, f"{case.name}: notices")
			self.assertEqual(self.assignments(case.name), 1, f"{case.name}: assignments")

	def nothing_left(self, names: list[str]) -> bool:
		entries = frappe.get_all(
			"Outbox Entry", {"reference_name": ("in", names)}, pluck="status", order_by="name"
		)
		mail = frappe.get_all(
			"Email Queue", {"reference_name": ("in", names)}, pluck="status", order_by="name"
		)
		return len(entries) >= 2 * len(names) and {*entries} == {"Done"} and {*mail} == {"Sent"}

	def all_served(self, addresses: list[str]) -> bool:
		served = {"recipient": ("in", addresses), "status": "Sent"}
		return frappe.db.count("Email Queue Recipient", served) == len(addresses)

	def assignments(self, name: str) -> int:
		return frappe.db.count("ToDo", {"reference_name": name, "status": ("!=", "Cancelled")})


class TestKilledWorker(FaultTestCase):
	def test_killed_between_any_two_steps_everything_is_done_once(self):
		cases = []
		for step in STEPS:
			cases.append(self.make_case())
			for _entry in ("notify", "assign"):
				self.assertEqual(run_job(DRAIN, kill_at=step), KILLED, step)
			self.assertFalse(self.nothing_left([cases[-1].name]), step)
		self.assertEqual(self.smtp.messages, [])
		self.time_passes()
		self.assert_done_once(cases)

	def test_two_workers_at_once_do_everything_once(self):
		cases = [self.make_case() for _number in range(6)]
		with Worker():
			self.assert_done_once(cases)

	def test_the_queues_worker_killed_at_work(self):
		"""As `bench worker` runs: the job that the request left in the queue dies with its process."""
		case = self.make_case()
		with Worker(kill_at="acted"):
			wait_until(lambda: self.leased(case.name), "the worker to take an entry")
		self.time_passes()
		self.assert_done_once([case])

	def leased(self, name: str) -> bool:
		return frappe.db.exists("Outbox Entry", {"reference_name": name, "status": "Leased"})


class TestKilledWhileSending(FaultTestCase):
	"""The worker dies while it talks to the mail server."""

	def setUp(self) -> None:
		forget_left_work()
		self.smtp.messages.clear()
		self.worker = Worker().start()
		self.addCleanup(self.worker.stop)
		self.addCleanup(self.listen, None, None)

	def listen(self, before, after) -> None:
		self.smtp.before_accept, self.smtp.after_accept = before, after

	def kill_worker(self, recipient: str) -> bool:
		"""Called by the mail server. Says that the message is not taken."""
		self.listen(None, None)
		self.worker.kill()
		return False

	def wait_for_death(self) -> None:
		wait_until(lambda: self.worker.popen.poll() is not None, "the worker to be killed")

	def test_before_the_mail_server_has_the_message(self):
		self.listen(self.kill_worker, None)
		case = self.make_case()
		self.wait_for_death()
		self.assertEqual(self.smtp.messages, [])
		self.time_passes()
		self.assert_done_once([case])

	def test_between_two_recipients(self):
		addresses = [f"{frappe.generate_hash(length=8)}@{make.DOMAIN}" for _number in range(2)]
		frappe.sendmail(recipients=addresses, subject="x", message="x", expose_recipients="header")
		frappe.db.commit()
		self.listen(lambda recipient: not self.smtp.messages or self.kill_worker(recipient), None)
		case = self.make_case()  # whose notice has the queue flushed
		self.wait_for_death()
		self.assertEqual(len(self.smtp.messages), 1)
		self.time_passes()
		self.assert_done_once([case], addresses)
		self.assertEqual([len(self.smtp.sent_to(address)) for address in addresses], [1, 1])

	def test_after_the_mail_server_took_it_it_may_come_again_as_the_same_message(self):
		"""Nobody can know whether the sender heard the answer: what comes again bears the same Message-ID."""
		self.listen(None, self.kill_worker)
		case = self.make_case()
		self.wait_for_death()
		self.time_passes()
		with Worker(), Scheduler():
			wait_until(lambda: self.nothing_left([case.name]), "everything to be done")
		letters = self.smtp.sent_to(case.email)
		self.assertEqual(len(letters), 2)
		self.assertEqual(len({letter["Message-ID"] for letter in letters}), 1)
