"""The day book: calls and visits settled without a case, tallied with one click.

Source: the ministry's duty `تلقي اتصالات الجمهور`.
"""

from datetime import date

import frappe
from frappe import _
from frappe.utils import now_datetime
from pypika.functions import Count

from citizen_service.citizen_service.doctype.day_book_entry.day_book_entry import undo_seconds
from citizen_service.permissions.require import require

ENTRY, KIND = "Day Book Entry", "Day Book Kind"
SHOWN = 30
"""How many of the user's own entries of today the page lists."""


@frappe.whitelist(methods=["GET"])
def today() -> dict:
	"""What the page shows: the kinds with today's counts, the office's total, and the user's own entries.

	:return: `kinds` (name, label, mine), `office`, `mine`, `entries` (newest first, with `undo_seconds`)
	"""
	require(ENTRY, "create")
	day = now_datetime().date()
	counts = _counts(day)
	kinds = [
		{"name": kind, "label": _(kind), "mine": counts.get((kind, frappe.session.user), 0)}
		for kind in _kinds()
	]
	return {
		"kinds": kinds,
		"office": sum(counts.values()),
		"mine": sum(number for (_kind, officer), number in counts.items() if officer == frappe.session.user),
		"entries": _own_entries(day),
	}


@frappe.whitelist(methods=["POST"])
def add(
	kind: str, procedure: str | None = None, department: str | None = None, note: str | None = None
) -> dict:
	"""Count one call or visit, now and by the present user.

	:return: as `today`
	:raises DayBookRefused: a kind that is not counted any more
	"""
	require(ENTRY, "create")
	frappe.get_doc(
		{
			"doctype": ENTRY,
			"kind": kind,
			"procedure": procedure or None,
			"department": department or None,
			"note": (note or "").strip() or None,
		}
	).insert()
	return today()


@frappe.whitelist(methods=["POST"])
def undo(entry: str) -> dict:
	"""Take back an entry of one's own, a few minutes after it was made at the latest.

	:return: as `today`
	:raises NotYours: somebody else made it
	:raises DayBookRefused: it is too old
	"""
	require(ENTRY, "create")
	# No role may delete entries: the rule of the controller (`on_trash`) alone decides.
	frappe.delete_doc(ENTRY, entry, ignore_permissions=True)
	return today()


@frappe.whitelist(methods=["GET", "POST"])
def today_card(filters: str | list | dict | None = None) -> dict:
	"""The number card: what the whole office has settled today without a case; a click opens the page."""
	require(ENTRY)
	return {
		"value": frappe.db.count(ENTRY, {"day": now_datetime().date()}),
		"fieldtype": "Int",
		"route": ["day-book"],
		"route_options": {},
	}


def _kinds() -> list[str]:
	return frappe.get_all(KIND, filters={"enabled": 1}, pluck="name", order_by="`rank` asc, name asc")


def _counts(day: date) -> dict[tuple[str, str], int]:
	"""How many entries of the day, by kind and officer."""
	entry = frappe.qb.DocType(ENTRY)
	rows = (
		frappe.qb.from_(entry)
		.where(entry.day == day)
		.groupby(entry.kind, entry.officer)
		.select(entry.kind, entry.officer, Count("*"))
		.run()
	)
	return {(kind, officer): number for kind, officer, number in rows}


def _own_entries(day: date) -> list[dict]:
	entries = frappe.get_all(
		ENTRY,
		filters={"day": day, "officer": frappe.session.user},
		fields=["name", "kind", "procedure", "department", "note", "recorded_on"],
		order_by="recorded_on desc",
		limit_page_length=SHOWN,
	)
	titles = _titles({entry.procedure for entry in entries if entry.procedure})
	return [
		{
			"name": entry.name,
			"label": _(entry.kind),
			"time": entry.recorded_on.strftime("%H:%M"),
			"about": titles.get(entry.procedure),
			"department": entry.department,
			"note": entry.note,
			"undo_seconds": undo_seconds(entry.recorded_on),
		}
		for entry in entries
	]


def _titles(procedures: set[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"Service Procedure",
		filters={"name": ["in", sorted(procedures)]},
		fields=["name", "title"],
		order_by="name asc",
	)
	return {row.name: row.title for row in rows}
