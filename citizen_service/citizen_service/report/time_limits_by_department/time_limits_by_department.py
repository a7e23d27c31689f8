"""The time limits that began in a period, by department and by what they time: kept, missed, open, extended.

What belongs to no department is the office's own. Every figure is counted from the records in the database; nothing is
reckoned again. A department's staff see their own departments.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from citizen_service.sla.records import APPEAL_CLOCKS, CASE_CLOCKS, RECORD, REFERRAL_CLOCKS
from citizen_service.statistics import clocks, frame
from citizen_service.statistics.clocks import number
from citizen_service.statistics.departments import departments
from citizen_service.statistics.period import asked_period, utc_bounds
from citizen_service.statistics.periods import Period
from citizen_service.statistics.table import NOT_STATED

Key = tuple[str | None, str]
"""A department (None: the office) and what is timed."""

CLOCKS = (CASE_CLOCKS[0], *REFERRAL_CLOCKS, CASE_CLOCKS[1], *APPEAL_CLOCKS)
COUNTED = ("started", "met_in_time", "met_late", "open", "overdue", "paused", "cancelled")
EXTENDED = ("extended", "asked", "granted", "refused")
TOOK = ("median_hours", "p90_hours")
SHOWN = ("met_in_time", "met_late", "not_met", "not_due")
STATES = {
	"met_in_time": "met_in_time",
	"met_late": "met_late",
	"open": "open",
	"overdue": "not_met",
	"paused": "paused",
	"cancelled": "cancelled",
}
"""A column and the state of the time limits that it counts."""


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere, FiguresNotOpen: as `departments.departments`
	"""
	filters = frappe._dict(filters or {})
	period, within = asked_period(filters.from_date, filters.to_date), departments(filters.department)
	chosen = [filters.clock] if filters.clock else CLOCKS
	counted = clocks.compliance(period, within, ("department", "clock"), chosen)
	requests = _requests(period, within)
	keys = sorted(counted, key=lambda key: (key[0] or "", CLOCKS.index(key[1])))
	rows = [_row(filters, key, counted[key], requests.get(key, (0, 0, 0))) for key in keys]
	sums = clocks.added(list(counted.values()))
	return frame.report(
		_columns(),
		rows,
		("met_in_time", "met_late", "compliance", *TOOK, "asked", "granted", "refused"),
		_("No time limit began in this period."),
		_chart(counted),
		[
			frame.total("clocks", sums["clocks"]),
			frame.total("compliance", sums["compliance"], "Green"),
			frame.total("breaches", sums["breaches"], "Red"),
		],
	)


def _chart(counted: dict[Key, dict]) -> dict:
	"""What became of them, by what is timed."""
	of_clocks = {
		clock: clocks.added([figures for key, figures in counted.items() if key[1] == clock])
		for clock in CLOCKS
		if any(key[1] == clock for key in counted)
	}
	return frame.chart(
		[_(clock) for clock in of_clocks],
		{frame.title(name): [figures[name] for figures in of_clocks.values()] for name in SHOWN},
		True,
		(frame.GOOD, frame.LATE, frame.BAD, frame.OPEN),
	)


def _requests(period: Period, within: frozenset[str] | None) -> dict[Key, tuple]:
	"""Extensions that were asked for, granted and refused, by key."""
	record, request = frappe.qb.DocType(RECORD), frappe.qb.DocType("Extension Request")
	first, end = utc_bounds(period)
	query = (
		frappe.qb.from_(request)
		.join(record)
		.on(record.name == request.time_limit)
		.where((record.started_utc >= first) & (record.started_utc < end))
	)
	if within is not None:
		query = query.where(record.department.isin(sorted(within) or [""]))
	keys = [record.department, record.clock]
	granted, refused = number(request.status == "Granted"), number(request.status == "Refused")
	rows = query.groupby(*keys).select(*keys, Count("*"), granted, refused).run()
	return {(row[0], row[1]): row[2:] for row in rows}


def _row(filters: frappe._dict, key: Key, figures: dict, of_requests: tuple) -> dict:
	asked, granted, refused = (int(number_) for number_ in of_requests)
	department, clock = key
	row = {
		"department": _(department) if department else _("Office"),
		"clock": _(clock),
		"started": figures["clocks"] + figures["cancelled"],
		**{column: figures[state] for column, state in STATES.items()},
		"compliance": figures["compliance"],
		"extended": figures["extended"] - granted,
		"asked": asked,
		"granted": granted,
		"refused": refused,
		**{name: figures[name] for name in TOOK},
	}
	ways = {
		column: frame.way_to_time_limits(filters, clock, state, line=department or NOT_STATED)
		for column, state in {"started": "", **STATES}.items()
	}
	return frame.with_ways(row, **ways)


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
		frame.head("department", _("Department"), 220),
		frame.head("clock", _("Time Limit For"), 200),
		*(frame.number(name, label, 130) for name, label in zip((*COUNTED, *EXTENDED), labels, strict=True)),
		*(frame.figure(name) for name in ("compliance", *TOOK)),
	]
