"""What each of the staff did in a period, and what they have to do now."""

from datetime import date

import frappe
from frappe import _
from frappe.desk.doctype.todo.todo import get_permission_query_conditions
from frappe.query_builder.functions import Count
from pypika.functions import NullIf
from pypika.queries import Table

from citizen_service.desk.names import names_of
from citizen_service.statistics import frame
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period

DONE = {
	"registered": ("Case", "owner", "opened_on"),
	"referrals_made": ("Case Referral", "referred_by", "referred_on"),
	"prepared": ("Response", "prepared_by", "accepted_on"),
	"accepted": ("Response", "accepted_by", "accepted_on"),
}
"""A figure's DocType, its field of who did it, and its field of when."""
COLUMNS = (*DONE, "assigned_now")
ASSIGNED = ("Case", "Case Referral", "Response")
NO_STAFF = ("Guest", "Administrator")


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	"""
	filters = frappe._dict(filters or {})
	period = asked_period(filters.from_date, filters.to_date)
	counted = {name: _done(period, *of) for name, of in DONE.items()}
	counted["assigned_now"] = _assigned()
	people = {user for numbers in counted.values() for user in numbers} - {None, "", *NO_STAFF}
	names = names_of(people)
	rows = [
		_row(period, user, names.get(user, user), {name: counted[name].get(user, 0) for name in COLUMNS})
		for user in sorted(people)
	]
	rows.sort(key=lambda row: -sum(row[name] for name in COLUMNS))
	return frame.report(
		[frame.head("line", _("Officer")), *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("Nobody did anything in this period."),
		_chart([row for row in rows if any(row[name] for name in DONE)]),
	)


def _chart(rows: list[dict]) -> dict | None:
	"""What was done in the period, of those who did anything."""
	if not rows:
		return None
	return frame.chart(
		[row["line"] for row in rows],
		{frame.title(name): [row[name] for row in rows] for name in DONE},
		stacked=True,
	)


def _done(period: Period, doctype: str, who: str, day: str) -> dict[str, int]:
	table: Table = frappe.qb.DocType(doctype)
	person = NullIf(table[who], "").as_("person")  # as `dimensions._field`
	return dict(
		frappe.qb.from_(table)
		.where((table[day] >= period.first) & (table[day] < period.end))
		.groupby(person)
		.select(person, Count("*"))
		.run()
	)


def _assigned() -> dict[str, int]:
	todo = frappe.qb.DocType("ToDo")
	return dict(
		frappe.qb.from_(todo)
		.where((todo.status == "Open") & todo.reference_type.isin(ASSIGNED))
		.groupby(todo.allocated_to)
		.select(todo.allocated_to, Count("*"))
		.run()
	)


def _row(period: Period, user: str, name: str, figures: dict[str, int]) -> dict:
	ways = {
		figure: frame.way_to_list(doctype, [(who, "=", user), *_between(day, period.first, period.end)])
		for figure, (doctype, who, day) in DONE.items()
	}
	if user == frappe.session.user or not get_permission_query_conditions(frappe.session.user):
		# Others' lists of what is to be done are open to few.
		ways["assigned_now"] = frame.way_to_list(
			"ToDo",
			[("allocated_to", "=", user), ("status", "=", "Open"), ("reference_type", "in", list(ASSIGNED))],
		)
	return frame.with_ways({"line": name, **figures}, **ways)


def _between(field: str, first: date, end: date) -> list[tuple]:
	return [(field, ">=", str(first)), (field, "<", str(end))]
