"""The time limits that were missed, by what the records say of why.

Each counts once, under the first of these that is so: a department's own reply was late; the case was never referred; an
extension was refused; the department had not even acknowledged in time; nothing of it is on record.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from pypika import Case as When
from pypika.queries import Table
from pypika.terms import ExistsCriterion, Term

from citizen_service.sla.records import ANSWER, CASE_CLOCKS, FIRST_REPLY, FULL_REPLY, RECORD
from citizen_service.statistics import clocks, frame
from citizen_service.statistics.departments import departments
from citizen_service.statistics.indicators import share
from citizen_service.statistics.period import asked_period

LATE_REPLY, NOT_REFERRED, REFUSED, UNSEEN, UNKNOWN = range(5)


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod: the period cannot be counted
	:raises NoLongerThere, FiguresNotOpen: as `departments.departments`
	"""
	filters = frappe._dict(filters or {})
	period, within = asked_period(filters.from_date, filters.to_date), departments(filters.department)
	query, record = clocks.started(period, within, [filters.clock] if filters.clock else ())
	missed = (record.breached == 1) | (record.status.isin(clocks.OPEN) & clocks.is_late(record))
	reason = _reason(record).as_("reason")
	found = query.where(missed).groupby(record.clock, reason).select(record.clock, reason, Count("*")).run()
	total = sum(number for _clock, _reason, number in found)
	names = _names()
	rows = [
		{
			"clock": _(clock),
			"reason": names[int(code)],
			"breaches": int(number),
			"share_of_all": share(number, total),
		}
		for clock, code, number in sorted(found, key=lambda row: (-row[2], row[0], row[1]))
	]
	return frame.report(
		[
			frame.head("clock", _("Time Limit For")),
			frame.head("reason", _("Reason on Record"), 320),
			frame.figure("breaches"),
			frame.figure("share_of_all"),
		],
		rows,
		("breaches", "share_of_all"),
		_("No time limit of this period was missed."),
		frame.chart(
			[f"{row['clock']} · {row['reason']}" for row in rows],
			{frame.title("breaches"): [row["breaches"] for row in rows]},
		),
		[frame.total("breaches", total, "Red" if total else "Green")],
	)


def _reason(record: Table) -> Term:
	"""The number of the reason, as SQL."""
	reply = frappe.qb.DocType(RECORD).as_("reply")
	late_reply = frappe.qb.from_(reply).where(
		(reply.case == record.case) & (reply.clock == FULL_REPLY) & (reply.breached == 1)
	)
	referral = frappe.qb.DocType("Case Referral")
	referred = frappe.qb.from_(referral).where(referral.case == record.case)
	request = frappe.qb.DocType("Extension Request")
	refused = frappe.qb.from_(request).where(
		(request.time_limit == record.name) & (request.status == "Refused")
	)
	first = frappe.qb.DocType(RECORD).as_("first_reply")
	unseen = frappe.qb.from_(first).where(
		(first.referral == record.referral) & (first.clock == FIRST_REPLY) & (first.breached == 1)
	)
	of_case = record.clock.isin(list(CASE_CLOCKS))
	return (
		When()
		.when((record.clock == ANSWER) & ExistsCriterion(late_reply.select(reply.name)), LATE_REPLY)
		.when(of_case & ExistsCriterion(referred.select(referral.name)).negate(), NOT_REFERRED)
		.when(ExistsCriterion(refused.select(request.name)), REFUSED)
		.when((record.clock == FULL_REPLY) & ExistsCriterion(unseen.select(first.name)), UNSEEN)
		.else_(UNKNOWN)
	)


def _names() -> dict[int, str]:
	return {
		LATE_REPLY: _("A department's full reply was late"),
		NOT_REFERRED: _("The case was never referred"),
		REFUSED: _("More time was asked for and refused"),
		UNSEEN: _("The department's first reply was late as well"),
		UNKNOWN: _("Nothing on record"),
	}
