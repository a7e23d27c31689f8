"""Cases of a period, counted by one or two groupings, or listed: one selection for both, so that they always agree."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from frappe.utils.caching import request_cache
from pypika import Case as When
from pypika.functions import Max, Min, NullIf
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from citizen_service.statistics import COUNTED_REFERRALS, DAYS, RECEIVED, monthly, yearly
from citizen_service.statistics.departments import branch, departments, refuse_missing
from citizen_service.statistics.dimensions import DEPARTMENT, DIMENSIONS, TIMES, Tables, first_of_span
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period

REOPENED, RATED, ASKED = "Reopened", "Rated", "More Time Asked For"
EVENTS = {
	REOPENED: ("Case Reopening", "reopened_on"),
	RATED: ("Case Rating", "rated_on"),
	ASKED: ("Extension Request", "requested_on"),
}
"""What happens to cases, of which those are meant to which it happened in the period: a DocType and its day."""

CROSSING = {
	name: frappe.scrub(name) for name in ("Category", "Channel", "Area", "Priority", "Outcome", "Root Cause")
}
CROSSING["Main Category"] = CROSSING["Category"]
"""Groupings that with departments are kept by year, and their fields."""

Key = tuple[str | None, ...]
FIGURES = ("cases", "still_open", "overdue_now", "former")

CHOICES = {
	"case_type": "Case Type",
	"channel": "Intake Channel",
	"priority": "Case Priority",
	"outcome": "Case Outcome",
	"root_cause": "Root Cause",
}
TREES = {"category": "Case Category", "area": "Case Area"}
"""Filters on a field of the case; of a tree with all below the choice."""


@dataclass(frozen=True)
class Selection:
	"""Which cases are meant. `departments` None: all; else those that one of these departments was asked about.

	`only` holds fields with the values that they may have, `keys` groupings with the line that is meant, and `state`
	one of `still_open`, `overdue_now`, `former` (empty: all of them).
	"""

	period: Period
	basis: str = RECEIVED
	departments: frozenset[str] | None = None
	only: tuple[tuple[str, tuple[str, ...]], ...] = ()
	keys: tuple[tuple[str, str | None], ...] = field(default=())
	state: str = ""

	def by(self, basis: str) -> "Selection":
		return replace(self, basis=basis)

	@property
	def types(self) -> tuple[str, ...]:
		"""The types that they may have; none: all."""
		return dict(self.only).get("case_type", ())

	def during(self, period: Period) -> "Selection":
		return replace(self, period=period)


def selection(filters: dict) -> Selection:
	"""What a report's filters ask for.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere: something chosen was deleted
	:raises FiguresNotOpen: a department whose figures are not open to the user
	"""
	only = []
	for fieldname, doctype in CHOICES.items():
		if chosen := filters.get(fieldname):
			refuse_missing(doctype, chosen)
			only.append((fieldname, (chosen,)))
	for fieldname, doctype in TREES.items():
		if chosen := filters.get(fieldname):
			only.append((fieldname, tuple(branch(doctype, chosen))))
	if filters.get("suggestions"):
		types = frappe.get_all("Case Type", {"is_suggestion": 1}, pluck="name", order_by="name asc")
		only.append(("case_type", tuple(types) or ("",)))
	return Selection(
		asked_period(filters.get("from_date"), filters.get("to_date")),
		basis=filters["basis"] if filters.get("basis") in (*DAYS, *EVENTS) else RECEIVED,
		departments=departments(filters.get("department")),
		only=tuple(only),
	)


def count(
	selection: Selection, dimensions: tuple[str, ...], standing: bool = True
) -> dict[Key, dict[str, int]]:
	"""FIGURES by the groupings (by the day of closing, or if how they stand is not asked for, only `cases`). A case that two departments were asked about counts
	with both of them where it is grouped by department, and once everywhere else.

	In one statement, unless `kept_part` says otherwise."""
	part = kept_part(selection, dimensions)
	if not part:
		return count_anew(selection, dimensions, standing)
	found = _count_kept(selection, dimensions, part)
	for rest in monthly.around(selection.period, part):
		for key, figures in count_anew(selection.during(rest), dimensions).items():
			_add(found, key, (figures["cases"], 0, 0, figures["former"]))
	if standing and selection.basis == RECEIVED:
		for key, figures in count_anew(replace(selection, state="still_open"), dimensions).items():
			_add(found, key, (0, figures["still_open"], figures["overdue_now"], 0))
	return found


def kept_part(selection: Selection, dimensions: tuple[str, ...]) -> Period | None:
	"""The months, or years, that are read from what is kept (`monthly`, `yearly`); None: everything is counted anew.

	So where cases are grouped by department, of a period with very many cases: with type or time, and of some types only,
	or with another field, and of all cases.
	"""
	if DEPARTMENT not in dimensions or selection.keys or selection.state or selection.basis not in DAYS:
		return None
	crossing = _crossing(dimensions)
	if any(crossing or name != "case_type" for name, _values in selection.only):
		return None
	if not _is_heavy(selection.period, selection.basis):
		return None
	return (yearly if crossing else monthly).kept_part(selection.period)


def kept_on(selection: Selection, dimensions: tuple[str, ...]) -> tuple[Period, datetime | None] | None:
	"""`kept_part`, and when it was counted; None where all is counted now."""
	part = kept_part(selection, dimensions)
	return (part, (yearly if _crossing(dimensions) else monthly).counted_on(part)) if part else None


def _crossing(dimensions: tuple[str, ...]) -> str | None:
	"""The field of the case by which and by department cases are grouped; None where it is the type, or time."""
	return next((CROSSING[name] for name in dimensions if name in CROSSING), None)


@request_cache
def _is_heavy(period: Period, basis: str) -> bool:
	query, _tables = cases_query(Selection(period, basis), by_referral=False)
	return query.select(Count("*")).run()[0][0] >= monthly.HEAVY


def _count_kept(selection: Selection, dimensions: tuple[str, ...], part: Period) -> dict[Key, dict[str, int]]:
	if field := _crossing(dimensions):
		query, kept = yearly.counted(selection.basis, field, part, selection.departments)
		columns = dict.fromkeys(CROSSING, NullIf(kept.value, ""))
	else:
		query, kept = monthly.counted(selection.basis, part, selection.departments, selection.types)
		columns = {"Type": kept.case_type}
	columns |= {DEPARTMENT: kept.department}
	columns |= {name: first_of_span(kept.month, kind) for name, kind in TIMES.items()}
	terms = [columns[name].as_(f"key_{at}") for at, name in enumerate(dimensions)]
	folds = [DIMENSIONS[name].fold() for name in dimensions]
	found: dict[Key, dict[str, int]] = {}
	for row in query.select(*terms, *monthly.figures(kept)).groupby(*terms).run():
		key = tuple(fold(value) for fold, value in zip(folds, row, strict=False))
		_add(found, key, (row[-2], 0, 0, row[-1]))
	return found


def _add(found: dict[Key, dict[str, int]], key: Key, numbers: Iterable[float | None]) -> None:
	figures = found.setdefault(key, dict.fromkeys(FIGURES, 0))
	for name, number in zip(FIGURES, numbers, strict=False):
		figures[name] += int(number or 0)


def count_anew(
	selection: Selection, dimensions: tuple[str, ...], standing: bool = True
) -> dict[Key, dict[str, int]]:
	"""As `count`, in one statement, whatever is kept."""
	by_referral = DEPARTMENT in dimensions or _by_department(selection.keys)
	query, tables = cases_query(selection, by_referral)
	terms = [DIMENSIONS[name].term(tables).as_(f"key_{at}") for at, name in enumerate(dimensions)]
	rows = (
		query.select(*terms, *_figures(tables, by_referral, selection.basis, standing)).groupby(*terms).run()
	)
	folds = [DIMENSIONS[name].fold() for name in dimensions]
	found: dict[Key, dict[str, int]] = {}
	for row in rows:
		key = tuple(fold(value) for fold, value in zip(folds, row, strict=False))
		_add(found, key, row[len(dimensions) :])
	return found


def count_all(selection: Selection) -> dict[str, int]:
	"""FIGURES of all the cases meant, each counted once."""
	return count_anew(selection, ()).get((), dict.fromkeys(FIGURES, 0))


def listed(selection: Selection, limit: int) -> list[dict]:
	"""The cases themselves, the latest first.

	Whoever sees some departments only gets the referral to one of them instead, with nothing of the case but its type.
	"""
	own = selection.departments is not None
	query, tables = cases_query(selection, own or _by_department(selection.keys))
	case, referral = tables.case, tables.referral
	fields = "name case_type category area workflow_state opened_on due_on closed_on".split()
	if own:
		parts = {"referral": "name", "department": "department", "status": "status", "due_on": "due_on"}
		columns = [case.case_type, *(Min(referral[name]).as_(alias) for alias, name in parts.items())]
	else:
		columns = [case[name] for name in fields]
	query, day = query.select(*columns), tables.day
	if (
		own or _by_department(selection.keys) or selection.basis in EVENTS
	):  # a case may be there several times
		query, day = query.groupby(case.name), Max(tables.day)
	query = query.orderby(day, order=frappe.qb.desc).orderby(case.name, order=frappe.qb.desc)
	return query.limit(limit).run(as_dict=True)


def _by_department(keys: tuple[tuple[str, str | None], ...]) -> bool:
	return any(name == DEPARTMENT for name, _key in keys)


def cases_query(selection: Selection, by_referral: bool) -> tuple[QueryBuilder, Tables]:
	"""The cases meant; `by_referral` one row for each of their referrals that count."""
	case, referral = frappe.qb.DocType("Case"), frappe.qb.DocType("Case Referral")
	query = frappe.qb.from_(case)
	if selection.basis in EVENTS:
		doctype, day = EVENTS[selection.basis]
		event = frappe.qb.DocType(doctype)
		query, tables = query.join(event).on(event.case == case.name), Tables(case, referral, event[day])
	else:
		tables = Tables(case, referral, case[DAYS[selection.basis]])
	query = query.where(_within(tables, selection.period))
	if by_referral:
		query = query.left_join(referral).on(
			(referral.case == case.name) & referral.status.isin(COUNTED_REFERRALS)
		)
	if selection.departments is not None:
		query = query.where(_asked(tables, selection.departments, by_referral))
	for fieldname, values in selection.only:
		query = query.where(case[fieldname].isin(list(values)))
	for name, key in selection.keys:
		query = query.where(DIMENSIONS[name].criterion(tables, key))
	if selection.state:
		query = query.where(_states(tables)[selection.state])
	return query, tables


def _within(tables: Tables, period: Period) -> Criterion:
	return (tables.day >= period.first) & (tables.day < period.end)


def _asked(tables: Tables, names: frozenset[str], by_referral: bool) -> Criterion:
	"""Whether one of the departments was asked about the case."""
	inside = sorted(names) or [""]
	if by_referral:
		return tables.referral.department.isin(inside)
	other = frappe.qb.DocType("Case Referral").as_("asked")
	return tables.case.name.isin(
		frappe.qb.from_(other)
		.where(other.department.isin(inside) & other.status.isin(COUNTED_REFERRALS))
		.select(other.case)
	)


def _states(tables: Tables) -> dict[str, Criterion]:
	case = tables.case
	return {
		"still_open": case.closed_on.isnull(),
		"overdue_now": case.closed_on.isnull() & (case.due_on < now_datetime()),
		"former": case.closed_in_former_register == 1,
	}


def _figures(tables: Tables, by_referral: bool, basis: str, standing: bool) -> list[Term]:
	"""Of cases by the day of their closing, how they stand now is no question: the index need not hold it."""
	case = tables.case
	states = _states(tables) if standing and basis == RECEIVED else {}
	if by_referral or basis in EVENTS:
		return [
			Count(case.name).distinct(),
			*(Count(When().when(one, case.name)).distinct() for one in states.values()),
		]
	if not states:
		return [Count("*")]
	overdue = Sum(When().when(states["overdue_now"], 1).else_(0))
	return [Count("*"), Count("*") - Count(case.closed_on), overdue, Sum(case.closed_in_former_register)]
