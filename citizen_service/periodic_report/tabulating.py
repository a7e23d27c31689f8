"""The tables of a periodic report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from citizen_service.periodic_report import measuring
from citizen_service.periodic_report.content import Column, Label, Reading, Row, Table, Unit
from citizen_service.periodic_report.measuring import Cases, Counts, Totals
from citizen_service.periodic_report.readings import (
	added,
	compliance,
	count,
	hours,
	mean,
	met,
	minutes,
	share,
)
from citizen_service.periodic_report.wording import label, title
from citizen_service.sla.records import CASE_CLOCKS, FULL_REPLY, REFERRAL_CLOCKS
from citizen_service.statistics import CLOSED, RECEIVED
from citizen_service.statistics.clocks import added as added_limits
from citizen_service.statistics.periods import Period

_lt = str
"""Marks a text for translation where it is shown."""

OF_A_PART = 30
"""Lines of a department's table; a report of many departments would be as large as their number."""
REST = "…"
"""The key of the line that has the rest: no record is called so."""
ACROSS = 5
"""Columns of what stands across; the rest is one column."""
NOT_STATED, NOBODY, NO_OUTCOME, NO_CAUSE = (
	_lt("Not Stated"),
	_lt("Not Referred"),
	_lt("No Outcome"),
	_lt("No Root Cause"),
)
OTHERS = _lt("Others")
Name = str | None


def tables(period: Period, now: Cases, then: Cases, totals: Sequence[Totals]) -> Iterable[Table]:
	"""Those of the whole office, in their order; of what there is nothing, a table without lines."""
	present, before = totals[0], totals[1]
	by_type = [one.by_type for one in (now, then)]
	by_category = [one.by_category for one in (now, then)]
	yield _of_cases("type", _lt("Cases by Type"), _lt("Type"), by_type, 0)
	yield _became(measuring.what_became(period))
	yield _of_cases("category", _lt("Cases by Category"), _lt("Category"), by_category, 0)
	yield _of_cases("channel", _lt("Cases by Channel"), _lt("Channel"), by_type, 1)
	yield _of_cases("area", _lt("Cases by Area"), _lt("Area"), by_category, 1)
	yield _departments(present, before, measuring.hours_of_replies(period))
	yield _limits(period, present, before)
	yield _outcomes(now.outcomes, then.outcomes)
	yield _root_causes(now.root_causes, then.root_causes)
	yield _ratings(present, before)
	yield _reopenings(present, before)
	yield _extensions(present, before)
	yield _day_book(present, before)


def of_department(counts: Counts) -> Table:
	"""The cases that a department was asked about, by category: the largest, and the rest as one line."""
	columns = (_figure("received"), _share())
	table = _counted("category", _lt("Cases by Category"), _lt("Category"), columns, [counts], NOT_STATED)
	rest = table.rows[OF_A_PART:]
	if len(rest) < 2:
		return table
	sums = (
		count(sum(row.cells[0].number for row in rest)),
		share(sum(row.cells[1].number for row in rest), table.total[1].base or 0),
	)
	return replace(table, rows=(*table.rows[:OF_A_PART], Row(REST, label(OTHERS), sums)))


def folded(counts: Counts, at: int) -> dict[Name, int]:
	"""The sums by one of the groupings."""
	sums: dict[Name, int] = {}
	for key, number in counts.items():
		sums[key[at]] = sums.get(key[at], 0) + number
	return sums


def in_order(sizes: Mapping[Name, float]) -> list[Name]:
	"""The largest first, those without a value last."""
	return sorted(sizes, key=lambda key: (key is None, -sizes[key], key or ""))


def name_of(key: Name, missing: str = NOT_STATED) -> Label:
	return label(missing if key is None else key)


def _figure(key: str, unit: Unit = Unit.COUNT) -> Column:
	return Column(key, title(key), unit)


def _share() -> Column:
	return _figure("share_of_all", Unit.PERCENT)


Cells = tuple[Reading, ...]


def _lines(
	now: Mapping[Name, Cells], then: Mapping[Name, Cells], nothing: Cells, missing: str
) -> tuple[Row, ...]:
	"""A line for each key of either period, by the first column."""
	sizes = {key: now.get(key, nothing)[0].number for key in {**then, **now}}
	return tuple(
		Row(key or "", name_of(key, missing), now.get(key, nothing), then.get(key, nothing))
		for key in in_order(sizes)
	)


def _compared(found: Sequence[Mapping[Name, Cells]], nothing: Cells, missing: str) -> tuple[Row, ...]:
	"""Lines of this period, and of the one before if that was counted."""
	if len(found) > 1:
		return _lines(found[0], found[1], nothing, missing)
	return tuple(replace(row, previous=()) for row in _lines(found[0], {}, nothing, missing))


