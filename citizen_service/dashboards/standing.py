"""How the office stands at this moment: numbers alone, for the cards of the dashboards and for the wall-board."""

from datetime import datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder import Case as When
from frappe.utils import get_first_day, getdate, now_datetime
from pypika.functions import Count, Sum

from citizen_service.closing.rules import APPEAL
from citizen_service.dashboards.access import DEPARTMENTS, DIRECTION, require_roles
from citizen_service.dashboards.kept import kept
from citizen_service.permissions.scope import figures_scope
from citizen_service.referral.actions import OPEN
from citizen_service.sla.records import ANSWER, FULL_REPLY
from citizen_service.statistics import CLOSED, RECEIVED, cases, clocks
from citizen_service.statistics.periods import Period

OPEN_WORK = "Open Work by Age"
LATELY = 90
"""Days over which a share of what was in time is taken."""
Filters = str | list | dict | None


@frappe.whitelist(methods=["GET", "POST"])
def open_now(filters: Filters = None) -> dict:
	"""Cases that are open, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _number(_cases_now()["open"], OPEN_WORK)


@frappe.whitelist(methods=["GET", "POST"])
def overdue_now(filters: Filters = None) -> dict:
	"""Open cases whose answer is overdue, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _number(_cases_now()["overdue"], OPEN_WORK)


@frappe.whitelist(methods=["GET", "POST"])
def emergencies_now(filters: Filters = None) -> dict:
	"""Open emergencies, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _number(_cases_now()["emergencies"], OPEN_WORK)


@frappe.whitelist(methods=["GET", "POST"])
def received_this_month(filters: Filters = None) -> dict:
	"""Cases opened since the month began, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _of_month("received_this_month", RECEIVED)


@frappe.whitelist(methods=["GET", "POST"])
def closed_this_month(filters: Filters = None) -> dict:
	"""Cases closed since the month began, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _of_month("closed_this_month", CLOSED)


@frappe.whitelist(methods=["GET", "POST"])
def answers_in_time(filters: Filters = None) -> dict:
	"""The share of the answers of the last ninety days that were in time, as a number card."""
	require_roles(DIRECTION, _("Direction Figures"))
	return _share("answers_in_time", ANSWER)


@frappe.whitelist(methods=["GET", "POST"])
def replies_in_time(filters: Filters = None) -> dict:
	"""The share of the full replies of the user's departments that were in time, of the last ninety days."""
	require_roles(DEPARTMENTS, _("Department Figures"))
	return _share("replies_in_time", FULL_REPLY)


def _cases_now() -> dict[str, int]:
	return kept("open_now", lambda: of_cases(now_datetime()))


def _of_month(name: str, basis: str) -> dict:
	"""Cases since the month began."""
	period = Period(getdate(get_first_day(getdate())), getdate())
	found = kept(name, lambda: cases.count_all(cases.Selection(period, basis=basis)))
	return _number(found["cases"], "Case Statistics", {**_days(period), "basis": basis})


def _share(name: str, clock: str) -> dict:
	period = lately()
	found = kept(name, lambda: clocks.shares(period, figures_scope(), (), (clock,)).get((), {}))
	way = _way("Time Limits by Department", _days(period))
	return {"value": found.get("compliance", 0.0), "fieldtype": "Percent", **way}


def lately() -> Period:
	"""The last ninety days, today among them."""
	today = getdate()
	return Period(today - timedelta(days=LATELY - 1), today)


def _number(value: int, report: str, filters: dict | None = None) -> dict:
	return {"value": value, "fieldtype": "Int", **_way(report, filters)}


def _way(report: str, filters: dict | None = None) -> dict:
	"""The report behind a card."""
	return {"route": ["query-report", report], "route_options": filters or {}}


def _days(period: Period) -> dict[str, str]:
	return {"from_date": str(period.first), "to_date": str(period.last)}


# Counting -------------------------------------------------------------------------------------------


def of_cases(now: datetime) -> dict[str, int]:
	"""`open`, `overdue` and `emergencies` of the whole office."""
	case = frappe.qb.DocType("Case")
	number, late, urgent = (
		frappe.qb.from_(case)
		.where(case.closed_on.isnull())
		.select(
			Count("*"),
			Sum(When().when(case.due_on < now, 1).else_(0)),
			Sum(When().when(case.is_emergency == 1, 1).else_(0)),
		)
	).run()[0]
	return {"open": number, "overdue": int(late or 0), "emergencies": int(urgent or 0)}


def today(now: datetime) -> dict[str, int]:
	"""What was `received`, `answered` (the full reply reached the citizen) and `closed` since midnight."""
	midnight = datetime.combine(now.date(), time())
	response = frappe.qb.DocType("Response")
	answered = (
		frappe.qb.from_(response)
		.where((response.delivered_on >= midnight) & (response.audience == "Citizen"))
		.where(response.kind == "Full Reply")
		.select(Count(response.case).distinct())
	).run()[0][0]
	case = frappe.qb.DocType("Case")
	received, closed = (
		frappe.qb.from_(case).where(case[day] >= midnight).select(Count("*")).run()[0][0]
		for day in ("opened_on", "closed_on")
	)
	return {"received": received, "answered": answered, "closed": closed}


def of_departments(now: datetime) -> list[dict]:
	"""The departments that have something in hand: `name`, `waiting`, `overdue`; those with the most that is late first."""
	referral = frappe.qb.DocType("Case Referral")
	query = (
		frappe.qb.from_(referral)
		.where(referral.status.isin(OPEN) & (referral.kind != APPEAL) & referral.department.isnotnull())
		.groupby(referral.department)
		.select(referral.department, Count("*"), Sum(When().when(referral.due_on < now, 1).else_(0)))
	)
	scope = figures_scope()
	if scope is not None:
		query = query.where(referral.department.isin(sorted(scope) or [""]))
	found = [{"name": name, "waiting": number, "overdue": int(late)} for name, number, late in query.run()]
	return sorted(found, key=lambda row: (-row["overdue"], -row["waiting"], row["name"]))
