"""The board of all departments: what waits with each, what is late, and for how long. Figures, and the lists behind them."""

from datetime import datetime, time

import frappe
from frappe import _
from frappe.query_builder import Case as When
from frappe.utils import get_first_day_of_week, getdate, now_datetime
from pypika import Criterion
from pypika.functions import Count, Min, Sum

from citizen_service.desk import lists
from citizen_service.desk.returned import waiting_after_return
from citizen_service.desk.tree_totals import Figures, Place, Row, rows
from citizen_service.desk.wording import days, moment_of
from citizen_service.errors import NotYours
from citizen_service.permissions.scope import figures_scope
from citizen_service.referral.actions import OPEN

PAGE = "department-board"
REFERRAL = "Case Referral"
COLUMNS = ("waiting", "due_today", "overdue", "returned", "answered")


@frappe.whitelist(methods=["GET"])
def departments() -> dict:
	"""How the departments stand that the user may know of. Four statements, whatever the number of referrals.

	:return: `rows` (`name`, `depth`, `is_group`, the numbers of `COLUMNS` with all departments below, `oldest` in
		words, `filters`: for each number the list behind it, as the desk takes it), `total`, `at` (the site's time in
		words) and `opens`: whether the user may open those lists
	:raises NotYours: the page is not the user's
	"""
	if not frappe.get_doc("Page", PAGE).is_permitted():
		frappe.throw(_("The board is not open to your role."), NotYours, title=_("Not Permitted"))
	now = now_datetime().replace(microsecond=0)
	scope = figures_scope()
	places = _places(scope)
	returned = waiting_after_return(scope)
	figures = _figures(now, scope, returned)
	opens = bool(frappe.has_permission(REFERRAL, "read"))
	groups = {place.name for place in places if place.is_group}
	found = rows(places, figures)
	return {
		"rows": [_shown(row, now, returned, row.name in groups, opens) for row in found],
		"total": _numbers(sum((row.figures for row in found if not row.depth), Figures())),
		"at": moment_of(now),
		"opens": opens,
	}


def _places(scope: frozenset[str] | None) -> list[Place]:
	"""Departments that take referrals, or that did and still owe an answer: disabled ones too."""
	filters = {} if scope is None else {"name": ["in", sorted(scope) or [""]]}
	found = frappe.get_all(
		"Department",
		filters=filters,
		fields=["name", "parent_department", "is_group"],
		order_by="lft asc",
	)
	return [Place(row.name, row.parent_department, bool(row.is_group)) for row in found]


def _figures(
	now: datetime, scope: frozenset[str] | None, returned: dict[str, list[str]]
) -> dict[str, Figures]:
	referral = frappe.qb.DocType(REFERRAL)
	midnight = lists.midnight(now)
	late = referral.due_on < now
	today = (referral.due_on >= now) & (referral.due_on < midnight)
	waiting = (
		frappe.qb.from_(referral)
		.where(Criterion.all([referral.status.isin(OPEN), *_within(referral, scope)]))
		.select(referral.department, Count("*"))
		.select(Sum(When().when(today, 1).else_(0)), Sum(When().when(late, 1).else_(0)))
		.select(Min(referral.referred_on))
		.groupby(referral.department)
		.orderby(referral.department)
	).run()
	answered = (
		frappe.qb.from_(referral)
		.where(
			Criterion.all(
				[
					referral.status == "Answered",
					referral.settled_on >= _first_of_week(),
					*_within(referral, scope),
				]
			)
		)
		.select(referral.department, Count("*"))
		.groupby(referral.department)
		.orderby(referral.department)
	).run()
	figures = {
		department: Figures(number, int(soon), int(overdue), oldest=oldest)
		for department, number, soon, overdue, oldest in waiting
	}
	for department, number in answered:
		figures[department] = figures.get(department, Figures()) + Figures(answered=number)
	for department, names in returned.items():
		figures[department] = figures.get(department, Figures()) + Figures(returned=len(names))
	return figures


def _within(referral, scope: frozenset[str] | None) -> list[Criterion]:
	"""A list, for PyPika 0.48 of the released frameworks takes no empty criterion on the right of an “and”."""
	return [] if scope is None else [referral.department.isin(sorted(scope) or [""])]


def _first_of_week() -> datetime:
	return datetime.combine(get_first_day_of_week(getdate()), time())


def _numbers(figures: Figures) -> dict[str, int]:
	return {column: getattr(figures, column) for column in COLUMNS}


def _shown(row: Row, now: datetime, returned: dict[str, list[str]], is_group: bool, opens: bool) -> dict:
	oldest = row.figures.oldest
	age = (now.date() - oldest.date()).days if oldest else None
	return {
		"name": row.name,
		"depth": row.depth,
		"is_group": is_group,
		**_numbers(row.figures),
		"oldest": "" if age is None else days(age) if age else _("today"),
		"filters": _lists(row, now, returned) if opens else {},
	}


def _lists(row: Row, now: datetime, returned: dict[str, list[str]]) -> dict[str, dict]:
	"""For each number the list behind it; of the same instant, so that it shows as many."""
	where: list[lists.Condition] = [("department", "in", row.below)]
	waiting = [*where, ("status", "in", list(OPEN))]
	names = [name for department in row.below for name in returned.get(department, [])]
	week = lists.text(_first_of_week())
	conditions = {
		"waiting": waiting,
		"due_today": [*waiting, *lists.due_today(now)],
		"overdue": [*waiting, *lists.overdue(now)],
		"returned": [("name", "in", names)],
		"answered": [*where, ("status", "=", "Answered"), ("settled_on", ">=", week)],
	}
	return {column: lists.route_options(found) for column, found in conditions.items()}
