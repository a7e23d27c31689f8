"""The charts of a periodic report."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from babel.dates import format_date

from citizen_service.periodic_report import measuring
from citizen_service.periodic_report.content import LANGUAGES, Chart, ChartKind, Label, Reading, Series, same
from citizen_service.periodic_report.measuring import Cases, Counts, Totals
from citizen_service.periodic_report.readings import count
from citizen_service.periodic_report.tabulating import folded, in_order, name_of
from citizen_service.periodic_report.wording import label, title
from citizen_service.sla.records import FULL_REPLY
from citizen_service.statistics import CLOSED, RECEIVED
from citizen_service.statistics.periods import Kind, Period
from citizen_service.statistics.periods import label as part_name

_lt = str
"""Marks a text for translation where it is shown."""

SHORT = 3
"""Months up to which a period is shown within the twelve months that end with it."""
LONG = 36
"""Months from which on a period is shown by year."""
BARS = 10
"""How many lines a chart shows, the largest."""
LIMITS = ("met_in_time", "met_late", "not_met")


def charts(period: Period, now: Cases, then: Cases, totals: Totals) -> Iterable[Chart]:
	"""Those of the whole office; none of what there is nothing to draw."""
	found = (
		_trend(period),
		_types(now, then),
		_ranking("categories", _lt("Most Frequent Categories"), folded(now.by_category[RECEIVED], 0)),
		_ranking("areas", _lt("Most Frequent Areas"), folded(now.by_category[RECEIVED], 1)),
		_departments(totals),
		_ranking("causes", _lt("Most Frequent Root Causes"), folded(now.root_causes, 0), "closed"),
	)
	return (one for one in found if any(value.number for series in one.series for value in series.values))


def of_department(department: str, counts: Counts) -> Iterable[Chart]:
	"""The categories of what a department was asked about, where there are several."""
	if len(counts) > 2:
		mark = sha256(department.encode()).hexdigest()[:8]  # names of elements in a page: each once
		yield _ranking(f"categories-{mark}", _lt("Most Frequent Categories"), folded(counts, 0))


def _trend(period: Period) -> Chart:
	"""Received and closed, month by month; of a short period within a whole year, of a long one year by year."""
	months = len(list(period.parts(Kind.MONTH)))
	kind = Kind.YEAR if months > LONG else Kind.MONTH
	shown = _last_year(period) if months <= SHORT else period
	counts = measuring.by_month(shown, kind)
	parts = list(shown.parts(kind))
	keys = [part_name(kind, part.first.year * 100 + part.first.month) for part in parts]
	series = (
		Series(title(key), tuple(count(counts[basis].get((one,), 0)) for one in keys))
		for key, basis in (("received", RECEIVED), ("closed", CLOSED))
	)
	names = tuple(_month(part.first) if kind is Kind.MONTH else same(str(part.first.year)) for part in parts)
	words = (
		_lt("Received and Closed, Month by Month")
		if kind is Kind.MONTH
		else _lt("Received and Closed, Year by Year")
	)
	return Chart("trend", label(words), ChartKind.LINES, names, tuple(series))


def _last_year(period: Period) -> Period:
	"""The twelve months that end with the period."""
	last = period.last
	year, month = (last.year, 1) if last.month == 12 else (last.year - 1, last.month + 1)
	return Period(min(date(year, month, 1), period.first), last)


def _month(day: date) -> Label:
	return {
		language: format_date(day, "MMM y" if language == "en" else "MMMM y", locale=language)
		for language in LANGUAGES
	}


def _types(now: Cases, then: Cases) -> Chart:
	counts = [folded(one.by_type[RECEIVED], 0) for one in (now, then)]
	keys = in_order({**dict.fromkeys(counts[1], 0), **counts[0]})[:BARS]
	words = (_lt("This Period"), _lt("Period Before"))
	series = tuple(
		Series(label(name), tuple(count(of.get(key, 0)) for key in keys))
		for name, of in zip(words, counts, strict=True)
	)
	return Chart(
		"types", label(_lt("Cases Received by Type")), ChartKind.BARS, tuple(map(name_of, keys)), series
	)


def _ranking(key: str, words: str, counts: dict[str | None, int], figure: str = "received") -> Chart:
	"""The largest that have a name."""
	keys = [one for one in in_order(counts) if one][:BARS]
	values = tuple(count(counts[one]) for one in keys)
	return Chart(
		key, label(words), ChartKind.RANKING, tuple(map(name_of, keys)), (Series(title(figure), values),)
	)


def _departments(totals: Totals) -> Chart:
	"""How the departments kept the time limits of their full replies."""
	limits = {name: of for (name, clock), of in totals.limits.items() if name and clock == FULL_REPLY}
	keys = in_order({name: of["decided"] for name, of in limits.items()})[:BARS]
	series = tuple(
		Series(title(one), tuple(Reading(int(limits[key][one])) for key in keys)) for one in LIMITS
	)
	return Chart(
		"limits",
		label(_lt("Time Limits of Full Replies")),
		ChartKind.STACKED,
		tuple(map(name_of, keys)),
		series,
	)
