"""The time limits that were missed, by what the records say of why.

Each counts once, under the first of these that is so: a department's own reply was late; the case was never referred; an
extension was refused; the department had not even acknowledged in time; nothing of it is on record.
"""

from collections import Counter

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from citizen_service.sla.records import ANSWER
from citizen_service.statistics import clocks, frame, limits, monthly
from citizen_service.statistics.departments import departments
from citizen_service.statistics.indicators import share
from citizen_service.statistics.limits import reason_names
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
	kept = _kept(period)
	found = _missed(period, within, chosen, kept)
	total = sum(found.values())
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
		for (clock, code), number in sorted(found.items(), key=lambda item: (-item[1], item[0]))
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
		_chart(found, names),
		[frame.total("breaches", total, "Red" if total else "Green")],
		frame.breaches_kept(kept),
	)


def _chart(found: Counter[tuple[str, int]], names: dict[int, str]) -> dict:
	"""A bar for each clock, the most missed first, made up of its reasons."""
	of_clock: Counter[str] = Counter()
	for (clock, _code), number in found.items():
		of_clock[clock] += number
	shown = [clock for clock, _number in of_clock.most_common()]
	codes = sorted({code for _clock, code in found})
	return frame.chart(
		[_(clock) for clock in shown],
		{names[code]: [found[clock, code] for clock in shown] for code in codes},
		stacked=True,
	)


def _kept(period: Period) -> Period | None:
	"""The months that are read from what is kept by month (`monthly`), of a period with very many time limits."""
	query, _record = clocks.started(period, None, (ANSWER,))
	(number,) = query.select(Count("*")).run()[0]
	return monthly.kept_part(period, monthly.BREACHES) if number >= monthly.HEAVY else None


def _missed(
	period: Period, within: frozenset[str] | None, chosen: list[str], kept: Period | None
) -> Counter[tuple[str, int]]:
	"""By clock and reason, how many time limits were missed for it."""
	found: Counter[tuple[str, int]] = Counter()

	def add(part: Period, state: str) -> None:
		for clock in chosen:
			for code, number in limits.by_reason(part, within, clock, state):
				found[clock, int(code)] += number

	if not kept:
		add(period, "breaches")
		return found
	for clock, code, number in monthly.breaches(kept, within, chosen):
		found[clock, code] += number
	add(kept, "not_met")
	for rest in monthly.around(period, kept):
		add(rest, "breaches")
	return found