def _of_cases(key: str, name: str, head: str, bases: Sequence[dict[str, Counts]], at: int) -> Table:
	"""Cases received, their share, and cases closed, by one of two groupings."""

	def cells(counts: dict[str, Counts]) -> dict[Name, Cells]:
		received, closed = (folded(counts[basis], at) for basis in (RECEIVED, CLOSED))
		all_ = sum(received.values())
		return {
			line: (
				count(received.get(line, 0)),
				share(received.get(line, 0), all_),
				count(closed.get(line, 0)),
			)
			for line in {**received, **closed}
		}

	totals = [sum(bases[0][basis].values()) for basis in (RECEIVED, CLOSED)]
	return Table(
		key,
		label(name),
		label(head),
		(_figure("received"), _share(), _figure("closed")),
		_lines(cells(bases[0]), cells(bases[1]), (Reading(0), Reading(0, 0), Reading(0)), NOT_STATED),
		(count(totals[0]), share(totals[0], totals[0]), count(totals[1])),
		"case",
	)


def _counted(
	key: str, name: str, head: str, columns: tuple[Column, ...], counts: Sequence[Counts], missing: str
) -> Table:
	"""A number and its share, by one grouping; of one period, or beside the one before."""

	def cells(of: Counts) -> dict[Name, Cells]:
		all_ = sum(of.values())
		return {line: (count(number), share(number, all_)) for (line,), number in of.items()}

	all_ = sum(counts[0].values())
	rows = _compared(list(map(cells, counts)), (Reading(0), Reading(0, 0)), missing)
	return Table(key, label(name), label(head), columns, rows, (count(all_), share(all_, all_)), "case")


def _crossed(
	key: str, words: tuple[str, str], first: Column, counts: Sequence[Counts], missing: tuple[str, str]
) -> Table:
	"""Lines by the first grouping, its largest values of the second across."""
	largest = in_order({**{key[1]: 0 for of in counts for key in of}, **folded(counts[0], 1)})
	shown = largest if len(largest) <= ACROSS + 1 else largest[:ACROSS]
	columns = [first, *(Column(f"{at}", name_of(name, missing[1])) for at, name in enumerate(shown))]
	columns += [Column("others", label(OTHERS))] if len(shown) < len(largest) else []

	def cells(of: Counts) -> dict[Name, Cells]:
		found: dict[Name, list[int]] = {}
		for (line, column), number in of.items():
			row = found.setdefault(line, [0] * len(columns))
			row[0] += number
			row[1 + shown.index(column) if column in shown else -1] += number
		return {line: tuple(map(count, row)) for line, row in found.items()}

	found = list(map(cells, counts))
	rows = _compared(found, (Reading(0),) * len(columns), missing[0])
	sums = added(([cell.number for cell in row] for row in found[0].values()), len(columns))
	return Table(key, label(words[0]), label(words[1]), tuple(columns), rows, tuple(map(count, sums)), "case")


def _became(counts: Counts) -> Table:
	"""What became of each type: of the suggestions, how many were adopted. A line for each type and outcome."""
	types = folded(counts, 0)
	missing = _lt("Without an Outcome Yet")
	pairs = sorted(counts, key=lambda pair: (in_order(types).index(pair[0]), pair[1] is None, -counts[pair]))
	rows = []
	for type_, outcome in pairs:
		of_type, became = name_of(type_), name_of(outcome, missing)
		names = {language: f"{of_type[language]}: {became[language]}" for language in of_type}
		number = counts[type_, outcome]
		cells = (count(number), share(number, types[type_]))
		rows.append(Row(f"{type_ or ''}/{outcome or ''}", names, cells))
	columns = (_figure("received"), Column("of_type", label(_lt("Share of the Type")), Unit.PERCENT))
	words = label(_lt("What Became of the Cases Received, by Type")), label(_lt("Type"))
	return Table("became", *words, columns, tuple(rows), noun="case")


def _outcomes(now: Counts, then: Counts) -> Table:
	words = _lt("Closed Cases by Outcome"), _lt("Outcome")
	return _crossed("outcome", words, _figure("closed"), (now, then), (NO_OUTCOME, NOT_STATED))


def _root_causes(now: Counts, then: Counts) -> Table:
	columns = (_figure("closed"), _share())
	return _counted(
		"root_cause", _lt("Closed Cases by Root Cause"), _lt("Root Cause"), columns, (now, then), NO_CAUSE
	)


