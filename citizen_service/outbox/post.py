"""What must follow an action is written down in the action's own transaction."""

import json
from datetime import timedelta

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from redis.exceptions import RedisError

DRAIN = "citizen_service.outbox.worker.drain"


def post(
	action: str,
	doc: Document,
	payload: dict | None = None,
	key: str | None = None,
	delay_seconds: int = 0,
) -> str | None:
	"""Record that `action` must be done about `doc`, once, after this transaction has been committed.

	:param action: a name in `citizen_service.outbox.actions.ACTIONS`
	:param payload: further arguments, JSON
	:param key: the same key is recorded once; default `action:doctype:name`, so give one
		wherever an action may rightly happen again to the same document
	:param delay_seconds: not to be tried earlier
	:return: the entry's name, or None where the key was recorded before
	"""
	key = key or f"{action}:{doc.doctype}:{doc.name}"
	if frappe.db.exists("Outbox Entry", {"idempotency_key": key}):
		return None
	entry = frappe.get_doc(
		{
			"doctype": "Outbox Entry",
			"action": action,
			"status": "Pending",
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"payload": json.dumps(payload or {}, ensure_ascii=False, sort_keys=True),
			"idempotency_key": key,
			"available_at": now_datetime() + timedelta(seconds=delay_seconds),
		}
	)
	entry.insert(ignore_permissions=True)
	wake_worker()
	return entry.name


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
	"""Not deduplicated: a job that is just ending, or whose worker died, would swallow this one."""
	_sleep_again()
	try:
		frappe.enqueue(DRAIN, queue="short")
	except RedisError:
		# The record is committed: the person who made it must not get an error for a queue that is down.
		frappe.logger("citizen_service").warning(
			"The queue cannot be reached; the sweep will do what is due."
		)
