"""What happened to the time limits of a case, of a referral or of one record, in the user's words and the site's time."""

import frappe
from frappe import _
from frappe.utils import escape_html
from pypika import Criterion

from citizen_service.desk.steps import step_in_words
from citizen_service.desk.wording import moment
from citizen_service.sla.clock import Kind
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.ladder import step_told
from citizen_service.sla.records import KIND_OF, LEDGER, RECORD

BY_THE_PROGRAM = (Kind.BREACHED, Kind.WARNED)
"""Events that nobody causes: they are noticed, by whoever is at work."""
PROGRAM = "Administrator"


def of_case(doctype: str, name: str) -> list[dict]:
	"""For the framework's timeline of a case that the user may read: all its clocks, the departments' too."""
	return _timeline(frappe.qb.DocType(RECORD).case == name)


def of_referral(doctype: str, name: str) -> list[dict]:
	"""For the framework's timeline of a referral that the user may read: its own clocks, no other department's."""
	return _timeline(frappe.qb.DocType(RECORD).referral == name)


WORDS = {
	Kind.START: lambda: _("started, due {0}"),
	Kind.PAUSE: lambda: _("Paused"),
	Kind.RESUME: lambda: _("resumed, now due {0}"),
	Kind.EXTENDED: lambda: _("due date moved from {1} to {0}"),
	Kind.RECALCULATED: lambda: _("recalculated, due date moved from {1} to {0}"),
	Kind.BREACHED: lambda: _("due date missed"),
	Kind.PROMISED: lambda: _("new date given: {0}"),
	Kind.REQUESTED: lambda: _("an extension until {0} was asked for"),
	Kind.REFUSED: lambda: _("the extension was refused"),
	Kind.MET: lambda: _("met in time"),
	Kind.CANCELLED: lambda: _("cancelled"),
}


@frappe.whitelist(methods=["GET"])
def ledger(record: str) -> list[dict]:
	"""The ledger of one time limit, oldest first: `at` (site's time), `what` and `why` (HTML), `by` (a name).

	:raises PermissionError: the user may not read the record
	"""
	frappe.get_doc(RECORD, record).check_permission("read")
	return lines(frappe.qb.DocType(RECORD).name == record)[::-1]


def _timeline(criterion: Criterion) -> list[dict]:
	if not frappe.has_permission(RECORD, "read"):
		return []
	return [
		{"creation": line["at"], "content": _content(line)} for line in lines(criterion) if not line["void"]
	]


def _content(line: dict) -> str:
	whose = " · ".join(filter(None, (_(line["clock"]), _isolated(line["department"]))))
	rest = filter(None, (line["why"], _isolated(line["by"]), _nowrap(line["moment"])))
	return f"<b>{whose}</b>: " + " · ".join([line["what"], *rest])


def lines(criterion: Criterion) -> list[dict]:
	"""The events of the clocks that a criterion on Service Level Record gives, latest first (one statement).

	Each with `at` (site's time), its `kind`, the `record`, what happened and why as HTML, and `by_user`, the person
	who did it, with that person's name in `by`; None and empty where the program did it. What is `void` is not told.
	"""
	record, event = frappe.qb.DocType(RECORD), frappe.qb.DocType(LEDGER)
	user = frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(event)
		.join(record)
		.on((record.name == event.parent) & (event.parenttype == RECORD))
		.left_join(user)
		.on(user.name == event.by_user)
		.where(criterion)
		.select(record.clock, record.department, record.breached, event.event, event.at_utc, event.due_utc)
		.select(event.previous_due_utc, event.pause_reason, event.reason, event.step)
		.select(event.by_user, user.full_name, record.name)
		.orderby(event.at_utc, order=frappe.qb.desc)
		.orderby(event.idx, order=frappe.qb.desc)
		.orderby(event.parent)
	).run(as_dict=True)
	return [{**_line(row), "void": _is_void(row, rows)} for row in rows]


def _is_void(row: frappe._dict, rows: list[frappe._dict]) -> bool:
	"""A due date said to be missed before it was recorded that somebody had met it."""
	return (
		KIND_OF[row.event] is Kind.BREACHED
		and not row.breached
		and any(
			KIND_OF[other.event] is Kind.MET and other.name == row.name and other.at_utc <= row.at_utc
			for other in rows
		)
	)


def _line(row: frappe._dict) -> dict:
	kind, at = KIND_OF[row.event], from_column(row.at_utc)
	by_person = kind not in BY_THE_PROGRAM and row.by_user != PROGRAM
	return {
		"at": str(to_local(at)),
		"moment": moment(at),
		"kind": kind,
		"record": row.name,
		"clock": row.clock,
		"department": row.department,
		"what": _what(kind, row),
		"why": _isolated(_(row.reason)) if row.reason and kind is not Kind.WARNED else "",
		"by": (row.full_name or row.by_user or "") if by_person else "",
		"by_user": row.by_user if by_person else None,
	}


def _what(kind: Kind, row: frappe._dict) -> str:
	"""The event in words, as HTML."""
	due, old_due = _date(row.due_utc), _date(row.previous_due_utc)
	if kind is Kind.WARNED:
		return escape_html(step_in_words(step_told(row.reason)) if row.reason else _("Escalation Step"))
	if kind is Kind.PAUSE and row.pause_reason:
		return escape_html(_("paused: {0}").format(_(row.pause_reason)))
	if kind is Kind.MET and row.breached:
		return _("met late")
	if kind is Kind.RECALCULATED and due == old_due:
		return _("recalculated, the due date stays {0}").format(due)
	if kind is Kind.REQUESTED and not due:
		return _("an extension was asked for")
	return WORDS[kind]().format(due, old_due)


def _date(value) -> str:
	return _nowrap(moment(from_column(value))) if value else ""


def _isolated(text: str | None) -> str:
	"""What people wrote, escaped and in its own direction."""
	return f"<bdi>{escape_html(text)}</bdi>" if text else ""


def _nowrap(text: str) -> str:
	"""A date in its own direction, on one line."""
	return f'<bdi class="text-nowrap">{text}</bdi>'
