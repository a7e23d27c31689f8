"""What is open now, by how long it has been so, or by how long it has been overdue: cases, or referrals."""

import itertools
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.queries import Table
from pypika.terms import Criterion

from citizen_service.closing.rules import APPEAL
from citizen_service.desk.lists import OPERATORS, Condition, text
from citizen_service.statistics import frame
from citizen_service.statistics.clocks import number
from citizen_service.statistics.departments import departments, refuse_missing
from citizen_service.statistics.frame import name_of

BOUNDS = (7, 14, 30, 60, 90)
"""Whole days at which the columns part."""
CASES, REFERRALS = "Cases", "Referrals"
DOCTYPES = {CASES: "Case", REFERRALS: "Case Referral"}
SINCE = {CASES: "opened_on", REFERRALS: "referred_on"}
GROUPINGS = {
	CASES: {"Type": "case_type", "Category": "category", "Channel": "channel", "Area": "area"},
	REFERRALS: {"Department": "department", "Area": "area"},
}
OVERDUE = "Time Overdue"


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary. It looks at this moment, so it has no period.

	:raises NoLongerThere: the department or the type was deleted
	:raises FiguresNotOpen: the department's figures are not open to the user
	"""
	filters = frappe._dict(filters or {})
	within = departments(filters.department)
	of = REFERRALS if within is not None or filters.of == REFERRALS else CASES
	groupings = GROUPINGS[of]
	by = filters.group_by if filters.group_by in groupings else next(iter(groupings))
	now = now_datetime().replace(microsecond=0)
	base = _open(of, within, filters, now)
	spans = _spans("due_on" if filters.measure == OVERDUE else SINCE[of], now)
	late: list[Condition] = [("due_on", "is", "set"), ("due_on", "<", text(now))]
	rows = _rows(of, groupings[by], base, spans, late)
	columns = ["open_now", "late_now"]
	labels = _span_labels()
	names = [f"span_{at}" for at in range(len(spans))]
	return frame.report(
		[
			frame.head("line", _label_of(by)),
			*(frame.number(name, label) for name, label in zip(names, labels, strict=True)),
			*(frame.figure(name) for name in columns),
		],
		rows,
		columns,
		_("Nothing is open."),
		frame.chart(
			[row["line"] for row in rows],
			{label: [row[name] for row in rows] for name, label in zip(names, labels, strict=True)},
			stacked=True,
		),
		[
			frame.total("open_now", sum(row["open_now"] for row in rows)),
			frame.total("late_now", sum(row["late_now"] for row in rows), "Red"),
		],
	)


def _open(of: str, within: frozenset[str] | None, filters: frappe._dict, now: datetime) -> list[Condition]:
	"""What is open, as conditions that the database counts by and that lists show."""
	overdue: list[Condition] = (
		[("due_on", "is", "set"), ("due_on", "<", text(now))] if filters.measure == OVERDUE else []
	)
	if of == CASES:
		if filters.case_type:
			refuse_missing("Case Type", filters.case_type)
			overdue.append(("case_type", "=", filters.case_type))
		return [("closed_on", "is", "not set"), *overdue]
	inside: list[Condition] = [] if within is None else [("department", "in", sorted(within))]
	return [("status", "in", ["Open", "Acknowledged"]), ("kind", "!=", APPEAL), *inside, *overdue]


def _spans(field: str, now: datetime) -> list[list[Condition]]:
	"""The columns: up to 7 days, more than 7 up to 14 … as conditions on when it began."""
	moments = [text(now - timedelta(days=bound)) for bound in BOUNDS]
	return [
		[(field, ">=", moments[0])],
		*([(field, "<", later), (field, ">=", earlier)] for later, earlier in itertools.pairwise(moments)),
		[(field, "<", moments[-1])],
	]


def _rows(
	of: str,
	field: str,
	base: list[Condition],
	spans: list[list[Condition]],
	late: list[Condition],
) -> list[dict]:
	table = frappe.qb.DocType(DOCTYPES[of])
	found = (
		frappe.qb.from_(table)
		.where(_all(table, base))
		.groupby(table[field])
		.select(
			table[field], Count("*"), number(_all(table, late)), *(number(_all(table, one)) for one in spans)
		)
		.run()
	)
	rows = []
	for key, open_now, late_now, *numbers in found:
		of_key: list[Condition] = [*base, (field, "=", key) if key else (field, "is", "not set")]
		row = {"line": name_of(key), "open_now": int(open_now), "late_now": int(late_now or 0)}
		row.update({f"span_{at}": int(value or 0) for at, value in enumerate(numbers)})
		rows.append(
			frame.with_ways(
				row,
				open_now=frame.way_to_list(DOCTYPES[of], of_key),
				late_now=frame.way_to_list(DOCTYPES[of], [*of_key, *late]),
				**{
					f"span_{at}": frame.way_to_list(DOCTYPES[of], [*of_key, *one])
					for at, one in enumerate(spans)
				},
			)
		)
	return sorted(rows, key=lambda row: (-row["open_now"], row["line"]))


def _all(table: Table, conditions: list[Condition]) -> Criterion:
	return Criterion.all([OPERATORS[operator](table[field], value) for field, operator, value in conditions])


def _span_labels() -> list[str]:
	first = _("Up to {0} Days").format(BOUNDS[0])
	between = [_("{0} to {1} Days").format(low, high) for low, high in itertools.pairwise(BOUNDS)]
	return [first, *between, _("More than {0} Days").format(BOUNDS[-1])]


def _label_of(by: str) -> str:
	return {
		"Type": _("Type"),
		"Category": _("Category"),
		"Channel": _("Channel"),
		"Area": _("Area"),
		"Department": _("Department"),
	}[by]