def _departments(present: Totals, before: Totals, took: dict[str, float]) -> Table:
	"""What each department was sent, and how it answered."""

	def cells(totals: Totals, names: Iterable[str]) -> dict[Name, Cells]:
		found = {}
		for name in names:
			of, key = totals.referrals.get(name, {}), (name, FULL_REPLY)
			kept = [totals.limits[key]] if key in totals.limits else []
			lasted = (hours(totals.limits, key, one) for one in ("median_hours", "p90_hours"))
			found[name] = (*(count(of.get(one, 0)) for one in measuring.REFERRALS), compliance(kept), *lasted)
		return found

	def named(totals: Totals) -> set[str]:
		return {*totals.referrals, *(name for name, clock in totals.limits if name and clock == FULL_REPLY)}

	replies = [figures for (_name, clock), figures in present.limits.items() if clock == FULL_REPLY]
	sums = added(([of[one] for one in measuring.REFERRALS] for of in present.referrals.values()), 4)
	met_all = sum(met(one) for one in replies)
	units = {"compliance": Unit.PERCENT, "median_hours": Unit.MINUTES, "p90_hours": Unit.MINUTES}
	nothing = (*(Reading(0),) * 4, *(Reading(0, 0),) * 3)
	names = named(present) | named(before)
	return Table(
		"department",
		label(_lt("Performance of the Departments")),
		label(_lt("Department")),
		(*map(_figure, measuring.REFERRALS), *(_figure(one, unit) for one, unit in units.items())),
		_lines(cells(present, names), cells(before, names), nothing, NOBODY),
		(
			*map(count, sums),
			compliance(replies),
			*(minutes(took.get(one, 0), met_all) for one in ("median_hours", "p90_hours")),
		),
		"referral",
	)


def _limits(period: Period, present: Totals, before: Totals) -> Table:
	"""Each time limit, of the office and all departments."""
	numbers = ("clocks", "met_in_time", "met_late", "not_met", "not_due")

	def cells(totals: Totals) -> dict[Name, Cells]:
		found = {}
		for clock in {clock for _department, clock in totals.limits}:
			of = added_limits([figures for key, figures in totals.limits.items() if key[1] == clock])
			found[clock] = (*(count(of[one]) for one in numbers), share(of["met_in_time"], of["decided"]))
		return found

	nothing = (*(Reading(0),) * 5, Reading(0, 0))
	now, then = cells(present), cells(before)
	usual = [clock for clock in (*CASE_CLOCKS, *REFERRAL_CLOCKS) if clock in now or clock in then]
	rest = sorted({*now, *then} - set(usual))
	return Table(
		"time_limit",
		label(_lt("Time Limits")),
		label(_lt("Time Limit")),
		(*map(_figure, numbers), _figure("compliance", Unit.PERCENT)),
		tuple(Row(key, label(key), now.get(key, nothing), then.get(key, nothing)) for key in (*usual, *rest)),
		noun="time limit",
	)


def _ratings(present: Totals, before: Totals) -> Table:
	def cells(totals: Totals) -> dict[Name, Cells]:
		return {key: _rating(numbers) for key, numbers in totals.ratings.items()}

	columns = (_figure("ratings"), _figure("mean_score", Unit.MEAN), _figure("satisfaction", Unit.PERCENT))
	nothing = _rating((0, 0, 0, 0))
	all_ = added(present.ratings.values(), 4)
	rows = _lines(cells(present), cells(before), nothing, NOT_STATED)
	return Table(
		"satisfaction", label(_lt("Satisfaction")), label(_lt("Type")), columns, rows, _rating(all_), "rating"
	)


def _rating(numbers: Sequence[float]) -> Cells:
	ratings, scores, satisfied, _dissatisfied = numbers
	return count(ratings), mean(scores, ratings), share(satisfied, ratings)


def _measured(
	key: str, words: tuple[str, str], figures: Sequence[str], numbers: Sequence[Mapping[Name, list[float]]]
) -> Table:
	"""The first measures of events, by their grouping."""
	width = len(figures)

	def cells(of: Mapping[Name, list[float]]) -> dict[Name, Cells]:
		return {line: tuple(map(count, row[:width])) for line, row in of.items()}

	sums = added((row[:width] for row in numbers[0].values()), width)
	rows = _lines(cells(numbers[0]), cells(numbers[1]), (Reading(0),) * width, NOT_STATED)
	return Table(
		key, label(words[0]), label(words[1]), tuple(map(_figure, figures)), rows, tuple(map(count, sums))
	)


def _reopenings(present: Totals, before: Totals) -> Table:
	words = _lt("Reopened and Appealed"), _lt("Type")
	return _measured("reopened", words, ("reopened", "appeals"), (present.reopenings, before.reopenings))


def _extensions(present: Totals, before: Totals) -> Table:
	words = _lt("Extensions"), _lt("Department")
	figures = ("asked", "granted", "refused", "undecided")
	return _measured("extension", words, figures, (present.extensions, before.extensions))


def _day_book(present: Totals, before: Totals) -> Table:
	words = _lt("Calls and Visits"), _lt("Kind")
	numbers = [{key: [number] for key, number in one.tallied.items()} for one in (present, before)]
	return _measured("day_book", words, ("tallied",), numbers)
