"""Where the same thing comes again and again: the places, categories and citizens with the most cases."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint
from pypika.functions import NullIf

from citizen_service.errors import BadGrouping, FiguresNotOpen
from citizen_service.statistics import frame
from citizen_service.statistics.cases import RECEIVED
from citizen_service.statistics.clocks import number
from citizen_service.statistics.departments import refuse_missing
from citizen_service.statistics.dimensions import key_label, label_of
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
		frappe.throw(
			_("Nothing can be grouped by “{0}”. Choose one of the list.").format(by),
			BadGrouping,
			title=_("Group By"),
		)
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
	case, before = frappe.qb.DocType("Case"), period.previous()
	fields = ["citizen"] if by == CITIZEN else [FIELDS[name] for name in GROUPINGS[by]]
	keys = [NullIf(case[name], "").as_(name) for name in fields]  # as `dimensions._field`
	now, then = case.opened_on >= period.first, case.opened_on < period.first
	received = number(now)
	query = (
		frappe.qb.from_(case)
		.where((case.opened_on >= before.first) & (case.opened_on < period.end))
		.groupby(*keys)
		.having(received >= _least(filters))
		.orderby(received, order=frappe.qb.desc)
		.limit(MOST)
	)
	for name, key in zip(fields, keys, strict=True):
		query = query.where(case[name].isnotnull()).orderby(key)
	if filters.case_type:
		refuse_missing("Case Type", filters.case_type)
		query = query.where(case.case_type == filters.case_type)
	found = query.select(*keys, received, number(then)).run()
	people = _people(period, fields, filters) if found else {}
	titles = _titles([row[0] for row in found]) if by == CITIZEN else {}
	return [_row(period, by, filters, (*row, people.get(row[: len(keys)], 0)), titles) for row in found]


def _people(period: Period, fields: list[str], filters: frappe._dict) -> dict[tuple, int]:
	"""How many citizens on record the cases of each line have."""
	case = frappe.qb.DocType("Case")
	keys = [NullIf(case[name], "").as_(name) for name in fields]
	query = frappe.qb.from_(case).where((case.opened_on >= period.first) & (case.opened_on < period.end))
	if filters.case_type:
		query = query.where(case.case_type == filters.case_type)
	people = Count(case.citizen).distinct()
	rows = query.where(case.citizen.isnotnull()).groupby(*keys).select(*keys, people).run()
	return {row[:-1]: row[-1] for row in rows}


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
