"""Working hours or a ladder's steps change while clocks run: the clocks follow, in the background, in chunks.

Each chunk is an entry of the outbox, which posts the next one in its own transaction: a worker that is killed loses
and doubles nothing, and no transaction is long. A chunk waits for nobody: what a request is just holding is left for
a later pass, so the two can never lock each other out.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import get_fullname, now_datetime

from citizen_service.calls import document_in, parsed
from citizen_service.errors import InvalidCalendar
from citizen_service.outbox.post import post
from citizen_service.permissions.require import require
from citizen_service.sla import clock as engine
from citizen_service.sla import reading
from citizen_service.sla.calendar import Calendar, NoWorkingTime, compile
from citizen_service.sla.clock import Event, Kind
from citizen_service.sla.instants import present
from citizen_service.sla.reading import spec_of, steps_of, target_of
from citizen_service.sla.records import (
	EPOCH,
	LEDGER,
	Change,
	Held,
	hold,
	keep,
	next_look,
	open_records,
	seconds,
)

ACTION = "recalculate"
CHUNK = 2_000
"""Clocks in one transaction, whose cases nobody can save meanwhile: about a second."""
FIRST_PAUSE = 120
"""Seconds until the second pass: by then no request is left that still saw the old hours."""
NEXT_PAUSE = 10
MOST_SEEN = 20_000
"""Clocks that a preview looks at while somebody waits: about twelve seconds."""
SLOW_REQUEST = timedelta(minutes=5)
COLUMNS = {"Working Calendar": "working_calendar", "Escalation Ladder": "escalation_ladder"}
MEANT = {"Working Calendar": spec_of, "Escalation Ladder": steps_of}


def follow(doc: Document) -> None:
	"""A Working Calendar or an Escalation Ladder was saved: if that changes when something is due or to be done,
	its open clocks are to follow. To be called in the transaction that saved it.
	"""
	before = doc.get_doc_before_save()
	if not before or MEANT[doc.doctype](before) == MEANT[doc.doctype](doc):
		return
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	reason = _("{0} changed by {1}", language).format(doc.name, get_fullname(frappe.session.user))
	first = {
		"run": frappe.generate_hash(length=16),
		"part": 1,
		"reason": reason,
		"since": str(now_datetime() - SLOW_REQUEST),
	}
	_post(doc, first)


def recalculate(doc: Document, payload: dict) -> None:
	"""Action "recalculate": one chunk of the open clocks of a calendar or ladder, and the entry for what is left.

	The first pass is through all of them; the second, two minutes later, through those that a transaction has
	started or changed since that may still have seen the old hours, and those that somebody held.
	"""
	# This worker may have read it before it was saved.
	frappe.clear_document_cache(doc.doctype, doc.name)
	reading.forget()
	rows, broken = _candidates(doc, payload), {}
	looked_at = {row.name: row.next and row.next - EPOCH for row in rows}
	changes, done = _follow_each(_free(rows, broken), payload["reason"], looked_at, broken)
	keep(changes)
	_report(broken, "recalculated", doc)
	left = [*payload.get("left_again", []), *(row.name for row in rows if row.name not in done)]
	if len(rows) == CHUNK:
		_post(doc, {**payload, "part": payload["part"] + 1, "after": rows[-1].name, "left_again": left})
	elif not payload.get("second"):
		_post(doc, _pass_after(payload, left, since=payload["since"]), FIRST_PAUSE)
	elif left:
		_post(doc, _pass_after(payload, left, since=None), NEXT_PAUSE)


def _post(doc: Document, payload: dict, delay: int = 0) -> None:
	post(ACTION, doc, payload, key=f"{ACTION}:{payload['run']}:{payload['part']}", delay_seconds=delay)


def _pass_after(payload: dict, left: list[str], since: str | None) -> dict:
	common = {"run": payload["run"], "part": payload["part"] + 1, "reason": payload["reason"]}
	return {**common, "second": True, "left": left, "since": since}


def _candidates(doc: Document, payload: dict) -> list:
	"""The next open clocks of the pass, by name; not locked yet."""
	record, query = open_records()
	query = query.where(record[COLUMNS[doc.doctype]] == doc.name).where(
		record.name > payload.get("after", "")
	)
	if payload.get("second"):
		wanted = record.name.isin(payload["left"] or [""])
		if payload["since"]:
			event = frappe.qb.DocType(LEDGER)
			lately = (
				frappe.qb.from_(event)
				.select(event.parent)
				.where((event.creation >= payload["since"]) & (event.event != "Recalculated"))
			)
			wanted |= record.name.isin(lately)
		query = query.where(wanted)
	query = (
		query.select(record.name, record.case, record.referral, seconds(record.next_utc).as_("next"))
		.orderby(record.name)
		.limit(CHUNK)
	)
	return query.run(as_dict=True)


def _free(rows: list, broken: dict[str, str]) -> list[Held]:
	"""The clocks of the rows that nobody else holds, locked; cases and referrals first, as requests lock them."""
	cases = _locked("Case", {row.case for row in rows})
	referrals = _locked("Case Referral", {row.referral for row in rows if row.referral})
	names = [
		row.name for row in rows if row.case in cases and (not row.referral or row.referral in referrals)
	]
	if not names:
		return []
	record, query = open_records()
	query = query.where(record.name.isin(names)).orderby(record.name)
	return hold(query.for_update(skip_locked=True), broken)


def _locked(doctype: str, names: set[str]) -> set[str]:
	if not names:
		return set()
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(sorted(names)))
	return set(query.orderby(table.name).for_update(skip_locked=True).run(pluck=True))


def _follow_each(
	held: list[Held], reason: str, looked_at: dict[str, int | None], broken: dict[str, str]
) -> tuple[list[Change], set[str]]:
	"""What becomes of the clocks, and the names of those that need no further look: those in `broken` as well."""
	at, changes = present(), []
	for clock in held:
		try:
			events = _new_due(clock, clock.calendar, at, reason)
		except NoWorkingTime:  # the new hours end before it is due: it keeps its date
			broken[clock.name] = frappe.get_traceback()
			continue
		if events or next_look(clock, at) != looked_at[clock.name]:
			changes.append(Change(clock, clock.after(events)))
	return changes, {clock.name for clock in held} | set(broken)


def _report(broken: dict[str, str], what: str, doc: Document | None = None) -> None:
	"""Say where an admin looks to which clocks something could not be done, because of which document."""
	if broken:
		frappe.log_error(
			title=f"Time limits not {what}: {len(broken)}",
			message="\n\n".join(f"{name}\n{error}" for name, error in broken.items()),
			reference_doctype=doc and doc.doctype,
			reference_name=doc and doc.name,
		)


def _new_due(held: Held, calendar: Calendar, at: int, reason: str) -> tuple[Event, ...]:
	return engine.recalculate(held.events, at, target_of(held.row), calendar, reason)


# Before it is saved -----------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def preview(doc: str | dict) -> dict[str, int]:
	"""What saving a Working Calendar would do to the clocks that run by it; nothing is changed.

	:param doc: the calendar as it is in the form, JSON
	:return: of the first `MOST_SEEN` open clocks: how many are `open`, `moved` to another due date (`earlier`,
		`later`), and `breached_at_once` among those; and how many `more` are open that were not looked at
	:raises InvalidCalendar: it could not be saved
	:raises BadRequest: `doc` does not name a document
	"""
	require("Working Calendar", "write")
	calendar = _unsaved(doc)
	counts = dict.fromkeys(("open", "moved", "earlier", "later", "breached_at_once", "more"), 0)
	if spec_of(frappe.get_doc("Working Calendar", calendar.name)) == spec_of(calendar):
		return counts
	at = present()
	today = now_datetime().date()
	compiled = compile(spec_of(calendar), today.replace(month=1, day=1), today.replace(month=12, day=31))
	after, seen = "", 0
	while seen < MOST_SEEN and (names := _next_names(calendar.name, after)):
		record, query = open_records()
		for held in hold(query.where(record.name.isin(names)), broken={}, locked=False):
			_count(counts, held, compiled, at)
		after, seen = names[-1], seen + len(names)
	counts["more"] = _number_after(calendar.name, after)
	return counts


def _unsaved(doc: str | dict) -> Document:
	values = {**parsed(doc, dict, "doc"), "doctype": "Working Calendar"}
	name = document_in(values, "doc")["name"]
	try:
		calendar = frappe.get_doc(values)
	except (ValueError, TypeError, AttributeError):
		frappe.throw(
			_("This is not a calendar: send the form's document as JSON."),
			InvalidCalendar,
			title=_("Working Calendar"),
		)
	frappe.get_doc("Working Calendar", name).check_permission("write")
	calendar.refuse_problems()
	return calendar


def _next_names(calendar: str, after: str) -> list[str]:
	record, query = _open_after(calendar, after)
	return query.select(record.name).orderby(record.name).limit(CHUNK).run(pluck=True)


def _number_after(calendar: str, after: str) -> int:
	_record, query = _open_after(calendar, after)
	return query.select(Count("*")).run()[0][0]


def _open_after(calendar: str, after: str) -> tuple:
	record, query = open_records()
	return record, query.where((record.working_calendar == calendar) & (record.name > after))


def _count(counts: dict[str, int], held: Held, calendar: Calendar, at: int) -> None:
	counts["open"] += 1
	try:
		events = _new_due(held, calendar, at, "")
	except NoWorkingTime:
		return
	moved = next((event for event in events if event.kind is Kind.RECALCULATED), None)
	if moved:
		counts["moved"] += 1
		counts["earlier" if moved.due < moved.old_due else "later"] += 1
		counts["breached_at_once"] += any(event.kind is Kind.BREACHED for event in events)


# A site from before clocks knew when they must be looked at ----------------------------------------


def plan_next_looks() -> None:
	"""Write `next_utc` of every open clock, in chunks. Commits each. A broken ledger is reported and left alone."""
	after: str | None = ""
	while after is not None:
		after = _plan_chunk(after)
		frappe.db.commit()  # one chunk at a time


def _plan_chunk(after: str) -> str | None:
	"""The clocks that come next by name. Returns the last one's name, None if there was none."""
	record, query = open_records()
	query = query.where(record.name > after).select(record.name).orderby(record.name).limit(CHUNK)
	names = query.run(pluck=True)
	if not names:
		return None
	record, query = open_records()
	broken: dict[str, str] = {}
	held = hold(query.where(record.name.isin(names)).orderby(record.name).for_update(), broken)
	keep([Change(clock, clock) for clock in held])
	_report(broken, "planned")
	return names[-1]
