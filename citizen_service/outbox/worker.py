"""Does what the outbox holds: each entry once, oldest first, by as many workers as are called.

An entry is leased first (committed), then its action and its mark "Done" are one transaction that holds
the entry's row. Killed before the lease: nothing happened. Killed within the action: all of it is rolled
back, and the entry is free again when its lease ends. Killed after the commit: it is done.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce
from frappe.utils import now_datetime

from citizen_service.acting import become
from citizen_service.outbox import faults
from citizen_service.outbox.actions import ACTIONS, GIVEN_UP, RetryLater
from citizen_service.outbox.post import DRAIN, busy, last_look

ENTRY = "Outbox Entry"
LEASE = timedelta(seconds=90)
ATTEMPTS = 8
"""With the waits between them, an entry is given up after about an hour."""
FIRST_WAIT = 30
LONGEST_WAIT = 1800
BUDGET = 200
"""Seconds that one job goes on taking entries; the framework ends a job after 300."""
STUCK_MAIL = timedelta(minutes=10)
RETRIED_BY = frozenset({"Citizen Service Admin", "System Manager"})
FLUSH = "frappe.email.queue.flush"


def drain() -> int:
	"""Do what is due, until nothing is or the time is up. Commits. Returns how many entries were done."""
	done = 0
	ends = time.monotonic() + BUDGET
	with as_worker():
		while lease := _next():
			done += _perform(*lease)
			if time.monotonic() > ends:
				last_look()
				frappe.enqueue(DRAIN, queue="short")  # goes on with what is left
				break
		if done and flush_mail():
			# The confirmations of what is being sent now come right behind it in the same queue.
			frappe.enqueue(DRAIN, queue="default")
	return done


def sweep() -> None:
	"""Find what was left behind by workers that died, and do what is due. Scheduled every minute."""
	with as_worker():
		take_back_leases()
		free_stuck_mail()
		flush_mail()
	drain()


@frappe.whitelist(methods=["POST"])
def retry(entry: str) -> None:
	"""Try a failed entry again, for example once a wrong template is put right."""
	if not RETRIED_BY.intersection(frappe.get_roles()):
		frappe.throw(
			_("Only an administrator may try a failed entry of the outbox again."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	doc = frappe.get_doc(ENTRY, entry)
	if doc.status == "Failed":
		frappe.db.set_value(
			ENTRY, entry, {"status": "Pending", "attempts": 0, "available_at": now_datetime()}
		)
		frappe.enqueue(DRAIN, queue="short", enqueue_after_commit=True)


@contextmanager
def as_worker() -> Iterator[None]:
	"""As Administrator, in the site's language, each statement seeing what is committed when it runs.

	Reading only what is newest is what makes a locked row worth reading, and keeps the search for work from
	locking the gaps into which requests post.
	"""
	user, language = frappe.session.user, frappe.local.lang
	become("Administrator")
	# The query builder has no words for this.
	frappe.db.sql("set session transaction isolation level read committed")
	frappe.db.commit()  # so that it holds from the next statement on
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.db.sql("set session transaction isolation level repeatable read")
		frappe.db.commit()
		become(user)
		frappe.local.lang = language


def _next() -> tuple[str, str] | None:
	"""The next lease; with none left, the look after which whoever posts calls a worker again."""
	busy()
	if lease := _lease():
		return lease
	last_look()
	return _lease()


def _lease() -> tuple[str, str] | None:
	"""Take the oldest entry that is due and that no other worker is just taking: (name, token)."""
	table = frappe.qb.DocType(ENTRY)
	rows = (
		frappe.qb.from_(table)
		.select(table.name)
		.where((table.status == "Pending") & (table.available_at <= now_datetime()))
		.orderby(table.available_at)
		.limit(1)
		.for_update(skip_locked=True)
	).run()
	if not rows:
		frappe.db.rollback()
		return None
	name, token = rows[0][0], frappe.generate_hash(length=20)
	(
		frappe.qb.update(table)
		.set(table.status, "Leased")
		.set(table.lease_token, token)
		.set(table.leased_until, now_datetime() + LEASE)
		.set(table.attempts, Coalesce(table.attempts, 0) + 1)
		.where(table.name == name)
	).run()
	frappe.db.commit()  # others must see the lease, and a killed worker must leave it behind
	faults.step("leased")
	return name, token


def _perform(name: str, token: str) -> bool:
	"""The action and its mark in one transaction. Returns whether it was done."""
	entry = frappe.db.get_value(
		ENTRY,
		{"name": name, "lease_token": token, "status": "Leased"},
		["name", "action", "reference_doctype", "reference_name", "payload", "attempts", "lease_token"],
		as_dict=True,
		for_update=True,
	)
	if not entry:  # the lease ended before the work began, and another worker has it
		return False
	try:
		_act(ACTIONS, entry)
		faults.step("acted")
		_mark(entry, status="Done", done_at=now_datetime(), last_error=None)
		faults.step("marked")
		frappe.db.commit()  # the action and its mark, together
	except RetryLater as later:
		frappe.db.rollback()
		_mark(entry, status="Pending", attempts=entry.attempts - 1, available_at=_in(later.seconds))
		frappe.db.commit()  # the next entry is not to be undone with this one
		return False
	except Exception:
		# Whatever went wrong is written down and tried again; the last time it is reported.
		frappe.db.rollback()
		_failed(entry, frappe.get_traceback())
		return False
	faults.step("done")
	return True


def _act(actions: dict, entry: frappe._dict) -> None:
	frappe.local.lang = frappe.db.get_single_value("System Settings", "language") or "en"
	frappe.clear_messages()
	document = frappe.get_doc(entry.reference_doctype, entry.reference_name)
	document.flags.outbox_entry = entry.name
	actions[entry.action](document, json.loads(entry.payload or "{}"))


def _failed(entry: frappe._dict, error: str) -> None:
	"""Wait longer each time; after the last attempt give up so that it is seen."""
	if entry.attempts < ATTEMPTS:
		wait = min(FIRST_WAIT * 2 ** (entry.attempts - 1), LONGEST_WAIT)
		_mark(entry, status="Pending", available_at=_in(wait), last_error=error)
	else:
		error += _give_up(entry)
		_mark(entry, status="Failed", last_error=error)
		title = f"Outbox: {entry.action} {entry.reference_doctype} {entry.reference_name}"
		frappe.log_error(title=title[:140], message=error, reference_doctype=ENTRY, reference_name=entry.name)
	frappe.db.commit()  # the next entry is not to be undone with this one


def _give_up(entry: frappe._dict) -> str:
	"""Write the failure on the document where its action says how. Returns the error if that fails as well."""
	if entry.action not in GIVEN_UP:
		return ""
	try:
		_act(GIVEN_UP, entry)
	except Exception:
		frappe.db.rollback()
		return "\n" + frappe.get_traceback()
	return ""


def _mark(entry: frappe._dict, **values: object) -> None:
	"""Set the entry's fields and end its lease; nothing where another worker has leased it meanwhile."""
	values.update(lease_token=None, leased_until=None)
	held = {"name": entry.name, "lease_token": entry.lease_token}
	frappe.db.set_value(ENTRY, held, values, update_modified=False)


