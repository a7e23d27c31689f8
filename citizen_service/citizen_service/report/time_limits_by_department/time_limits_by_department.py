"""The time limits that began in a period, by department and by what they time: kept, missed, open, extended.

What belongs to no department is the office's own. Every figure is counted from the records and their ledgers in the
database; nothing is reckoned again. A department's staff see their own departments.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Count, Sum
from pypika import Case as When
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from citizen_service.sla.clock import Kind
from citizen_service.sla.instants import instant_of, present, to_column
from citizen_service.sla.records import (
	APPEAL_CLOCKS,
	CASE_CLOCKS,
	KINDS,
	LEDGER,
	OPEN,
	RECORD,
	REFERRAL_CLOCKS,
)
from citizen_service.statistics.clocks import working_hours
from citizen_service.statistics.departments import departments
from citizen_service.statistics.frame import figure, report
from citizen_service.statistics.indicators import share
from citizen_service.statistics.period import period
from citizen_service.statistics.periods import Period

Key = tuple[str | None, str]
"""A department (None: the office) and what is timed."""

CLOCKS = (CASE_CLOCKS[0], *REFERRAL_CLOCKS, CASE_CLOCKS[1], *APPEAL_CLOCKS)
COUNTED = ("started", "met_in_time", "met_late", "open", "overdue", "paused", "cancelled")
EXTENDED = ("extended", "asked", "granted", "refused")
TOOK = ("median_hours", "p90_hours")


@dataclass(frozen=True)
class Wanted:
	"""What was asked for. `departments` None: all of them and the office; else only these."""

	first_day: date
	last_day: date
	departments: frozenset[str] | None
	clock: str | None


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""The report: columns, rows, message.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	asked = frappe._dict(filters or {})
	first_day, last_day = period(asked.from_date, asked.to_date)
	wanted = Wanted(first_day, last_day, departments(asked.department), asked.clock or None)
	extended, requests = _extended(wanted), _requests(wanted)
	took = working_hours(
		Period(first_day, last_day),
		wanted.departments,
		("department", "clock"),
		[wanted.clock] if wanted.clock else (),
	)
	rows = [
		{**_row(key, counts, extended, requests), **took.get(key, dict.fromkeys(TOOK, 0.0))}
		for key, counts in _counted(wanted).items()
	]
	return report(_columns(), rows, ("compliance", *TOOK), _("No time limit began in this period."))[:3]


def _records(wanted: Wanted) -> tuple[QueryBuilder, frappe.qb.DocType]:
	"""The clocks asked for, by department and clock."""
	record = frappe.qb.DocType(RECORD)
	query = (
		frappe.qb.from_(record)
		.where(record.started_utc >= _midnight(wanted.first_day))
		.where(record.started_utc < _midnight(wanted.last_day + timedelta(days=1)))
		.select(record.department, record.clock)
		.groupby(record.department, record.clock)
		.orderby(record.department, record.clock)
	)
	if wanted.departments is not None:
		query = query.where(record.department.isin(sorted(wanted.departments) or [""]))
	if wanted.clock:
		query = query.where(record.clock == wanted.clock)
	return query, record


def _midnight(day: date) -> datetime:
	"""The beginning of a day of the site, as instants are stored."""
	return to_column(instant_of(datetime.combine(day, time())))


def _counted(wanted: Wanted) -> dict[Key, tuple]:
	"""Figures by key, in the order of COUNTED; one statement."""
	query, record = _records(wanted)
	met, is_open = record.status == "Met", record.status.isin(OPEN)
	late = (record.breached == 1) | (record.due_utc < Coalesce(record.paused_utc, to_column(present())))
	columns = (
		Count(record.name),
		_number(met & (record.breached == 0)),
		_number(met & (record.breached == 1)),
		_number(is_open),
		_number(is_open & late),
		_number(record.status == "Paused"),
		_number(record.status == "Cancelled"),
	)
	found = {(row[0], row[1]): row[2:] for row in query.select(*columns).run()}
	return {key: found[key] for key in sorted(found, key=lambda key: (key[0] or "", CLOCKS.index(key[1])))}


def _number(condition: Criterion) -> Term:
	return Sum(When().when(condition, 1).else_(0))


def _extended(wanted: Wanted) -> dict[Key, int]:
	"""How often a due date was set by a person, by key: by hand, or by granting a request."""
	query, record = _records(wanted)
	event = frappe.qb.DocType(LEDGER)
	on = (event.parent == record.name) & (event.event == KINDS[Kind.EXTENDED])
	rows = query.join(event).on(on).select(Count(event.name)).run()
	return {(department, clock): number for department, clock, number in rows}


def _requests(wanted: Wanted) -> dict[Key, tuple]:
	"""Extensions that were asked for, granted and refused, by key."""
	query, record = _records(wanted)
	request = frappe.qb.DocType("Extension Request")
	columns = (
		Count(request.name),
		_number(request.status == "Granted"),
		_number(request.status == "Refused"),
	)
	rows = query.join(request).on(request.time_limit == record.name).select(*columns).run()
	return {(row[0], row[1]): row[2:] for row in rows}


def _row(key: Key, counts: tuple, extended: dict[Key, int], requests: dict[Key, tuple]) -> dict:
	asked, granted, refused = (int(number) for number in requests.get(key, (0, 0, 0)))
	department, clock = key
	return {
		"department": _(department) if department else _("Office"),
		"clock": _(clock),
		**{name: int(number) for name, number in zip(COUNTED, counts, strict=True)},
		"compliance": share(counts[1], counts[1] + counts[2] + counts[4]),
		"extended": extended.get(key, 0) - granted,
		"asked": asked,
		"granted": granted,
		"refused": refused,
	}


def _columns() -> list[dict]:
	labels = (
		_("Started"),
		_("Met in Time"),
		_("Met Late"),
		_("Open"),
		_("Of These Overdue"),
		_("Of These Paused"),
		_("Cancelled"),
		_("Due Date Set by Hand"),
		_("Extensions Asked For"),
		_("Extensions Granted"),
		_("Extensions Refused"),
	)
	return [
		{"fieldname": "department", "label": _("Department"), "fieldtype": "Data", "width": 220},
		{"fieldname": "clock", "label": _("Time Limit For"), "fieldtype": "Data", "width": 200},
		*(
			{"fieldname": name, "label": label, "fieldtype": "Int", "width": 130}
			for name, label in zip((*COUNTED, *EXTENDED), labels, strict=True)
		),
		*(figure(name) for name in ("compliance", *TOOK)),
	]
