"""What is asked of single time limits: their states, why they were missed, and the time limits themselves, listed."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from pypika import Case as When
from pypika.queries import Table
from pypika.terms import Criterion, ExistsCriterion, Term

from citizen_service.sla.records import ANSWER, CASE_CLOCKS, FIRST_REPLY, FULL_REPLY, OPEN, RECORD
from citizen_service.statistics.clocks import is_late, missed, started
from citizen_service.statistics.periods import Period

LATE_REPLY, NOT_REFERRED, REFUSED, UNSEEN, UNKNOWN = range(5)

STATES: dict[str, Callable[[Table], Criterion]] = {
	"met_in_time": lambda record: (record.status == "Met") & (record.breached == 0),
	"met_late": lambda record: (record.status == "Met") & (record.breached == 1),
	"open": lambda record: record.status.isin(OPEN),
	"not_met": lambda record: record.status.isin(OPEN) & is_late(record),
	"paused": lambda record: record.status == "Paused",
	"cancelled": lambda record: record.status == "Cancelled",
	"breaches": missed,
}
"""As `clocks.compliance` counts them."""


def reason(record: Table, clock: str) -> Term:
	"""The number of the reason why a time limit of this clock was missed, as SQL: the first of these that is so. Only what
	may be so of the clock is asked."""
	request = frappe.qb.DocType("Extension Request")
	refused = (
		frappe.qb.from_(request)
		.where((request.time_limit == record.name) & (request.status == "Refused"))
		.select(request.name)
	)
	found = When()
	if clock == ANSWER:
		reply = frappe.qb.DocType(RECORD).as_("reply")
		late = frappe.qb.from_(reply).where((reply.clock == FULL_REPLY) & (reply.breached == 1))
		found = found.when(record.case.isin(late.select(reply.case)), LATE_REPLY)
	if clock in CASE_CLOCKS:
		referral = frappe.qb.DocType("Case Referral")
		referred = frappe.qb.from_(referral).where(referral.case == record.case).select(referral.name)
		found = found.when(ExistsCriterion(referred).negate(), NOT_REFERRED)
	found = found.when(ExistsCriterion(refused), REFUSED)
	if clock == FULL_REPLY:
		first = frappe.qb.DocType(RECORD).as_("first_reply")
		unseen = frappe.qb.from_(first).where(
			(first.referral == record.referral) & (first.clock == FIRST_REPLY) & (first.breached == 1)
		)
		found = found.when(ExistsCriterion(unseen.select(first.name)), UNSEEN)
	return found.else_(UNKNOWN)


def by_reason(period: Period, within: frozenset[str] | None, clock: str, state: str) -> list[tuple[int, int]]:
	"""The reasons, and how many time limits of the clock that began in the period are in that state for each; one statement."""
	query, record = started(period, within, [clock])
	code = reason(record, clock).as_("reason")
	return query.where(STATES[state](record)).groupby(code).select(code, Count("*")).run()


def late_by_reason(period: Period, clock: str) -> list[tuple[str | None, int, int]]:
	"""Department, reason, and how many of its time limits that began in the period were met late."""
	query, record = started(period, None, [clock])
	code = reason(record, clock).as_("reason")
	keys = (record.department, code)
	return query.where(STATES["met_late"](record)).groupby(*keys).select(*keys, Count("*")).run()


def reason_names() -> dict[int, str]:
	"""In the user's language."""
	return {
		LATE_REPLY: _("A department's full reply was late"),
		NOT_REFERRED: _("The case was never referred"),
		REFUSED: _("More time was asked for and refused"),
		UNSEEN: _("The department's first reply was late as well"),
		UNKNOWN: _("Nothing on record"),
	}
