"""The time limits that a cell of a report counts. A department's manager sees those of their own departments."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint
from pypika.queries import QueryBuilder

from citizen_service.sla.instants import from_column, to_local
from citizen_service.statistics import clocks, frame
from citizen_service.statistics.departments import departments
from citizen_service.statistics.limits import STATES, reason
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.table import NOT_STATED

MOST = 1000
"""How many are listed; how many there are is said above."""
MOMENTS = {"started_utc": "started_on", "due_utc": "due_on", "ended_utc": "ended_on"}
"""Stored instants, and the columns of the same in the site's time."""


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere, FiguresNotOpen: as `departments.departments`
	"""
	filters = frappe._dict(filters or {})
	query, record = _meant(filters)
	fields = ("name", "clock", "department", "referral", "status", "breached", *MOMENTS)
	rows = (
		query.select(*(record[field] for field in fields))
		.orderby(record.started_utc, order=frappe.qb.desc)
		.orderby(record.name)
		.limit(MOST)
		.run(as_dict=True)
	)
	total = query.select(Count("*")).run()[0][0]
	return frame.report(
		_columns(),
		[_row(row) for row in rows],
		("clocks",),
		_("No time limit began in this period."),
		None,
		[frame.total("clocks", total)],
	)


def _meant(filters: frappe._dict) -> tuple[QueryBuilder, frappe.qb.DocType]:
	period, within = asked_period(filters.from_date, filters.to_date), departments(filters.department)
	query, record = clocks.begun(period, within)
	clock = filters.clock if filters.clock in clocks.CLOCKS else None
	if clock:
		query = query.where(record.clock == clock)
	if filters.line == NOT_STATED:
		query = query.where(record.department.isnull())
	elif filters.line:
		query = query.where(record.department == filters.line)
	if filters.state in STATES:
		query = query.where(STATES[filters.state](record))
	if clock and filters.reason not in (None, ""):
		query = query.where(reason(record, clock) == cint(filters.reason))
	return query, record


def _row(row: frappe._dict) -> dict:
	moments = {
		shown: to_local(from_column(row[stored])) if row[stored] else None
		for stored, shown in MOMENTS.items()
	}
	return {
		"name": row.name,
		"clock": _(row.clock),
		"department": _(row.department) if row.department else _("Office"),
		"referral": row.referral,
		"status": _(row.status),
		"late": _("Yes") if row.breached else "",
		**moments,
	}


def _columns() -> list[dict]:
	return [
		frame.link("name", _("Time Limit"), "Service Level Record"),
		frame.head("clock", _("Time Limit For"), 200),
		frame.head("department", _("Department"), 200),
		frame.link("referral", _("Case Referral"), "Case Referral"),
		frame.moment("started_on", _("Started On")),
		frame.moment("due_on", _("Due Date")),
		frame.moment("ended_on", _("Ended On")),
		frame.head("status", _("Status"), 120),
		frame.head("late", _("Late"), 80),
	]
