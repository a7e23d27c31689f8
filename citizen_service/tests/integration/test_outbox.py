"""The outbox: what must follow an action is done once, later, by somebody else, and is seen where it fails."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.outbox import actions, worker
from citizen_service.outbox.post import DRAIN, last_look, post
from citizen_service.outbox.retry import RetryLater
from citizen_service.tests.support.committed import CommittedTestCase

ENTRY = "Outbox Entry"


class TestOutbox(CommittedTestCase):
	"""Actions of the tests' own stand in the registry; everything else is the real thing."""

	def setUp(self) -> None:
		worker.drain()  # whatever was due before
		self.said: list[str] = []
		self.enterContext_(
			patch.dict(actions.ACTIONS, {"say": self.say, "fail": self.fail_, "wait": self.wait})
		)
		self.about = frappe.get_doc({"doctype": "Note", "title": frappe.generate_hash(length=10)}).insert()
		frappe.db.commit()

	def enterContext_(self, context) -> None:
		context.__enter__()
		self.addCleanup(context.__exit__, None, None, None)

	def say(self, doc, payload: dict) -> None:
		self.said.append(payload["word"])
		doc.db_set("content", payload["word"])

	def fail_(self, doc, payload: dict) -> None:
		doc.db_set("content", "half done")
		raise ValueError("the template is broken")

	def wait(self, doc, payload: dict) -> None:
		raise RetryLater(120)

	def post(self, action: str, word: str = "", delay: int = 0, at=None) -> str:
		key = frappe.generate_hash(length=10)
		post(action, self.about, {"word": word}, key=key, delay_seconds=delay)
		name = frappe.db.get_value(ENTRY, {"idempotency_key": key})
		if at:
			frappe.db.set_value(ENTRY, name, "available_at", at)
		frappe.db.commit()
		return name

	def entry(self, name: str):
		return frappe.get_doc(ENTRY, name)

	@contextmanager
	def calls(self):
		"""How often a worker was called, while this is entered; the jobs go into the real queue."""
		with patch.object(frappe, "enqueue", wraps=frappe.enqueue) as enqueue:
			found: list[int] = []
			yield found
			found.append(len([call for call in enqueue.call_args_list if call.args[0] == DRAIN]))

	def test_one_worker_is_called_for_many_entries_and_another_once_it_has_gone(self):
		for words in (("a", "b", "c"), ("d", "e")):
			with self.calls() as found:
				for word in words:
					self.post("say", word)
			self.assertEqual(found, [1])
			worker.drain()
		self.assertEqual(self.said, ["a", "b", "c", "d", "e"])

	def test_what_is_posted_while_the_worker_is_going_is_still_seen(self):
		def look() -> None:
			if not self.said[1:]:
				self.post("say", "late")  # calls nobody: the worker has not gone yet
			last_look()

		self.post("say", "early")
		with self.calls() as found, patch.object(worker, "last_look", look):
			worker.drain()
		self.assertEqual((self.said, found), (["early", "late"], [0]))

	def test_where_its_time_is_up_a_worker_calls_the_next(self):
		self.post("say", "first")
		self.post("say", "second")
		with patch.object(worker, "BUDGET", -1), self.calls() as found:
			self.assertEqual(worker.drain(), 1)
		self.assertEqual((self.said, found), (["first"], [1]))
		worker.drain()
		self.assertEqual(self.said, ["first", "second"])

	def test_what_is_rolled_back_leaves_nothing_to_do(self):
		post("say", self.about, {"word": "never"}, key="rolled back")
		self.assertTrue(frappe.db.exists(ENTRY, {"idempotency_key": "rolled back"}))
		frappe.db.rollback()
		worker.drain()
		self.assertFalse(frappe.db.exists(ENTRY, {"idempotency_key": "rolled back"}))
		self.assertEqual(self.said, [])

	def test_one_key_is_recorded_once(self):
		post("say", self.about, {"word": "once"})
		post("say", self.about, {"word": "twice"})
		worker.drain()
		self.assertEqual(self.said, ["once"])

	def test_oldest_first_and_done_once(self):
		now = now_datetime()
		self.post("say", "third", at=now - timedelta(seconds=1))
		self.post("say", "first", at=now - timedelta(seconds=3))
		name = self.post("say", "second", at=now - timedelta(seconds=2))
		self.assertEqual(worker.drain(), 3)
		self.assertEqual(worker.drain(), 0)
		self.assertEqual(self.said, ["first", "second", "third"])
		entry = self.entry(name)
		self.assertEqual((entry.status, entry.attempts, entry.lease_token), ("Done", 1, None))
		self.assertTrue(entry.done_at)

	def test_what_is_not_due_waits(self):
		name = self.post("say", "later", delay=60)
		worker.drain()
		self.assertEqual(self.said, [])
		frappe.db.set_value(ENTRY, name, "available_at", add_to_date(now_datetime(), seconds=-1))
		worker.drain()
		self.assertEqual(self.said, ["later"])

	def test_a_failure_is_undone_written_down_and_tried_later_and_stops_nobody(self):
		bad = self.post("fail", at=now_datetime() - timedelta(seconds=9))
		self.post("say", "after")
		worker.drain()
		self.assertEqual(self.said, ["after"])
		entry = self.entry(bad)
		self.assertEqual((entry.status, entry.attempts), ("Pending", 1))
		self.assertIn("the template is broken", entry.last_error)
		self.assertGreater(entry.available_at, now_datetime() + timedelta(seconds=20))
		self.assertNotEqual(frappe.db.get_value("Note", self.about.name, "content"), "half done")

	def test_waits_grow(self):
		name = self.post("fail")
		waits = []
		for _attempt in range(4):
			frappe.db.set_value(ENTRY, name, "available_at", now_datetime() - timedelta(seconds=1))
			worker.drain()
			waits.append((self.entry(name).available_at - now_datetime()).total_seconds())
		self.assertEqual(waits, sorted(waits))
		self.assertGreater(waits[-1], 6 * waits[0])

	def test_the_last_failure_is_reported(self):
		name = self.post("fail")
		frappe.db.set_value(ENTRY, name, "attempts", worker.ATTEMPTS - 1)
		worker.drain()
		self.assertEqual(self.entry(name).status, "Failed")
		log = frappe.get_all("Error Log", {"reference_name": name}, ["error"], order_by="creation")
		self.assertEqual(len(log), 1)
		self.assertIn("the template is broken", log[0].error)

	def test_an_unknown_action_is_a_failure_like_any_other(self):
		name = self.post("no such action")
		worker.drain()
		self.assertIn("no such action", self.entry(name).last_error)

	def test_waiting_for_something_is_no_failure(self):
		name = self.post("wait")
		worker.drain()
		entry = self.entry(name)
		self.assertEqual((entry.status, entry.attempts, entry.last_error), ("Pending", 0, None))
		self.assertGreater(entry.available_at, now_datetime() + timedelta(seconds=100))

	def test_a_dead_workers_lease_ends_and_a_living_ones_does_not(self):
		dead, living = self.post("say", "taken over"), self.post("say", "not touched")
		for name, until in ((dead, -1), (living, 60)):
			values = {
				"status": "Leased",
				"lease_token": name,
				"leased_until": add_to_date(now_datetime(), seconds=until),
			}
			frappe.db.set_value(ENTRY, name, {**values, "attempts": 1})
		worker.sweep()
		self.assertEqual(self.said, ["taken over"])
		self.assertEqual(self.entry(dead).attempts, 2)
		self.assertEqual(self.entry(living).status, "Leased")

	def test_an_entry_that_kills_its_workers_is_given_up(self):
		name = self.post("say", "deadly")
		values = {"status": "Leased", "lease_token": "x", "attempts": worker.ATTEMPTS}
		frappe.db.set_value(ENTRY, name, {**values, "leased_until": add_to_date(now_datetime(), seconds=-1)})
		worker.sweep()
		self.assertEqual(self.said, [])
		self.assertEqual(self.entry(name).status, "Failed")
		self.assertTrue(frappe.db.exists("Error Log", {"reference_name": name}))

	def test_a_lease_that_went_to_another_worker_is_not_used(self):
		name = self.post("say", "mine")
		lease = worker._lease()
		self.assertEqual(lease[0], name)
		frappe.db.set_value(ENTRY, name, "lease_token", "another's")
		self.assertFalse(worker._perform(*lease))
		self.assertEqual(self.said, [])

	def test_runs_as_administrator_in_the_sites_language_and_puts_both_back(self):
		seen = []
		with patch.dict(
			actions.ACTIONS,
			{"look": lambda doc, payload: seen.append((frappe.session.user, frappe.local.lang))},
		):
			self.post("look")
			frappe.set_user("Guest")
			self.addCleanup(frappe.set_user, "Administrator")
			frappe.local.lang = "fr"
			worker.drain()
			self.assertEqual((frappe.session.user, frappe.local.lang), ("Guest", "fr"))
		self.assertEqual(seen, [("Administrator", frappe.db.get_single_value("System Settings", "language"))])

	def test_a_failed_entry_can_be_tried_again_by_an_admin_only(self):
		name = self.post("say", "again")
		frappe.db.set_value(ENTRY, name, {"status": "Failed", "attempts": worker.ATTEMPTS})
		frappe.set_user("Guest")
		self.addCleanup(frappe.set_user, "Administrator")
		self.assertRaises(frappe.PermissionError, worker.retry, name)
		frappe.set_user("Administrator")
		worker.retry(name)
		worker.drain()
		self.assertEqual(self.said, ["again"])

	def test_done_entries_are_forgotten_after_a_while_and_others_never(self):
		old = add_to_date(now_datetime(), days=-31)
		kept, gone, failed = self.post("say", "new"), self.post("say", "old"), self.post("say", "bad")
		worker.drain()
		frappe.db.set_value(ENTRY, gone, "done_at", old)
		frappe.db.set_value(ENTRY, failed, {"status": "Failed", "done_at": old})
		frappe.get_doc({"doctype": ENTRY}).clear_old_logs(days=30)
		self.assertEqual(
			[bool(frappe.db.exists(ENTRY, name)) for name in (kept, gone, failed)], [True, False, True]
		)


