"""Time limits that began in a period, counted from their records: nothing is reckoned again.

A time limit that was cancelled counts nowhere. One that stands still is late only if its deadline had gone by before.
"""

from collections.abc import Sequence

import frappe
from frappe.query_builder.functions import Coalesce, Count, Sum
from pypika import Case as When
from pypika import CustomFunction, analytics
from pypika.functions import Min
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Term

from citizen_service.sla.instants import present, to_column
from citizen_service.sla.records import OPEN, RECORD
from citizen_service.statistics import BY_DEPARTMENT
from citizen_service.statistics.indicators import share
from citizen_service.statistics.period import utc_bounds
from citizen_service.statistics.periods import Period

COUNTED = ("clocks", "met_in_time", "met_late", "not_met", "not_due")
LONG = 1000
"""From how many days on a period is counted in the order of the departments."""
TENTH = 360
"""Seconds of a tenth of an hour."""

Key = tuple[str | None, ...]

rounded = CustomFunction("ROUND", ["number"])


def started(
	period: Period, within: frozenset[str] | None, clocks: Sequence[str] = ()
) -> tuple[QueryBuilder, Table]:
	"""The records of the time limits meant: of these clocks (none named: all) and departments (None: all, and the
	office's own)."""
	record = frappe.qb.DocType(RECORD)
	first, end = utc_bounds(period)
	query = (
		spanning(frappe.qb.from_(record), period)
		.where((record.started_utc >= first) & (record.started_utc < end))
		.where(record.status.isin(("Met", *OPEN)))
	)
	if clocks:
		query = query.where(record.clock.isin(list(clocks)))
	if within is not None:
		query = query.where(record.department.isin(sorted(within) or [""]))
	return query, record


def spanning(query: QueryBuilder, period: Period) -> QueryBuilder:
	"""The query by the index in the order of departments, where the period is long.

	It reads all rows, but in the order in which they are grouped; the database, left to itself, would read those of the
	period and sort them, which over ten years takes six times as long (README.md).
	"""
	return query.force_index(BY_DEPARTMENT) if period.days > LONG else query


def compliance(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str] = ()
) -> dict[Key, dict[str, float]]:
	"""COUNTED, `decided`, `breaches` and `compliance` by these fields of the records, in one statement."""
	query, record = started(period, within, clocks)
	keys = [record[name] for name in fields]
	rows = (
		query.groupby(*keys, record.status, record.breached)
		.select(*keys, record.status, record.breached, Count("*"), number(is_late(record)))
		.run()
	)
	found: dict[Key, list[int]] = {}
	for *key, status, breached, all_, late in rows:
		sums = found.setdefault(tuple(key), [0, 0, 0, 0])
		sums[0] += all_
		if status == "Met":
			sums[2 if breached else 1] += all_
		else:
			sums[3] += int(late)
	return {key: _figures(*sums) for key, sums in found.items()}


def _figures(all_: int, in_time: int, met_late: int, not_met: int) -> dict[str, float]:
	decided = in_time + met_late + not_met
	return {
		"clocks": all_,
		"met_in_time": in_time,
		"met_late": met_late,
		"not_met": not_met,
		"not_due": all_ - decided,
		"decided": decided,
		"breaches": met_late + not_met,
		"compliance": share(in_time, decided),
	}


def added(figures: Sequence[dict[str, float]]) -> dict[str, float]:
	"""The figures of several keys together."""
	names = ("clocks", "met_in_time", "met_late", "not_met")
	return _figures(*(int(sum(one[name] for one in figures)) for name in names))


def is_late(record: Table) -> Criterion:
	"""Whether an open record is past its due date, noticed or not."""
	return (record.breached == 1) | (record.due_utc < Coalesce(record.paused_utc, to_column(present())))


def number(condition: Criterion) -> Term:
	return Sum(When().when(condition, 1).else_(0))


def working_hours(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str] = ()
) -> dict[Key, dict[str, float]]:
	"""Median and 90th percentile of what the time limits met took, by these fields of the records, in one statement.

	By nearest rank: the shortest time within which at least half (nine tenths) of them were met. Exact to the tenth of an
	hour that is shown: times are rounded to it first, which keeps their order.
	"""
	query, record = started(period, within, clocks)
	keys = [record[name] for name in fields]
	tenth = rounded(record.worked_seconds / TENTH).as_("tenth")
	counted = (
		query.where(record.status == "Met")
		.groupby(*keys, tenth)
		.select(*keys, tenth, Count("*").as_("number"))
		.as_("counted")
	)
	named = [counted[name] for name in fields]
	ranked = (
		frappe.qb.from_(counted)
		.select(
			*named,
			counted.tenth,
			analytics.Sum(counted.number).over(*named).orderby(counted.tenth).as_("place"),
			analytics.Sum(counted.number).over(*named).as_("of_all"),
		)
		.as_("ranked")
	)
	outer = [ranked[name] for name in fields]
	middle = When().when(ranked.place * 2 >= ranked.of_all, ranked.tenth)
	ninth = When().when(ranked.place * 10 >= ranked.of_all * 9, ranked.tenth)
	rows = frappe.qb.from_(ranked).select(*outer, Min(middle), Min(ninth)).groupby(*outer).run()
	return {
		row[: len(fields)]: {"median_hours": int(row[-2]) / 10, "p90_hours": int(row[-1]) / 10}
		for row in rows
	}
