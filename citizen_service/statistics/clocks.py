"""Time limits that began in a period, counted from their records: nothing is reckoned again.

A time limit that was cancelled counts nowhere. One that stands still is late only if its deadline had gone by before.
"""

from collections.abc import Iterator, Sequence

import frappe
from frappe.query_builder.functions import Coalesce, Count, Sum
from pypika import Case as When
from pypika import CustomFunction
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Term

from citizen_service.sla.instants import present, to_column
from citizen_service.sla.records import APPEAL_CLOCKS, CASE_CLOCKS, OPEN, RECORD, REFERRAL_CLOCKS
from citizen_service.statistics.indicators import share
from citizen_service.statistics.period import utc_bounds
from citizen_service.statistics.periods import Period

COUNTED = ("clocks", "met_in_time", "met_late", "not_met", "not_due")
TENTH = 360
"""Seconds of a tenth of an hour."""
CLOCKS = (*CASE_CLOCKS, *REFERRAL_CLOCKS, *APPEAL_CLOCKS)

Key = tuple[str | None, ...]

rounded = CustomFunction("ROUND", ["number"])


def started(
	period: Period, within: frozenset[str] | None, clocks: Sequence[str] = ()
) -> tuple[QueryBuilder, Table]:
	"""The records of the time limits meant: of these clocks (none named: all) and departments (None: all, and the
	office's own)."""
	query, record = begun(period, within)
	return query.where(record.status.isin(("Met", *OPEN)) & record.clock.isin(list(clocks or CLOCKS))), record


def begun(period: Period, within: frozenset[str] | None) -> tuple[QueryBuilder, Table]:
	"""The records of all time limits that began in the period, cancelled ones too."""
	record = frappe.qb.DocType(RECORD)
	first, end = utc_bounds(period)
	query = frappe.qb.from_(record).where((record.started_utc >= first) & (record.started_utc < end))
	if within is not None:
		query = query.where(record.department.isin(sorted(within) or [""]))
	return query, record


def compliance(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str] = ()
) -> dict[Key, dict[str, float]]:
	"""COUNTED, `decided`, `breaches`, `compliance`, `open`, `paused`, `cancelled`, `extended`, `median_hours` and `p90_hours` by
	these fields of the records.

	`extended` says how often persons set their due dates. Median and 90th percentile are by nearest rank: the shortest time within which at least half (nine tenths) of the time
	limits met were. They are exact to the tenth of an hour that is shown: times are rounded to it first, which keeps
	their order. One statement for what is not met, and one for each clock (`_met`).
	"""
	sums: dict[Key, dict[str, int]] = {}
	took: dict[Key, dict[int, int]] = {}

	def of(key: Key) -> dict[str, int]:
		return sums.setdefault(key, dict.fromkeys(SUMS, 0))

	for key, breached, tenth, number_, extended in _met(period, within, fields, clocks):
		_take(of(key), "Met", number_, number_ if breached else 0, extended)
		times = took.setdefault(key, {})
		times[tenth] = times.get(tenth, 0) + number_
	for key, *numbers in _standing(period, within, fields, clocks, (*OPEN, "Cancelled")):
		_take(of(key), *numbers)
	return {key: {**_figures(figures), **_hours(took.get(key, {}))} for key, figures in sums.items()}


def shares(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str] = ()
) -> dict[Key, dict[str, float]]:
	"""As `compliance`, without the working hours, in one statement."""
	sums: dict[Key, dict[str, int]] = {}
	for key, *numbers in _standing(period, within, fields, clocks, ("Met", *OPEN, "Cancelled")):
		_take(sums.setdefault(key, dict.fromkeys(SUMS, 0)), *numbers)
	return {key: _figures(figures) for key, figures in sums.items()}


def _standing(
	period: Period,
	within: frozenset[str] | None,
	fields: Sequence[str],
	clocks: Sequence[str],
	statuses: Sequence[str],
) -> Iterator[tuple[Key, str, int, int, int]]:
	"""Key, status, how many, how many of them late, how often extended."""
	query, record = begun(period, within)
	keys = [record[name] for name in fields]
	rows = (
		query.where(record.status.isin(list(statuses)) & record.clock.isin(list(clocks or CLOCKS)))
		.groupby(*keys, record.status)
		.select(*keys, record.status, Count("*"), number(missed(record)), Sum(record.extended))
		.run()
	)
	for *values, status, number_, late, extended in rows:
		yield tuple(values), status, number_, int(late), int(extended)