class TestStuckMail(CommittedTestCase):
	"""E-mail whose worker died while it was sending."""

	def letter(self, minutes_ago: int, status: str = "Sending", served: int | None = None):
		doc = frappe.get_doc(
			{
				"doctype": "Email Queue",
				"status": status,
				"message": "x",
				"sender": "office@citizen-service.invalid",
				"recipients": [
					{"recipient": f"{n}@citizen-service.invalid", "status": "Not Sent"} for n in "ab"
				],
			}
		).insert()
		then = add_to_date(now_datetime(), minutes=-minutes_ago)
		frappe.db.set_value("Email Queue", doc.name, "modified", then, update_modified=False)
		for row in doc.recipients:
			frappe.db.set_value(row.doctype, row.name, "modified", then, update_modified=False)
		if served is not None:
			frappe.db.set_value(
				"Email Queue Recipient",
				doc.recipients[0].name,
				{"status": "Sent", "modified": add_to_date(now_datetime(), minutes=-served)},
				update_modified=False,
			)
		frappe.db.commit()
		return doc

	def test_only_what_is_stuck_goes_back_and_nobody_is_forgotten_as_served(self):
		stuck, half, at_work, fresh = (
			self.letter(11),
			self.letter(30, served=20),
			self.letter(30, served=1),
			self.letter(9),
		)
		failed = self.letter(60, status="Error")
		worker.free_stuck_mail()
		for doc in (stuck, half, at_work, fresh, failed):
			doc.reload()
		states = [doc.status for doc in (stuck, half, at_work, fresh, failed)]
		self.assertEqual(states, ["Not Sent", "Not Sent", "Sending", "Sending", "Error"])
		self.assertEqual([row.status for row in half.recipients], ["Sent", "Not Sent"])