def _in(seconds: int):
	return now_datetime() + timedelta(seconds=seconds)


def take_back_leases() -> None:
	"""Free the entries whose worker died: the lease has ended, and no transaction holds the row. Commits."""
	table = frappe.qb.DocType(ENTRY)
	while rows := (
		frappe.qb.from_(table)
		.select(table.name, table.action, table.reference_doctype, table.reference_name, table.attempts)
		.select(table.payload, table.lease_token)
		.where((table.status == "Leased") & (table.leased_until < now_datetime()))
		.orderby(table.available_at)
		.limit(1)
		.for_update(skip_locked=True)
	).run(as_dict=True):
		if rows[0].attempts < ATTEMPTS:
			_mark(rows[0], status="Pending")
			frappe.db.commit()  # one at a time: giving one up ends the transaction that would hold the others
		else:
			_failed(rows[0], _("The worker died while it was doing this."))
	frappe.db.rollback()


def free_stuck_mail() -> None:
	"""Put e-mail back into the queue whose worker died while sending it. Commits.

	The framework marks each recipient that was served, and skips those when it goes on.
	"""
	mail = frappe.qb.DocType("Email Queue")
	recipient = frappe.qb.DocType("Email Queue Recipient")
	limit = now_datetime() - STUCK_MAIL
	served_lately = frappe.qb.from_(recipient).select(recipient.parent).where(recipient.modified >= limit)
	(
		frappe.qb.update(mail)
		.set(mail.status, "Not Sent")
		.set(mail.modified, now_datetime())
		.where((mail.status == "Sending") & (mail.modified < limit) & mail.name.notin(served_lately))
	).run()
	frappe.db.commit()


def flush_mail() -> bool:
	"""Have the framework send new e-mail now rather than at its next tick. Returns whether it was asked.

	It is asked by its own scheduled job, which never runs twice at once: two flushes would send twice.
	While e-mail waits for another try (a mail server that is down), the framework keeps its own pace.
	"""
	queue = frappe.get_all(
		"Email Queue",
		filters={"status": ("in", ("Not Sent", "Partially Sent"))},
		fields=["retry"],
		order_by="retry desc",
		limit=1,
	)
	if not queue or queue[0].retry:
		return False
	job = frappe.db.get_value("Scheduled Job Type", {"method": FLUSH, "stopped": 0})
	return bool(job) and frappe.get_doc("Scheduled Job Type", job).enqueue(force=True)
