"""The charts of the dashboards. Each is a record of the framework's Dashboard Chart, whose roles say whose it is; its source
is `get`, since the framework's own kinds hold no span that moves with the day and no criterion of ours."""

from collections.abc import Callable
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, escape_html, formatdate, get_first_day, getdate, now_datetime
from pypika import CustomFunction
from pypika.functions import Count

from citizen_service.citizen_service.report.satisfaction.satisfaction import RATINGS
from citizen_service.dashboards.access import require_roles
from citizen_service.dashboards.kept import is_kept, kept
from citizen_service.dashboards.standing import lately, of_departments
from citizen_service.errors import NoLongerThere
from citizen_service.permissions.scope import figures_scope
from citizen_service.sla.records import ANSWER, FULL_REPLY
from citizen_service.states.meaning import meanings
from citizen_service.statistics import CLOSED, RECEIVED, cases, clocks, events, frame
from citizen_service.statistics.dimensions import key_label
from citizen_service.statistics.periods import Kind, Period, label

MONTHS_BACK, DAYS_BACK = 12, 14
"""How far back charts go: in months besides the present one, and in days."""
MOST = 6
"""How many bars are told apart."""
NO_LIMITS = clocks.added(())

Shown = tuple[list[str], dict[str, list[float]]]
"""Labels, and the values by what they are of."""

day_of = CustomFunction("DATE", ["moment"])


@frappe.whitelist(methods=["GET", "POST"])
def get(
	chart_name: str,
	filters: str | list | dict | None = None,
	refresh: int | str | None = None,
	time_interval: str | None = None,
	timespan: str | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	heatmap_year: str | int | None = None,
) -> dict:
	"""A chart's data for the present user, as the framework's widget asks its source. Of its arguments ours use the name.

	:return: `labels` and `datasets`, at most a quarter of an hour old, and `counted_on`; nothing to draw has no labels
	:raises NotYours: the chart is none of the user's roles
	:raises NoLongerThere: there is no such chart
	"""
	chart = _offered(chart_name)
	return kept(chart.name, lambda: _drawn(*CHARTS[chart.name]()))


def renew() -> None:
	"""Every ten minutes: what the whole office is shown and somebody has looked at lately is counted again, so that
	nobody waits for it."""
	for name, count in CHARTS.items():
		if is_kept(name):
			kept(name, lambda count=count: _drawn(*count()), anew=True)


def _offered(name: str) -> Document:
	"""The chart, once the user's roles are among its own."""
	if name not in CHARTS or not frappe.db.exists("Dashboard Chart", name):
		frappe.throw(
			_("There is no chart “{0}”.").format(escape_html(name)),
			NoLongerThere,
			title=_("Not There Any More"),
		)
	chart = frappe.get_cached_doc("Dashboard Chart", name)
	require_roles([row.role for row in chart.roles], _(chart.name))
	return chart


def _drawn(labels: list[str], values: dict[str, list[float]]) -> dict:
	if not labels:
		return {"labels": None, "datasets": []}
	return {
		"labels": labels,
		"datasets": [{"name": name, "values": numbers} for name, numbers in values.items()],
	}


def _line(key: str, points: list[tuple[str, float]]) -> Shown:
	"""An indicator's course; of its first month a level line, since one point is no line, at which charts of later versions
	stumble."""
	drawn = [(" ", points[0][1]), *points] if len(points) == 1 else points
	return [name for name, _value in drawn], {frame.title(key): [value for _name, value in drawn]}


# Spans ----------------------------------------------------------------------------------------------


def _months() -> list[Period]:
	"""The present month until today, and the twelve before it."""
	today = getdate()
	first = getdate(add_months(get_first_day(today), -MONTHS_BACK))
	return list(Period(first, today).parts(Kind.MONTH))


def _year() -> Period:
	months = _months()
	return Period(months[0].first, months[-1].last)


def _name(month: Period) -> str:
	return label(Kind.MONTH, month.first.year * 100 + month.first.month)


def _days() -> list[date]:
	today = getdate()
	return [today - timedelta(days=back) for back in range(DAYS_BACK - 1, -1, -1)]


def _day(day: date) -> str:
	return formatdate(day, "dd-MM")


# Charts ---------------------------------------------------------------------------------------------


def _cases_by_month() -> Shown:
	"""Received by the day of opening, closed by that of closing."""
	months = [_name(month) for month in _months()]
	meant = cases.Selection(_year(), departments=figures_scope())
	received = cases.count(meant, ("Month",))
	closed = cases.count(meant.by(CLOSED), ("Month",))

	def values(found: dict) -> list[float]:
		return [found.get((month,), {}).get("cases", 0) for month in months]

	return months, {frame.title("received"): values(received), frame.title("closed"): values(closed)}


def _in_time_by_month(clock: str) -> Callable[[], Shown]:
	"""By the month in which the time limit began; a month of which nothing is decided yet has no share."""

	def shown() -> Shown:
		decided = [(name, figures) for name, figures in _limits_by_month(clock) if figures["decided"]]
		return _line("compliance", [(name, figures["compliance"]) for name, figures in decided])

	return shown


