"""What must follow an action is written down in the action's own transaction."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from pypika import CustomFunction
from pypika.queries import QueryBuilder, Table
from pypika.terms import Values
from redis.exceptions import RedisError

from citizen_service import bulk

ENTRY = "Outbox Entry"
DRAIN = "citizen_service.outbox.worker.drain"
CALLED = "citizen_service:outbox_called"
CALLED_FOR = 5
"""Seconds after which another worker is called, wherever one takes that long for an entry, has died or is awaited."""

_joined = CustomFunction("JSON_MERGE_PRESERVE", ["first", "second"])


@dataclass(frozen=True)
class Entry:
	"""One entry for `post_many`; the fields are as the arguments of `post`.

	`available` is when it may be tried, in the site's time; default at once.
	"""

	action: str
	doctype: str
	name: str
	key: str
	payload: dict = field(default_factory=dict)
	available: datetime | None = None


def post(
	action: str,
	doc: Document,
	payload: dict | None = None,
	key: str | None = None,
	delay_seconds: int = 0,
) -> None:
	"""Record that `action` must be done about `doc`, once, after this transaction has been committed.

	:param action: a name in `citizen_service.outbox.actions.ACTIONS`
	:param payload: further arguments, JSON
	:param key: the same key is recorded once; default `action:doctype:name`, so give one
		wherever an action may rightly happen again to the same document
	:param delay_seconds: not to be tried earlier
	"""
	key = key or f"{action}:{doc.doctype}:{doc.name}"
	available = now_datetime() + timedelta(seconds=delay_seconds) if delay_seconds else None
	post_many([Entry(action, doc.doctype, doc.name, key, payload or {}, available)])


def post_many(entries: Iterable[Entry], join: bool = False) -> None:
	"""The same for many at once, in one statement for every 5,000.

	A key that was recorded before is passed over. With `join`, the lists of the payload are added to those of
	the entry that has the key, which is then to be done again if it was done, with as many attempts as a new one;
	its action must tell what is new.
	"""
	stamp = now_datetime()
	in_order = sorted(entries, key=lambda entry: entry.key)  # locks are taken in one order
	rows = [{**bulk.row_head(str(stamp)), **_values(entry, stamp)} for entry in in_order]
	if not rows:
		return
	bulk.insert(ENTRY, rows, _join if join else _pass_over)
	wake_worker()


def _pass_over(query: QueryBuilder, entry: Table) -> QueryBuilder:
	return query.on_duplicate_key_update(entry.payload, entry.payload)


def _join(query: QueryBuilder, entry: Table) -> QueryBuilder:
	query = query.on_duplicate_key_update(entry.payload, _joined(entry.payload, Values(entry.payload)))
	query = query.on_duplicate_key_update(entry.status, "Pending")
	return query.on_duplicate_key_update(entry.attempts, 0)


def _values(entry: Entry, stamp: datetime) -> dict:
	return {
		"action": entry.action,
		"status": "Pending",
		"reference_doctype": entry.doctype,
		"reference_name": entry.name,
		"payload": json.dumps(entry.payload, ensure_ascii=False, sort_keys=True),
		"idempotency_key": entry.key,
		"available_at": entry.available or stamp,
	}


def wake_worker() -> None:
	"""Ask for a worker once the transaction is committed. Best effort: the sweep comes every minute anyway."""
	if frappe.flags.outbox_woken:
		return
	frappe.flags.outbox_woken = True
	frappe.db.after_commit.add(_enqueue)
	frappe.db.after_rollback.add(_sleep_again)


def _sleep_again() -> None:
	frappe.flags.outbox_woken = False


def _enqueue() -> None:
	"""One call is enough until a worker has come and looked for the last time: it then sees what is committed by now.

	Not deduplicated by the queue: a job that is just ending would swallow this one.
	"""
	_sleep_again()
	if not _mark(nx=True):
		return
	try:
		frappe.enqueue(DRAIN, queue="short")
	except RedisError:
		# The record is committed: the person who made it must not get an error for a queue that is down.
		frappe.logger("citizen_service").warning(
			"The queue cannot be reached; the sweep will do what is due."
		)


def busy() -> None:
	"""A worker takes the next entry: whatever is posted meanwhile, it will see itself."""
	_mark()


def last_look() -> None:
	"""A worker found nothing more. From now on it is called again, so it must look once more."""
	with suppress(RedisError):
		frappe.cache.delete(frappe.cache.make_key(CALLED))


def _mark(nx: bool = False) -> bool:
	"""Mark that a worker is called; with `nx`, whether it was not. Without the cache each call is the first."""
	try:
		return bool(frappe.cache.set(frappe.cache.make_key(CALLED), 1, nx=nx, ex=CALLED_FOR))
	except RedisError:
		return True
