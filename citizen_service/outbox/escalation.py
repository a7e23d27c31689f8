"""What the escalation ladder does by itself, and the citizen's letter: the worker's side of `sla.telling`.

Each looks first whether its reason still holds: between the sweep and the worker a clock may have been met, or the
case closed. Then nothing is done.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import NobodyToReassignTo
from citizen_service.outbox import notices
from citizen_service.outbox.people import SETTINGS, People
from citizen_service.sla.instants import present, to_local
from citizen_service.sla.records import Held, hold, open_records
from citizen_service.states.meaning import STATE_FIELD, meaning_of

NOTICE = "case_deadline_missed"


def tell_missed_deadline(doc: Document, payload: dict) -> None:
	"""Action "tell_missed_deadline": apologise to the citizen, in their language.

	The Notification finds in `doc.expected_on` the new date (site's time) if the policy's grace gave one or
	Follow-up set one meanwhile; else None.
	"""
	held = _open_clock(payload["clock"])
	if not held or not frappe.get_cached_doc(SETTINGS).tell_missed_deadline:
		return
	deadline = held.clock.deadline
	doc.expected_on = to_local(deadline) if deadline > present() else None
	notices.notify(doc, {"notice": NOTICE})


def reassign(doc: Document, payload: dict) -> None:
	"""Action "reassign": the document goes to the head, the head above or the manager on duty.

	:raises NobodyToReassignTo: nobody up to the managers may read the document
	"""
	held = _open_clock(payload["clock"])
	if not held:
		return
	users = People([held.row]).whom(held.row, payload["recipient"])
	if not users:
		frappe.throw(
			_("{0} {1} cannot be reassigned: there is no enabled manager who may read it.").format(
				_(doc.doctype), doc.name
			),
			NobodyToReassignTo,
			title=_("Nobody to Reassign To"),
		)
	user = users[0]
	open_ones = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	for name in frappe.get_all(
		"ToDo", {**open_ones, "allocated_to": ("!=", user)}, pluck="name", order_by="name"
	):
		todo = frappe.get_doc("ToDo", name)
		todo.status = "Cancelled"
		todo.save(ignore_permissions=True)
	if not frappe.db.exists("ToDo", {**open_ones, "allocated_to": user}):
		# Not by the framework's `assign_to.add`, which sends a message for each: the digest tells of all at once.
		todo = frappe.get_doc(
			{"doctype": "ToDo", **open_ones, "allocated_to": user, "assigned_by": frappe.session.user}
		)
		todo.description = _("Escalated: {0}").format(_reason(held))
		todo.insert(ignore_permissions=True)


def raise_priority(doc: Document, payload: dict) -> None:
	"""Action "raise_priority": give the case a higher priority. It never re-times the clock that caused it."""
	held = _open_clock(payload["clock"])
	if not held or not _ranks_higher(payload["priority"], doc.priority):
		return
	doc.priority_set_by_hand = doc.priority_set_by_hand or doc.priority
	doc.priority = payload["priority"]
	doc.flags.raised_by_escalation = True
	doc.flags.ignore_permissions = True
	doc.save()
	doc.add_comment("Info", _("Priority raised to {0}: {1}").format(_(doc.priority), _reason(held)))


def _open_clock(name: str) -> Held | None:
	"""The clock, if it still waits for what it times, and its case is not closed."""
	record, query = open_records()
	found = hold(query.where(record.name == name), locked=False)
	if not found:
		return None
	state = frappe.db.get_value("Case", found[0].row["case"], STATE_FIELD)
	return None if meaning_of("Case", state).is_closing else found[0]


def _ranks_higher(priority: str, than: str | None) -> bool:
	"""Whether a priority is more urgent: the smaller number is."""
	rows = frappe.get_all(
		"Case Priority", {"name": ("in", [priority, than or ""])}, ["name", "rank"], order_by="name asc"
	)
	ranks = {row.name: row.rank for row in rows}
	return priority in ranks and (than not in ranks or ranks[priority] < ranks[than])


def _reason(held: Held) -> str:
	"""For the timeline, in the site's language."""
	due = frappe.utils.format_datetime(to_local(held.clock.due), "dd/MM/yyyy HH:mm")
	return _("the time limit “{0}” was due on {1}.").format(_(held.row["clock"]), due)
