"""Everything that a periodic report says of a period, counted now."""

from collections.abc import Iterable, Sequence

from frappe.utils import get_system_timezone

from citizen_service.periodic_report import charting, measuring, tabulating
from citizen_service.periodic_report.content import (
	Better,
	Content,
	Indicator,
	Part,
	Reading,
	Unit,
)
from citizen_service.periodic_report.measuring import Counts, Totals
from citizen_service.periodic_report.readings import added, compliance, count, hours, mean, share
from citizen_service.periodic_report.wording import definition, label, span, title, version_of
from citizen_service.sla.records import ANSWER, FULL_REPLY
from citizen_service.statistics.departments import refuse_missing
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period

DEFINED = (
	"received closed open_at_end overdue_at_end compliance of_replies answer_median answer_p90 satisfaction mean_score "
	"reopened appeals asked emergencies tallied share_of_all referrals answered returned referrals_open "
	"met_in_time met_late not_met not_due median_hours p90_hours granted refused undecided"
).split()
"""Whose definitions stand in the annex."""

Three = tuple[Totals, Totals, Totals]


def compute(period: Period, departments: Sequence[str]) -> Content:
	"""Everything a report says of a period, counted now; without findings.

	:param period: of the office's own days, both ends included (`statistics.periods.Period`)
	:param departments: those that are given a part of their own, in their order; of whom there is nothing to say, none
	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere: a department was deleted
	"""
	asked_period(period.first, period.last)
	for department in departments:
		refuse_missing("Department", department)
	periods = (period, period.previous(), period.year_before())
	now, then = measuring.cases_of(periods[0]), measuring.cases_of(periods[1])
	totals = measuring.totals_of(period, now, then)
	definitions = tuple(map(definition, DEFINED))
	return Content(
		*map(span, periods),
		version_of(definitions),
		get_system_timezone(),
		indicators=tuple(_indicators(periods, totals)),
		tables=tuple(tabulating.tables(period, now, then, totals)),
		charts=tuple(charting.charts(period, now, then, totals[0])),
		parts=tuple(_parts(departments, totals, measuring.asked(period))),
		definitions=definitions,
	)


def _indicators(periods: Sequence[Period], totals: Three) -> Iterable[Indicator]:
	"""The figures of the whole office."""
	more, less, neither = Better.MORE, Better.LESS, Better.NEITHER

	def each(key: str, unit: Unit, better: Better, readings: Iterable[Reading], noun: str = "") -> Indicator:
		return Indicator(key, title(key), unit, *readings, better=better, noun=noun)

	def counted(key: str, better: Better, numbers: Iterable[float], noun: str = "") -> Indicator:
		return each(key, Unit.COUNT, better, map(count, numbers), noun)

	ratings = [added(one.ratings.values(), 4) for one in totals]
	reopenings = [added(one.reopenings.values(), 4) for one in totals]
	answers = (None, ANSWER)
	yield counted("received", neither, (one.received for one in totals), "case")
	yield counted("closed", more, (one.closed for one in totals), "case")
	yield counted("open_at_end", less, measuring.open_at_end(periods), "case")
	yield counted("overdue_at_end", less, measuring.overdue_at_end(periods), "case")
	yield each(
		"compliance",
		Unit.PERCENT,
		more,
		(compliance(one.limits.values()) for one in totals),
		"time limit",
	)
	yield each(
		"of_replies",
		Unit.PERCENT,
		more,
		(compliance(_of_clock(one, FULL_REPLY)) for one in totals),
		"time limit",
	)
	for key, name in (("answer_median", "median_hours"), ("answer_p90", "p90_hours")):
		yield each(key, Unit.MINUTES, less, (hours(one.limits, answers, name) for one in totals))
	yield each("satisfaction", Unit.PERCENT, more, (share(one[2], one[0]) for one in ratings), "rating")
	yield each("mean_score", Unit.MEAN, more, (mean(one[1], one[0]) for one in ratings), "rating")
	yield counted("reopened", less, (one[0] for one in reopenings))
	yield counted("appeals", less, (one[1] for one in reopenings))
	yield counted("asked", less, (added(one.extensions.values(), 5)[0] for one in totals))
	yield counted("emergencies", neither, (one.emergencies for one in totals), "case")
	yield counted("tallied", neither, (sum(one.tallied.values()) for one in totals))


def _of_clock(totals: Totals, clock: str) -> list[dict[str, float]]:
	return [figures for (_department, of), figures in totals.limits.items() if of == clock]


def _parts(departments: Sequence[str], totals: Three, asked: Counts) -> Iterable[Part]:
	for department in departments:
		of_category = {
			(category,): number for (name, category), number in asked.items() if name == department
		}
		table = tabulating.of_department(of_category)
		indicators = tuple(_of_department(department, totals))
		if any(
			one.number or one.base for two in indicators for one in (two.now, two.previous, two.year_before)
		):
			yield Part(
				department,
				label(department),
				indicators,
				(table,),
				tuple(charting.of_department(department, of_category)),
			)


def _of_department(department: str, totals: Three) -> Iterable[Indicator]:
	replies = (department, FULL_REPLY)
	better = {"answered": Better.MORE, "returned": Better.LESS, "referrals_open": Better.LESS}
	for key in measuring.REFERRALS:
		numbers = (count(one.referrals.get(department, {}).get(key, 0)) for one in totals)
		yield Indicator(
			key, title(key), Unit.COUNT, *numbers, better=better.get(key, Better.NEITHER), noun="referral"
		)
	kept = (compliance([one.limits[replies]] if replies in one.limits else []) for one in totals)
	yield Indicator(
		"compliance", title("of_replies"), Unit.PERCENT, *kept, better=Better.MORE, noun="time limit"
	)
	for key in ("median_hours", "p90_hours"):
		took = (hours(one.limits, replies, key) for one in totals)
		yield Indicator(key, title(key), Unit.MINUTES, *took, better=Better.LESS)
	asked = (count(one.extensions.get(department, [0])[0]) for one in totals)
	yield Indicator("asked", title("asked"), Unit.COUNT, *asked, better=Better.LESS)
