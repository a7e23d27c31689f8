"""How the departments do: what they were sent, what they acknowledged, answered in time or late, and how long it took."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika.functions import Min

from citizen_service.closing.rules import APPEAL
from citizen_service.referral.order import WAITING
from citizen_service.sla.records import FULL_REPLY
from citizen_service.statistics import clocks, frame
from citizen_service.statistics.departments import departments
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period

REFERRAL = "Case Referral"
WITH_IT = ("Open", "Acknowledged")
TAKEN_BACK = ("Withdrawn", "Transferred")
COLUMN_OF = {
	"Answered": "answered",
	"Returned": "returned",
	**dict.fromkeys(TAKEN_BACK, "taken_back"),
	**dict.fromkeys(WITH_IT, "referrals_open"),
}
OF_REFERRALS = ("referrals", "acknowledged", "answered", "returned", "taken_back", "referrals_open")
OF_CLOCKS = ("met_in_time", "met_late", "not_met", "compliance")
OF_HOURS = ("median_hours", "p90_hours")
COLUMNS = (*OF_REFERRALS, *OF_CLOCKS, *OF_HOURS, "oldest_open")


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere: the department was deleted
	:raises FiguresNotOpen: its figures are not open to the user
	"""
	filters = frappe._dict(filters or {})
	period = asked_period(filters.from_date, filters.to_date)
	within = departments(filters.department)
	rows = _rows(period, within)
	sums = [clocks.added([row for row in rows if row["clocks"]])] if rows else []
	summary = [
		frame.total("referrals", sum(row["referrals"] for row in rows)),
		frame.total("answered", sum(row["answered"] for row in rows), "Green"),
		*(frame.total("compliance", one["compliance"]) for one in sums),
	]
	shown = {
		frame.title(name): [row[name] for row in rows] for name in ("met_in_time", "met_late", "not_met")
	}
	return frame.report(
		[frame.head("line", _("Department")), *(frame.figure(name) for name in COLUMNS)],
		rows,
		COLUMNS,
		_("No referral was made in this period."),
		frame.chart([row["line"] for row in rows], shown, True, (frame.GOOD, frame.LATE, frame.BAD)),
		summary,
	)


def _rows(period: Period, within: frozenset[str] | None) -> list[dict]:
	referrals, oldest = _referrals(period, within), _oldest(within)
	kept = clocks.compliance(period, within, ("department",), (FULL_REPLY,))
	nothing = {
		**dict.fromkeys((*clocks.COUNTED, *clocks.SUMS), 0),
		"compliance": 0.0,
		**dict.fromkeys(OF_HOURS, 0.0),
	}
	names = {*referrals, *(key for (key,) in kept)}
	names = sorted({*names, *oldest}) if names else []
	rows = [
		_row(
			period,
			name,
			{
				**dict.fromkeys(OF_REFERRALS, 0),
				"oldest_open": oldest.get(name, 0),
				**referrals.get(name, {}),
				**kept.get((name,), nothing),
			},
		)
		for name in names
	]
	return sorted(rows, key=lambda row: -row["referrals"])


def _referrals(period: Period, within: frozenset[str] | None) -> dict[str, dict[str, int]]:
	"""OF_REFERRALS by department: one statement, by status, since comparing texts row by row costs the most."""
	referral = frappe.qb.DocType(REFERRAL)
	query = (
		frappe.qb.from_(referral)
		.where((referral.referred_on >= period.first) & (referral.referred_on < period.end))
		.where((referral.kind != APPEAL) & referral.department.isnotnull())
	)
	if within is not None:
		query = query.where(referral.department.isin(sorted(within) or [""]))
	rows = (
		query.groupby(referral.department, referral.status)
		.select(referral.department, referral.status, Count("*"), Count(referral.acknowledged_on))
		.run()
	)
	found: dict[str, dict[str, int]] = {}
	for department, status, number, acknowledged in rows:
		if status == WAITING:
			continue
		figures = found.setdefault(department, dict.fromkeys(OF_REFERRALS, 0))
		figures["referrals"] += number
		figures["acknowledged"] += acknowledged
		figures[COLUMN_OF[status]] += number
	return found


def _oldest(within: frozenset[str] | None) -> dict[str, int]:
	"""Whole days since the oldest referral was made that is with each department now."""
	referral = frappe.qb.DocType(REFERRAL)
	query = (
		frappe.qb.from_(referral)
		.where(referral.status.isin(WITH_IT) & (referral.kind != APPEAL) & referral.department.isnotnull())
		.groupby(referral.department)
		.select(referral.department, Min(referral.referred_on))
	)
	if within is not None:
		query = query.where(referral.department.isin(sorted(within) or [""]))
	now = now_datetime()
	return {name: max(0, (now - since).days) for name, since in query.run() if since}


def _row(period: Period, name: str, figures: dict) -> dict:
	of_period = [
		("department", "=", name),
		("referred_on", ">=", str(period.first)),
		("referred_on", "<", str(period.end)),
		("status", "!=", WAITING),
		("kind", "!=", APPEAL),
	]
	row = {"line": _(name), **figures}

	def way(*more: tuple) -> dict | None:
		return frame.way_to_list(REFERRAL, [*of_period, *more])

	def limits_way(state: str) -> dict | None:
		days = {"from_date": str(period.first), "to_date": str(period.last)}
		return frame.way_to_time_limits(days, FULL_REPLY, state, line=name)

	return frame.with_ways(
		row,
		referrals=way(),
		acknowledged=way(("acknowledged_on", "is", "set")),
		answered=way(("status", "=", "Answered")),
		returned=way(("status", "=", "Returned")),
		taken_back=way(("status", "in", list(TAKEN_BACK))),
		referrals_open=way(("status", "in", list(WITH_IT))),
		**{state: limits_way(state) for state in OF_CLOCKS[:3]},
	)
