"""Cases opened in a period, by the departments they were referred to, by type and by the meaning of their state.

A case that was referred to two departments is counted with both of them, and once in the summary.
Referrals that were withdrawn, returned or transferred do not count. A department's staff see their own departments.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika import Case as When
from pypika.queries import QueryBuilder
from pypika.terms import NullValue, Term

from citizen_service.states.meaning import meanings
from citizen_service.statistics import COUNTED_REFERRALS
from citizen_service.statistics.departments import departments
from citizen_service.statistics.period import period
from citizen_service.statistics.pivot import Group, Line, pivot, without_empty_columns

GROUPINGS = {
	"Department": ("department",),
	"Type": ("case_type",),
	"Department and Type": ("department", "case_type"),
}
BARS = 12


@dataclass(frozen=True)
class Wanted:
	"""What was asked for. `departments` None: all of them and cases that were never referred; else only these."""

	first_day: date
	last_day: date
	fields: tuple[str, ...]
	departments: frozenset[str] | None
	case_type: str | None


def execute(
	filters: dict | None = None,
) -> tuple[list[dict], list[dict], str | None, dict | None, list[dict]]:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	wanted = _wanted(frappe._dict(filters or {}))
	stages = list(dict.fromkeys(meaning.stage for meaning in meanings("Case").values()))
	lines = pivot(_groups(wanted), stages)
	shown = without_empty_columns(lines, stages)
	rows = [_row(line, wanted, stages, shown) for line in lines]
	message = None if rows else _("No case was opened in this period.")
	return _columns(wanted, shown, lines), rows, message, _chart(lines, stages, shown), _summary(wanted)


def _wanted(filters: frappe._dict) -> Wanted:
	first_day, last_day = period(filters.from_date, filters.to_date)
	return Wanted(
		first_day,
		last_day,
		GROUPINGS.get(filters.group_by, GROUPINGS["Department"]),
		departments(filters.department),
		filters.case_type or None,
	)


def _cases(wanted: Wanted) -> tuple[QueryBuilder, frappe.qb.DocType, frappe.qb.DocType]:
	"""The cases asked for, joined with the referrals that count."""
	case, referral = frappe.qb.DocType("Case"), frappe.qb.DocType("Case Referral")
	query = (
		frappe.qb.from_(case)
		.left_join(referral)
		.on((referral.case == case.name) & referral.status.isin(COUNTED_REFERRALS))
		.where(case.opened_on >= wanted.first_day)
		.where(case.opened_on < wanted.last_day + timedelta(days=1))
	)
	if wanted.departments is not None:
		query = query.where(referral.department.isin(sorted(wanted.departments) or [""]))
	if wanted.case_type:
		query = query.where(case.case_type == wanted.case_type)
	return query, case, referral


def _groups(wanted: Wanted) -> list[Group]:
	"""The cases counted in one statement, grouped by the state's stage and by what was asked for."""
	query, case, referral = _cases(wanted)
	columns = {"department": referral.department, "case_type": case.case_type}
	stage = _stage(case).as_("stage")
	keys = [columns[field] for field in wanted.fields]
	rows = query.select(*keys, stage, Count(case.name).distinct(), _overdue(case)).groupby(*keys, stage).run()
	width = len(keys)
	return [Group(row[:width], row[width], row[width + 1], row[width + 2]) for row in rows]


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


def _row(line: Line, wanted: Wanted, stages: list[str], shown: list[str]) -> dict:
	row = dict(zip(wanted.fields, _names(line), strict=True))
	row.update({_fieldname(stage): line.by_stage[stages.index(stage)] for stage in shown})
	return {**row, "other": line.other, "total": line.total, "overdue": line.overdue}


def _names(line: Line) -> list[str]:
	return [_(part) if part else _("Not Referred") for part in line.key]


def _fieldname(stage: str) -> str:
	return "stage_" + frappe.scrub(stage).replace("-", "_")


def _columns(wanted: Wanted, shown: list[str], lines: list[Line]) -> list[dict]:
	labels = {"department": _("Department"), "case_type": _("Type")}
	columns = [
		{"fieldname": field, "label": labels[field], "fieldtype": "Data", "width": 220}
		for field in wanted.fields
	]
	numbers = [(_fieldname(stage), _(stage)) for stage in shown]
	if any(line.other for line in lines):
		numbers.append(("other", _("State without Meaning")))
	numbers += [("total", _("Total")), ("overdue", _("Overdue"))]
	return columns + [
		{"fieldname": field, "label": label, "fieldtype": "Int", "width": 120} for field, label in numbers
	]


def _chart(lines: list[Line], stages: list[str], shown: list[str]) -> dict | None:
	"""Stacked bars of the largest lines, a colour per stage."""
	if not lines:
		return None
	bars = lines[:BARS]
	return {
		"data": {
			"labels": [" · ".join(_names(line)) for line in bars],
			"datasets": [
				{"name": _(stage), "values": [line.by_stage[stages.index(stage)] for line in bars]}
				for stage in shown
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
	}


def _summary(wanted: Wanted) -> list[dict]:
	"""Every case once, however many departments it was referred to."""
	query, case, _referral = _cases(wanted)
	closed = Count(When().when(case.closed_on.isnotnull(), case.name)).distinct()
	total, done, late = query.select(Count(case.name).distinct(), closed, _overdue(case)).run()[0]
	return [
		{"label": _("Cases"), "value": total, "datatype": "Int", "indicator": "Blue"},
		{"label": _("Closed"), "value": done, "datatype": "Int", "indicator": "Green"},
		{"label": _("Open"), "value": total - done, "datatype": "Int", "indicator": "Orange"},
		{"label": _("Overdue"), "value": late, "datatype": "Int", "indicator": "Red" if late else "Green"},
	]