def _take(figures: dict[str, int], status: str, number_: int, late: int, extended: int) -> None:
	figures["extended"] += extended
	if status == "Cancelled":
		figures["cancelled"] += number_
	elif status == "Met":
		figures["met_late"] += late
		figures["met_in_time"] += number_ - late
	else:
		figures["open"] += number_
		figures["paused"] += number_ if status == "Paused" else 0
		figures["not_met"] += late


def working_hours(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str] = ()
) -> dict[Key, dict[str, float]]:
	"""`median_hours` and `p90_hours` alone, as `compliance` has them, of what has time limits that were met."""
	took: dict[Key, dict[int, int]] = {}
	for key, _breached, tenth, number_, _extended in _met(period, within, fields, clocks):
		times = took.setdefault(key, {})
		times[tenth] = times.get(tenth, 0) + number_
	return {key: _hours(times) for key, times in took.items()}


def _met(
	period: Period, within: frozenset[str] | None, fields: Sequence[str], clocks: Sequence[str]
) -> Iterator[tuple[Key, bool, int, int, int]]:
	"""Key, whether late, tenths of an hour, how many, how often extended. A statement for each clock: with the clock and the status fixed the
	database groups by little, which over ten years is four times as fast as all at once."""
	for clock in clocks or CLOCKS:
		query, record = begun(period, within)
		keys = [record[name] for name in fields if name != "clock"]
		at = fields.index("clock") if "clock" in fields else None
		tenth = rounded(record.worked_seconds / TENTH).as_("tenth")
		rows = (
			query.where((record.status == "Met") & (record.clock == clock))
			.groupby(*keys, record.breached, tenth)
			.select(*keys, record.breached, tenth, Count("*"), Sum(record.extended))
			.run()
		)
		for *values, breached, tenths, number_, extended in rows:
			if at is not None:
				values.insert(at, clock)
			yield tuple(values), bool(breached), int(tenths), number_, int(extended)


def _hours(tenths: dict[int, int]) -> dict[str, float]:
	"""Of times in tenths of an hour, and how many took each; 0 of none."""
	return {"median_hours": ranked(tenths, 5) / 10, "p90_hours": ranked(tenths, 9) / 10}


def ranked(numbers: dict[int, int], tenths: int) -> int:
	"""The least value that so many tenths of all values do not exceed; `numbers` says how many there are of each."""
	all_, place = sum(numbers.values()), 0
	for value in sorted(numbers):
		place += numbers[value]
		if place * 10 >= all_ * tenths:
			return value
	return 0


SUMS = ("met_in_time", "met_late", "not_met", "open", "paused", "cancelled", "extended")


def _figures(sums: dict[str, int]) -> dict[str, float]:
	met = sums["met_in_time"] + sums["met_late"]
	breaches = sums["met_late"] + sums["not_met"]
	decided = sums["met_in_time"] + breaches
	return {
		**sums,
		"clocks": met + sums["open"],
		"not_due": sums["open"] - sums["not_met"],
		"decided": decided,
		"breaches": breaches,
		"compliance": share(sums["met_in_time"], decided),
	}


def added(figures: Sequence[dict[str, float]]) -> dict[str, float]:
	"""The figures of several keys together, without working hours."""
	return _figures({name: int(sum(one[name] for one in figures)) for name in SUMS})


def is_late(record: Table) -> Criterion:
	"""Whether an open record is past its due date, noticed or not."""
	return (record.breached == 1) | (record.due_utc < Coalesce(record.paused_utc, to_column(present())))


def missed(record: Table) -> Criterion:
	"""Whether it was met late, or is open and past its due date."""
	met_late = (record.status == "Met") & (record.breached == 1)
	return met_late | (record.status.isin(OPEN) & is_late(record))


def number(condition: Criterion) -> Term:
	return Sum(When().when(condition, 1).else_(0))
