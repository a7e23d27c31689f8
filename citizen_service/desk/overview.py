"""The state of a case at a glance: where it is, what was answered, which clocks run, what is missing."""

import frappe
from frappe.utils import now_datetime

from citizen_service.answer.panel import add_deliveries
from citizen_service.closing.gate import describe, facts_of
from citizen_service.closing.rules import gaps
from citizen_service.desk.next_steps import LIKELIEST, next_steps
from citizen_service.desk.reading import rows_of
from citizen_service.desk.time_left import clocks, in_words
from citizen_service.permissions.require import require
from citizen_service.referral.actions import OPEN
from citizen_service.sla.records import OPEN as CLOCK_OPEN
from citizen_service.sla.records import RECORD
from citizen_service.states.meaning import meaning_of, meanings


@frappe.whitelist(methods=["GET"])
def case_overview(case: str) -> dict:
	"""What Reception, Follow-up and the manager see above a case.

	:return: `referrals`, `responses` and `clocks` (times are the site's), `missing` (what closing still needs,
		in the user's language; empty for a closed case), `steps` (what the user may do now, see `next_steps`) and
		`likeliest`, the one of them that most often comes next
	"""
	require("Case")
	document = frappe.get_doc("Case", case)
	document.check_permission("read")
	meaning = meaning_of("Case", document.workflow_state)
	return {
		"referrals": _referrals(case),
		"responses": _responses(case),
		"clocks": _clocks(case),
		"missing": [] if meaning.is_closing else [describe(gap) for gap in gaps(facts_of(document))],
		"steps": next_steps(document),
		"likeliest": LIKELIEST.get(meaning.stage),
	}


def _referrals(case: str) -> list[dict]:
	fields = ["name", "department", "required", "status", "due_on", "latest_stage", "latest_stage_on"]
	fields += ["settled_reason", "belongs_to", "chase_count", "last_chased_on", "promised_on"]
	rows = rows_of("Case Referral", fields, ["referred_on", "name"], case=case)
	now = now_datetime()
	for row in rows:
		row.overdue = bool(row.status in OPEN and row.due_on and row.due_on < now)
	return rows


def _responses(case: str) -> list[dict]:
	fields = ["name", "kind", "audience", "department", "workflow_state", "creation", "delivered_on"]
	rows = rows_of("Response", fields, ["creation", "name"], case=case)
	known = meanings("Response")
	for row in rows:
		row.stage = known[row.workflow_state].stage if row.workflow_state in known else None
	add_deliveries(rows)
	return rows


def _clocks(case: str) -> list[dict]:
	record = frappe.qb.DocType(RECORD)
	rows = clocks((record.case == case) & record.status.isin(CLOCK_OPEN))
	said = in_words(rows)
	return [
		{"name": row.name, "clock": row.clock, "department": row.department, **_shown(said[row.name])}
		for row in rows
	]


def _shown(said: dict) -> dict:
	return {key: said[key] for key in ("kind", "text", "due")}
