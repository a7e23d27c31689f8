"""The scheduled job that notices what has become due: breaches, warnings and the steps of escalation.

A clock's `next_utc` says when something must next happen to it. A run takes the clocks whose time has come, oldest
first, locked so that another run passes over them; what happened, and the outbox entries that tell of it, are one
transaction. So nothing is missed however long the scheduler was down, and nothing is told twice.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from citizen_service.errors import SweepIncomplete
from citizen_service.outbox import faults
from citizen_service.outbox.worker import as_worker
from citizen_service.sla import clock as engine
from citizen_service.sla.instants import present, to_column
from citizen_service.sla.records import RECORD, Change, Held, hold, steps_reached, store, with_new_date
from citizen_service.sla.telling import tell

BATCH = 10_000
"""Clocks in one run, that is in one transaction and one digest; more wait for the next run."""


def sweep() -> int:
	"""Do what has become due. Scheduled every minute. Returns how many clocks something happened to."""
	with as_worker():
		return run(present())


def run(now: int, limit: int = BATCH) -> int:
	"""One run as of the instant `now`. Commits. Returns how many clocks something happened to.

	:raises SweepIncomplete: a clock could not be looked at (it is in the Error Log); all the others were
	"""
	broken: dict[str, str] = {}
	held = hold(_due(now, limit), broken)
	changes = []
	for clock in held:
		try:
			changes.append(happened(clock, now))
		except Exception:
			# One clock that cannot be read must not keep the others; it is reported below.
			broken[clock.name] = frappe.get_traceback()
	store(changes, now)
	told = [change for change in changes if change.events]
	tell(told, now)
	faults.step("told")
	frappe.db.commit()  # what happened and what will tell of it, together
	faults.step("swept")
	if broken:
		_report(broken)
	return len(told)


def _due(now: int, limit: int):
	"""The clocks whose time has come, oldest first, but for those that another run holds. Ended clocks have no
	`next_utc`."""
	record = frappe.qb.DocType(RECORD)
	return (
		frappe.qb.from_(record)
		.where(record.next_utc <= to_column(now))
		.orderby(record.next_utc)
		.orderby(record.name)
		.limit(limit)
		.for_update(skip_locked=True)
	)


def happened(held: Held, now: int) -> Change:
	"""What has come about with a clock by the instant `now` and is not in its ledger yet."""
	change = with_new_date(Change(held, held.after(engine.observe(held.clock, now))), now)
	after = change.after
	for step in steps_reached(after, now).steps:
		after = after.after(engine.warn(after.clock, now, step.key, step.told()))
	return Change(held, after)


def _report(broken: dict[str, str]) -> None:
	"""Say which clocks stand still, where an admin looks: once a day each in the Error Log, and as a failed job."""
	log = {"reference_doctype": RECORD, "reference_name": ("in", list(broken))}
	log["creation"] = (">", add_to_date(now_datetime(), days=-1))
	said = set(frappe.get_all("Error Log", log, pluck="reference_name", order_by="creation"))
	for name, error in broken.items():
		if name not in said:
			frappe.log_error(
				title=f"Time limit not looked at: {name}",
				message=error,
				reference_doctype=RECORD,
				reference_name=name,
			)
	frappe.db.commit()  # the job is about to fail, which rolls back
	name, error = next(iter(broken.items()))
	last_line = error.strip().splitlines()[-1]
	raise SweepIncomplete(
		f"{len(broken)} time limits could not be looked at, the first: {name} ({last_line})"
	)
