"""Cases outside the office's competence, by the body to which the citizen was directed in writing."""

from datetime import date, timedelta

import frappe
from frappe import _
from pypika.functions import Count

from citizen_service.closing.rules import OUTSIDE
from citizen_service.statistics import frame
from citizen_service.statistics.period import period


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary. It counts cases by the day of their closing.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	filters = frappe._dict(filters or {})
	rows = _rows(*period(filters.from_date, filters.to_date))
	total = sum(row.cases for row in rows)
	outside = frappe.get_all("Case Outcome", {"closing_kind": OUTSIDE}, pluck="name", order_by="name asc")
	for row in rows:
		row.share = round(100 * row.cases / total, 1)
		row[frame.WAYS] = _ways(filters, outside, row.body)
		row.body = row.body or _("Not Stated")
	empty = _("Nobody was directed to another body in this period.")
	return frame.report(
		_columns(),
		rows,
		("closed",),
		empty,
		frame.chart([row.body for row in rows], {_("Cases"): [row.cases for row in rows]}),
		_summary(rows, total),
	)


def _ways(filters: frappe._dict, outside: list[str], body: str | None) -> dict:
	first_day, last_day = period(filters.from_date, filters.to_date)
	way = frame.way_to_list(
		"Case",
		[
			("closed_on", ">=", str(first_day)),
			("closed_on", "<", str(last_day + timedelta(days=1))),
			("outcome", "in", outside),
			("directed_to_body", "=", body) if body else ("directed_to_body", "is", "not set"),
		],
	)
	return {"cases": way} if way else {}


def _rows(first_day: date, last_day: date) -> list:
	"""One statement, on the index of the day of closing; the most named body first."""
	case, outcome = frappe.qb.DocType("Case"), frappe.qb.DocType("Case Outcome")
	body = frappe.qb.DocType("Outside Body")
	cases = Count("*")
	return (
		frappe.qb.from_(case)
		.join(outcome)
		.on((outcome.name == case.outcome) & (outcome.closing_kind == OUTSIDE))
		.left_join(body)
		.on(body.name == case.directed_to_body)
		.where((case.closed_on >= first_day) & (case.closed_on < last_day + timedelta(days=1)))
		.groupby(case.directed_to_body, body.phone)
		.select(case.directed_to_body.as_("body"), body.phone, cases.as_("cases"))
		.orderby(cases, order=frappe.qb.desc)
		.orderby(case.directed_to_body)
	).run(as_dict=True)


def _columns() -> list[dict]:
	return [
		frame.head("body", _("Body"), 320),
		frame.head("phone", _("Phone"), 160),
		frame.number("cases", _("Cases")),
		{"fieldname": "share", "label": _("Share"), "fieldtype": "Percent", "width": 110},
	]


def _summary(rows: list, total: int) -> list[dict]:
	return [
		{"label": label, "value": value, "datatype": "Int", "indicator": "Blue"}
		for label, value in ((_("Directed Elsewhere"), total), (_("Bodies"), len(rows)))
	]
