"""The register of emergencies: what, where, since when; who was told, when it was acknowledged and answered.

One line for each time that a case was marked. The user sees the cases that their list of cases would show.
"""

from collections import defaultdict
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, now_datetime

from citizen_service.desk.names import names_of
from citizen_service.emergency.record import CLEARED, EVENT, MARKED, TOLD
from citizen_service.emergency.register import Marking, markings
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.records import ACKNOWLEDGE, RECORD
from citizen_service.statistics import frame
from citizen_service.statistics.departments import refuse_missing
from citizen_service.statistics.period import period

OPEN, DONE = "Open", "Cleared"


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: a date is missing, or the period ends before it starts
	"""
	filters = frappe._dict(filters or {})
	first, last = period(filters.from_date, filters.to_date)
	if filters.area:
		refuse_missing("Case Area", filters.area)
	found = _markings(first, last)
	cases = _cases({one.case for one in found}, filters.area)
	found = [one for one in found if one.case in cases]
	rows = _rows(found, cases) if found else []
	if filters.only == OPEN:
		rows = [row for row in rows if row["is_open"]]
	elif filters.only == DONE:
		rows = [row for row in rows if row["cleared_on"]]
	return frame.report(
		_columns(), rows, ("emergencies",), _("No emergency in this period."), _chart(rows), _summary(rows)
	)


def _chart(rows: list[dict]) -> dict:
	"""By area, the most first, those without an answer apart."""
	counts: dict[str, list[int]] = {}
	for row in rows:
		of_area = counts.setdefault(frame.name_of(row["area"]), [0, 0])
		of_area[int(bool(row["is_open"]))] += 1
	areas = sorted(counts, key=lambda area: (-sum(counts[area]), area))
	names = (_("Answered or Cleared"), _("Without an Answer"))
	shown = {name: [counts[area][at] for area in areas] for at, name in enumerate(names)}
	return frame.chart(areas, shown, stacked=True)


def _markings(first, last) -> list[Marking]:
	"""Those of the period, with all that followed, whenever it did."""
	event = frappe.qb.DocType(EVENT)
	marked = (
		frappe.qb.from_(event)
		.where((event.event == MARKED) & event.happened_on[f"{first} 00:00:00" : f"{last} 23:59:59.999999"])
		.select(event.case)
		.distinct()
	).run(pluck=True)
	if not marked:
		return []
	rows = frappe.get_all(
		EVENT,
		filters={"case": ("in", marked)},
		fields=["case", "event", "happened_on", "user", "referral", "reason"],
		order_by="happened_on asc, name asc",
	)
	kinds = {"marked": MARKED, "told": TOLD, "cleared": CLEARED}
	return [one for one in markings(rows, **kinds) if first <= one.since.date() <= last]


def _cases(names: set[str], area: str | None) -> dict[str, frappe._dict]:
	if not names:
		return {}
	rows = frappe.get_list(
		"Case",
		filters={"name": ("in", sorted(names)), **({"area": area} if area else {})},
		fields=["name", "case_type", "subject", "area", "address", "workflow_state", "closed_on"],
		order_by="name asc",
		limit_page_length=0,
	)
	return {row.name: row for row in rows}


def _rows(found: list[Marking], cases: dict[str, frappe._dict]) -> list[dict]:
	referrals = _referrals(cases)
	answered, acknowledged = _answers(cases), _acknowledgements(cases)
	people = names_of({user for one in found for user in (one.by, *(told.user for told in one.told)) if user})
	return [
		_row(
			one,
			cases[one.case],
			referrals[one.case],
			answered.get(one.case),
			acknowledged.get(one.case),
			people,
		)
		for one in sorted(found, key=lambda one: (one.since, one.case), reverse=True)
	]


def _row(
	one: Marking,
	case: frappe._dict,
	referrals: list[frappe._dict],
	answered: datetime | None,
	acknowledged: datetime | None,
	people: dict[str, str],
) -> dict:
	known = [at for at in (acknowledged, *(row.acknowledged_on for row in referrals)) if at]
	answered = answered or case.closed_on
	end = answered or one.cleared_on
	told = [f"{people.get(line.user, line.user)} ({_moment(line.at)})" for line in one.told]
	return {
		"case": case.name,
		"since": one.since,
		"case_type": _(case.case_type),
		"subject": case.subject,
		"area": case.area,
		"address": case.address,
		"reason": one.reason,
		"marked_by": people.get(one.by, one.by),
		"told": " · ".join(told),
		"departments": " · ".join(
			f"{row.department} ({_moment(row.referred_on)})" for row in referrals if row.referred_on
		),
		"acknowledged_on": min(known) if known else None,
		"answered_on": answered,
		"cleared_on": one.cleared_on,
		"cleared_reason": one.cleared_reason,
		"taken": max(0, ((end or now_datetime()) - one.since).total_seconds()),
		"state": _(case.workflow_state),
		"is_open": not end,
	}


def _moment(at: datetime) -> str:
	return format_datetime(at, "dd-MM HH:mm")


def _referrals(cases: dict) -> dict[str, list[frappe._dict]]:
	rows = frappe.get_all(
		"Case Referral",
		filters={"case": ("in", list(cases) or [""])},
		fields=["case", "department", "referred_on", "acknowledged_on"],
		order_by="referred_on asc, name asc",
	)
	found = defaultdict(list)
	for row in rows:
		found[row.case].append(row)
	return found


def _answers(cases: dict) -> dict[str, datetime]:
	"""Case → when the first full reply reached the citizen."""
	rows = frappe.get_all(
		"Response",
		filters={
			"case": ("in", list(cases) or [""]),
			"audience": "Citizen",
			"kind": "Full Reply",
			"delivered_on": ("is", "set"),
		},
		fields=["case", "delivered_on"],
		order_by="delivered_on desc, name asc",
	)
	return {row.case: get_datetime(row.delivered_on) for row in rows}


def _acknowledgements(cases: dict) -> dict[str, datetime]:
	"""Case → when the office took it up, as its clock has it."""
	rows = frappe.get_all(
		RECORD,
		filters={"case": ("in", list(cases) or [""]), "clock": ACKNOWLEDGE, "status": "Met"},
		fields=["case", "ended_utc"],
		order_by="ended_utc desc, name asc",
	)
	return {row.case: to_local(from_column(row.ended_utc)) for row in rows}


def _columns() -> list[dict]:
	def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 150, **more: str) -> dict:
		return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}

	return [
		column("case", _("Reference"), "Link", 150, options="Case"),
		column("since", _("Marked On"), "Datetime", 160),
		column("subject", _("Subject"), width=220),
		column("case_type", _("Case Type"), width=110),
		column("area", _("Area"), width=120),
		column("address", _("Address"), width=160),
		column("reason", _("Reason"), width=200),
		column("marked_by", _("Marked By"), width=140),
		column("told", _("Told"), width=240),
		column("departments", _("Referred to"), width=220),
		column("acknowledged_on", _("Acknowledged On"), "Datetime", 160),
		column("answered_on", _("Answered On"), "Datetime", 160),
		column("taken", _("Time Taken"), "Duration", 120, hide_seconds=1),
		column("state", _("State"), width=120),
		column("cleared_on", _("Cleared On"), "Datetime", 160),
		column("cleared_reason", _("Reason for Clearing"), width=200),
	]


def _summary(rows: list[dict]) -> list[dict]:
	counts = (
		(_("Emergencies"), len(rows), "Blue"),
		(_("Without an Answer"), sum(row["is_open"] for row in rows), "Red"),
		(_("Cleared"), sum(bool(row["cleared_on"]) for row in rows), "Grey"),
	)
	return [
		{"label": label, "value": number, "datatype": "Int", "indicator": color}
		for label, number, color in counts
	]
