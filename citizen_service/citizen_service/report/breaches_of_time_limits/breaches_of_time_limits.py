"""The time limits that were missed, by what the records say of why.

Each counts once, under the first of these that is so: a department's own reply was late; the case was never referred; an
extension was refused; the department had not even acknowledged in time; nothing of it is on record.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from citizen_service.statistics import clocks, frame
from citizen_service.statistics.departments import departments
from citizen_service.statistics.indicators import share
from citizen_service.statistics.limits import STATES, reason, reason_names
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere, FiguresNotOpen: as `departments.departments`
	"""
	filters = frappe._dict(filters or {})
	period, within = asked_period(filters.from_date, filters.to_date), departments(filters.department)
	chosen = [clock for clock in clocks.CLOCKS if filters.clock in (None, "", clock)]
	found = [
		(clock, int(code), number) for clock in chosen for code, number in _missed(period, within, clock)
	]
	total = sum(number for _clock, _code, number in found)
	names = reason_names()
	rows = [
		frame.with_ways(
			{
				"clock": _(clock),
				"reason": names[code],
				"breaches": number,
				"share_of_all": share(number, total),
			},
			breaches=frame.way_to_time_limits(filters, clock, "breaches", reason=code),
		)
		for clock, code, number in sorted(found, key=lambda row: (-row[2], row[0], row[1]))
	]
	return frame.report(
		[
			frame.head("clock", _("Time Limit For")),
			frame.head("reason", _("Reason on Record"), 320),
			frame.figure("breaches"),
			frame.figure("share_of_all"),
		],
		rows,
		("breaches", "share_of_all"),
		_("No time limit of this period was missed."),
		frame.chart(
			[f"{row['clock']} · {row['reason']}" for row in rows],
			{frame.title("breaches"): [row["breaches"] for row in rows]},
		),
		[frame.total("breaches", total, "Red" if total else "Green")],
	)


def _missed(period: Period, within: frozenset[str] | None, clock: str) -> list[tuple[int, int]]:
	"""The reasons, and how many time limits were missed for each; one statement, answered from one index."""
	query, record = clocks.started(period, within, [clock])
	code = reason(record, clock).as_("reason")
	return query.where(STATES["breaches"](record)).groupby(code).select(code, Count("*")).run()
