"""How citizens rate the answers that they got."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from pypika.queries import Table
from pypika.terms import Term

from citizen_service.statistics import events, frame
from citizen_service.statistics.cases import RATED
from citizen_service.statistics.clocks import number
from citizen_service.statistics.dimensions import key_label
from citizen_service.statistics.indicators import share

COLUMNS = ("ratings", "mean_score", "satisfied", "dissatisfied", "satisfaction")


def _measures(rating: Table, case: Table) -> list[Term]:
	return [Count("*"), Sum(rating.score), number(rating.score >= 4), number(rating.score <= 2)]


RATINGS = events.Events("Case Rating", "rated_on", _measures)


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, BadGrouping, NoLongerThere, FiguresNotOpen: as `events.count`
	"""
	filters = frappe._dict(filters or {})
	counted = events.count(RATINGS, filters)
	rows = []
	for key, numbers in counted.lines:
		row = {"line": key_label(counted.by, key), **_figures(numbers)}
		ways = {"ratings": events.way_to_cases(RATED, filters, counted, key)}
		narrowed = filters.case_type or filters.department
		if listed := None if narrowed else events.conditions(RATINGS, counted, key):
			of_scores = {
				"ratings": [],
				"satisfied": [("score", ">=", 4)],
				"dissatisfied": [("score", "<", 3)],
			}
			ways = {
				name: frame.way_to_list("Case Rating", [*listed, *more]) for name, more in of_scores.items()
			}
		rows.append(frame.with_ways(row, **ways))
	return frame.report(
		[frame.head("line", events.heading(counted)), *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("Nobody rated an answer in this period."),
		frame.chart(
			[row["line"] for row in rows],
			{frame.title(name): [row[name] for row in rows] for name in ("satisfied", "dissatisfied")},
			stacked=True,
		),
		[frame.total(name, value) for name, value in _figures(counted.total).items()],
	)


def _figures(numbers: list[float]) -> dict[str, float]:
	ratings, scores, satisfied, dissatisfied = numbers
	return {
		"ratings": int(ratings),
		"mean_score": round(scores / ratings, 2) if ratings else 0.0,
		"satisfied": int(satisfied),
		"dissatisfied": int(dissatisfied),
		"satisfaction": share(satisfied, ratings),
	}