def _referrals_by_month() -> Shown:
	"""By the month of the referral, and by what became of the time for the full reply."""
	months = _limits_by_month(FULL_REPLY)
	named = {
		"met_in_time": _("In Time"),
		"met_late": _("After Due Date"),
		"not_met": _("Overdue"),
		"not_due": _("Not Due Yet"),
	}
	values = {title: [figures[name] for _name, figures in months] for name, title in named.items()}
	return [name for name, _figures in months], values


def _limits_by_month(clock: str) -> list[tuple[str, dict]]:
	return [
		(_name(month), clocks.shares(month, figures_scope(), (), (clock,)).get((), NO_LIMITS))
		for month in _months()
	]


def _in_time_by_department() -> Shown:
	"""The departments with the most that is decided, the worst first."""
	found = clocks.shares(lately(), figures_scope(), ("department",), (FULL_REPLY,))
	decided = [(name, figures) for (name,), figures in found.items() if name and figures["decided"]]
	largest = sorted(decided, key=lambda one: -one[1]["decided"])[:MOST]
	worst = sorted(largest, key=lambda one: one[1]["compliance"])
	return [name for name, _of in worst], {frame.title("compliance"): [of["compliance"] for _n, of in worst]}


def _open_referrals() -> Shown:
	"""With departments now: in time, and overdue."""
	rows = sorted(of_departments(now_datetime()), key=lambda row: -row["waiting"])[:MOST]
	return [row["name"] for row in rows], {
		_("In Time"): [row["waiting"] - row["overdue"] for row in rows],
		_("Overdue"): [row["overdue"] for row in rows],
	}


def _lately_by(dimension: str, basis: str = RECEIVED) -> Callable[[], Shown]:
	"""Cases of the last ninety days by a grouping, the largest first, the rest together."""

	def shown() -> Shown:
		meant = cases.Selection(lately(), basis=basis, departments=figures_scope())
		found = cases.count(meant, (dimension,))
		numbers = {key: figures["cases"] for (key,), figures in found.items() if key}
		largest = sorted(numbers, key=lambda key: (-numbers[key], key))
		labels = [key_label(dimension, key) for key in largest[:MOST]]
		values: list[float] = [numbers[key] for key in largest[:MOST]]
		if rest := sum(numbers[key] for key in largest[MOST:]):
			labels, values = [*labels, _("Others")], [*values, rest]
		return labels, {_("Cases"): values}

	return shown


def _rating_by_month() -> Shown:
	year = _year()
	counted = events.count(RATINGS, frappe._dict(from_date=year.first, to_date=year.last))
	rated = [(key, scores / ratings) for key, (ratings, scores, *_more) in counted.lines if ratings]
	return _line("mean_score", [(key, round(mean, 2)) for key, mean in rated])


def _cases_by_day() -> Shown:
	case = frappe.qb.DocType("Case")
	return _by_day(case, case.opened_on, frame.title("received"))


def _day_book_by_day() -> Shown:
	entry = frappe.qb.DocType("Day Book Entry")
	return _by_day(entry, entry.day, _("Calls and Visits"))


def _by_day(table, moment, name: str) -> Shown:
	"""Of the office, which alone these charts are offered to."""
	days, day = _days(), day_of(moment)
	rows = frappe.qb.from_(table).where(moment >= days[0]).groupby(day).select(day, Count("*")).run()
	found = {getdate(day): number for day, number in rows}
	return [_day(day) for day in days], {name: [found.get(day, 0) for day in days]}


def _open_cases_by_state() -> Shown:
	"""In the order of the workflow's states."""
	case = frappe.qb.DocType("Case")
	states = [meaning.state for meaning in meanings("Case").values() if not meaning.is_closing]
	query = frappe.qb.from_(case).where(case.workflow_state.isin(states or [""]))
	found = dict(query.groupby(case.workflow_state).select(case.workflow_state, Count("*")).run())
	states = [state for state in states if found.get(state)]
	return [_(state) for state in states], {_("Cases"): [found[state] for state in states]}


CHARTS: dict[str, Callable[[], Shown]] = {
	"Cases Received and Closed": _cases_by_month,
	"Answers in Time": _in_time_by_month(ANSWER),
	"Replies in Time by Department": _in_time_by_department,
	"Open Referrals by Department": _open_referrals,
	"Cases by Main Category": _lately_by("Main Category"),
	"Cases by Channel": _lately_by("Channel"),
	"Causes of Closed Cases": _lately_by("Root Cause", CLOSED),
	"Mean Rating": _rating_by_month,
	"Cases Received by Day": _cases_by_day,
	"Day Book by Day": _day_book_by_day,
	"Open Cases by State": _open_cases_by_state,
	"Referrals by Month": _referrals_by_month,
	"Replies in Time": _in_time_by_month(FULL_REPLY),
}
"""By the name of the record."""
