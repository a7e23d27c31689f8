"""Where the same thing comes again and again: the places, categories and citizens with the most cases."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint
from pypika.functions import NullIf
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from citizen_service.errors import FiguresNotOpen
from citizen_service.statistics import RECEIVED, frame
from citizen_service.statistics.departments import refuse_missing
from citizen_service.statistics.dimensions import key_label, label_of, refuse_grouping
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period
from citizen_service.statistics.table import way_to_cases

FIELDS = {"Area": "area", "Category": "category"}
CITIZEN = "Citizen"
GROUPINGS = {
	"Area": ("Area",),
	"Category": ("Category",),
	"Area and Category": ("Area", "Category"),
	CITIZEN: (),
}
LEAST, MOST = 3, 100
COLUMNS = ("received", "before", "people")


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary. Lines with fewer than `at_least` cases are left out.

	:raises BadPeriod: the period cannot be counted
	:raises BadGrouping: the report offers no such grouping
	:raises FiguresNotOpen: citizens by name, to somebody who may not read them
	"""
	filters = frappe._dict(filters or {})
	by = filters.group_by or "Area and Category"
	if by not in GROUPINGS:
		refuse_grouping(by)
	if by == CITIZEN and not frappe.has_permission(CITIZEN, "read"):
		frappe.throw(
			_("Citizens are not open to you. Choose another grouping."),
			FiguresNotOpen,
			title=_("Not Permitted"),
		)
	period = asked_period(filters.from_date, filters.to_date)
	rows = _rows(period, by, filters)
	names = ("citizen",) if by == CITIZEN else GROUPINGS[by]
	heads = [
		frame.head(frappe.scrub(name), _("Citizen") if by == CITIZEN else label_of(name)) for name in names
	]
	return frame.report(
		[*heads, *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("Nothing came up {0} times in this period.").format(_least(filters)),
		frame.chart(
			[" · ".join(row[one["fieldname"]] for one in heads) for row in rows],
			{frame.title(name): [row[name] for row in rows] for name in ("received", "before")},
		),
	)


def _least(filters: frappe._dict) -> int:
	return max(1, cint(filters.at_least) or LEAST)


def _rows(period: Period, by: str, filters: frappe._dict) -> list[dict]:
	fields = ["citizen"] if by == CITIZEN else [FIELDS[name] for name in GROUPINGS[by]]
	if filters.case_type:
		refuse_missing("Case Type", filters.case_type)
	query, keys, _case = _grouped(period, fields, filters)
	received = Count("*")
	query = query.having(received >= _least(filters)).orderby(received, order=frappe.qb.desc)
	for key in keys:
		query = query.orderby(key)
	found = query.select(*keys, received).limit(MOST).run()
	before = _counted(period.previous(), fields, filters, "*") if found else {}
	people = _counted(period, fields, filters, "citizen") if found else {}
	titles = _titles([row[0] for row in found]) if by == CITIZEN else {}
	rows = [(*row, before.get(row[:-1], 0), people.get(row[:-1], 0)) for row in found]
	return [_row(period, by, filters, row, titles) for row in rows]


def _grouped(
	period: Period, fields: list[str], filters: frappe._dict
) -> tuple[QueryBuilder, list[Term], Table]:
	"""The cases of a period by the fields, without those of which one is not stated. A period by itself: of two at once the
	groups are too many for the database's memory."""
	case = frappe.qb.DocType("Case")
	keys = [NullIf(case[name], "").as_(name) for name in fields]  # as `dimensions._field`
	query = frappe.qb.from_(case).where((case.opened_on >= period.first) & (case.opened_on < period.end))
	for name in fields:
		query = query.where(case[name].isnotnull())
	if filters.case_type:
		query = query.where(case.case_type == filters.case_type)
	return query.groupby(*keys), keys, case


def _counted(period: Period, fields: list[str], filters: frappe._dict, what: str) -> dict[tuple, int]:
	"""How many cases of a period there are for each line, or how many of something on record that they have."""
	query, keys, case = _grouped(period, fields, filters)
	number = Count("*")
	if what != "*":
		number, query = Count(case[what]).distinct(), query.where(case[what].isnotnull())
	return {row[:-1]: row[-1] for row in query.select(*keys, number).run()}


def _titles(names: list[str]) -> dict[str, str]:
	rows = frappe.get_all(
		CITIZEN, {"name": ("in", names or [""])}, ["name", "citizen_name"], order_by="name asc"
	)
	return {row.name: row.citizen_name for row in rows}


def _row(period: Period, by: str, filters: frappe._dict, found: tuple, titles: dict[str, str]) -> dict:
	*keys, received, before, people = found
	row = {"received": int(received), "before": int(before), "people": int(people)}
	if by == CITIZEN:
		row["citizen"] = titles.get(keys[0], keys[0])
		ways = {name: _way_to_list(span, keys[0], filters) for name, span in _spans(period).items()}
		return frame.with_ways(row, **ways)
	names = GROUPINGS[by]
	row.update({frappe.scrub(name): key_label(name, key) for name, key in zip(names, keys, strict=True)})
	of_keys = dict(zip(names, keys, strict=True))
	ways = {
		name: way_to_cases(
			frappe._dict(from_date=str(span.first), to_date=str(span.last), case_type=filters.case_type),
			RECEIVED,
			of_keys,
		)
		for name, span in _spans(period).items()
	}
	return frame.with_ways(row, people=ways["received"], **ways)


def _spans(period: Period) -> dict[str, Period]:
	return {"received": period, "before": period.previous()}


def _way_to_list(span: Period, citizen: str, filters: frappe._dict) -> dict | None:
	conditions = [
		("citizen", "=", citizen),
		("opened_on", ">=", str(span.first)),
		("opened_on", "<", str(span.end)),
	]
	if filters.case_type:
		conditions.append(("case_type", "=", filters.case_type))
	return frame.way_to_list("Case", conditions)
