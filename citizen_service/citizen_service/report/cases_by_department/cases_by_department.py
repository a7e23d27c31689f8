"""Cases opened in a period, by the departments they were referred to, by type and by the meaning of their state.

A case that was referred to two departments is counted with both of them, and once in the summary.
Referrals that were withdrawn, returned or transferred do not count. A department's staff see their own departments.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika import Case as When
from pypika.terms import NullValue, Term

from citizen_service.states.meaning import meanings
from citizen_service.statistics import RECEIVED, frame, monthly
from citizen_service.statistics.cases import Selection, cases_query, count_all, kept_on, kept_part, selection
from citizen_service.statistics.periods import Period
from citizen_service.statistics.pivot import Group, Line, pivot, without_empty_columns
from citizen_service.statistics.table import way_to_cases

GROUPINGS = {
	"Department": ("department",),
	"Type": ("case_type",),
	"Department and Type": ("department", "case_type"),
}
LABELS = {"department": "Department", "case_type": "Type"}


@dataclass(frozen=True)
class Wanted:
	"""What was asked for: the cases, and the fields that they are grouped by."""

	cases: Selection
	fields: tuple[str, ...]

	@property
	def kept(self) -> Period | None:
		"""The months that are read from what is kept."""
		return kept_part(self.cases, self._dimensions)

	@property
	def kept_on(self) -> tuple[Period, datetime | None] | None:
		"""These months, and when they were counted."""
		return kept_on(self.cases, self._dimensions)

	@property
	def _dimensions(self) -> tuple[str, ...]:
		return tuple(LABELS[name] for name in self.fields)


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, NoLongerThere, FiguresNotOpen: as `cases.selection`
	"""
	filters = frappe._dict(filters or {})
	wanted = _wanted(filters)
	stages = list(dict.fromkeys(meaning.stage for meaning in meanings("Case").values()))
	lines = pivot(_groups(wanted), stages)
	shown = without_empty_columns(lines, stages)
	rows = [_row(line, wanted, stages, shown, filters) for line in lines]
	return frame.report(
		_columns(wanted, shown, lines),
		rows,
		("received", "overdue_now"),
		_("No case was opened in this period."),
		_chart(lines, stages, shown),
		_summary(wanted),
		frame.cases_kept(wanted.kept_on),
	)


def _wanted(filters: frappe._dict) -> Wanted:
	return Wanted(
		selection(frappe._dict({**filters, "basis": RECEIVED})),
		GROUPINGS.get(filters.group_by, GROUPINGS["Department"]),
	)


def _groups(wanted: Wanted) -> list[Group]:
	"""The cases counted by the state's stage and by what was asked for."""
	part = wanted.kept
	if not part:
		return _counted(wanted)
	groups = _counted_before(wanted, part)
	for rest in monthly.around(wanted.cases.period, part):
		of_rest = _counted(replace(wanted, cases=wanted.cases.during(rest)))
		groups += [replace(group, overdue=0) for group in of_rest]
	late = _counted(replace(wanted, cases=replace(wanted.cases, state="overdue_now")))
	return groups + [replace(group, cases=0) for group in late]


def _counted(wanted: Wanted) -> list[Group]:
	"""In one statement."""
	query, tables = cases_query(wanted.cases, by_referral="department" in wanted.fields)
	case = tables.case
	columns = {"department": tables.referral.department, "case_type": case.case_type}
	stage = _stage(case).as_("stage")
	keys = [columns[field] for field in wanted.fields]
	rows = query.select(*keys, stage, Count(case.name).distinct(), _overdue(case)).groupby(*keys, stage).run()
	width = len(keys)
	return [Group(row[:width], row[width], row[width + 1], row[width + 2]) for row in rows]


def _counted_before(wanted: Wanted, part: Period) -> list[Group]:
	"""Of the months that are kept."""
	query, kept = monthly.counted(RECEIVED, part, wanted.cases.departments, wanted.cases.types)
	keys = [kept[field] for field in wanted.fields]
	stages = {meaning.state: meaning.stage for meaning in meanings("Case").values()}
	rows = query.groupby(*keys, kept.state).select(*keys, kept.state, Sum(kept.cases)).run()
	return [Group(tuple(row[:-2]), stages.get(row[-2]), int(row[-1])) for row in rows]


def _stage(case: frappe.qb.DocType) -> Term:
	"""The stage of the case's state, as SQL; NULL for a state without a meaning."""
	known = meanings("Case").values()
	if not known:
		return NullValue()
	term = When()
	for meaning in known:
		term = term.when(case.workflow_state == meaning.state, meaning.stage)
	return term


def _overdue(case: frappe.qb.DocType) -> Term:
	late = When().when(case.closed_on.isnull() & (case.due_on < now_datetime()), case.name)
	return Count(late).distinct()


def _row(line: Line, wanted: Wanted, stages: list[str], shown: list[str], filters: frappe._dict) -> dict:
	row = dict(zip(wanted.fields, _names(line), strict=True))
	row.update({_fieldname(stage): line.by_stage[stages.index(stage)] for stage in shown})
	keys = {LABELS[field]: key for field, key in zip(wanted.fields, line.key, strict=True)}
	ways = {_fieldname(stage): way_to_cases(filters, RECEIVED, keys, stage=stage) for stage in shown}
	return frame.with_ways(
		{**row, "other": line.other, "total": line.total, "overdue": line.overdue},
		total=way_to_cases(filters, RECEIVED, keys),
		overdue=way_to_cases(filters, RECEIVED, keys, "overdue_now"),
		**ways,
	)


def _names(line: Line) -> list[str]:
	return [_(part) if part else _("Not Referred") for part in line.key]


def _fieldname(stage: str) -> str:
	return "stage_" + frappe.scrub(stage).replace("-", "_")


def _columns(wanted: Wanted, shown: list[str], lines: list[Line]) -> list[dict]:
	labels = {"department": _("Department"), "case_type": _("Type")}
	columns = [frame.head(field, labels[field]) for field in wanted.fields]
	numbers = [(_fieldname(stage), _(stage)) for stage in shown]
	if any(line.other for line in lines):
		numbers.append(("other", _("State without Meaning")))
	numbers += [("total", _("Total")), ("overdue", _("Overdue"))]
	return columns + [frame.number(field, label) for field, label in numbers]


def _chart(lines: list[Line], stages: list[str], shown: list[str]) -> dict:
	"""Stacked bars of the largest lines, a colour per stage."""
	return frame.chart(
		[" · ".join(_names(line)) for line in lines],
		{_(stage): [line.by_stage[stages.index(stage)] for line in lines] for stage in shown},
		stacked=True,
	)


def _summary(wanted: Wanted) -> list[dict]:
	"""Every case once, however many departments it was referred to."""
	all_ = count_all(wanted.cases)
	total, still_open, late = all_["cases"], all_["still_open"], all_["overdue_now"]
	return [
		{"label": _("Cases"), "value": total, "datatype": "Int", "indicator": "Blue"},
		{"label": _("Closed"), "value": total - still_open, "datatype": "Int", "indicator": "Green"},
		{"label": _("Open"), "value": still_open, "datatype": "Int", "indicator": "Orange"},
		{"label": _("Overdue"), "value": late, "datatype": "Int", "indicator": "Red" if late else "Green"},
	]
