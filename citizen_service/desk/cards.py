"""Numbers on the workspace that the framework's own number cards cannot count.

Each method takes the card's filters, of which ours have none, and returns the number with the list behind it.
"""

import frappe
from frappe.utils import now_datetime
from pypika import Criterion
from pypika.functions import Count

from citizen_service.permissions.require import require
from citizen_service.permissions.scope import department_scope
from citizen_service.states.meaning import states_in

WITH_DEPARTMENT = ["Open", "Acknowledged"]


@frappe.whitelist(methods=["GET", "POST"])
def overdue_cases(filters: str | list | dict | None = None) -> dict:
	"""Open cases whose answer to the citizen is overdue."""
	require("Case")
	now = now_datetime()
	case = frappe.qb.DocType("Case")
	return _card(
		"Case",
		[case.closed_on.isnull(), case.due_on < now],
		closed_on=["is", "not set"],
		due_on=["<", str(now)[:19]],
	)


@frappe.whitelist(methods=["GET", "POST"])
def overdue_referrals(filters: str | list | dict | None = None) -> dict:
	"""Referrals still with a department of the user's whose full reply is overdue."""
	require("Case Referral")
	now = now_datetime()
	referral = frappe.qb.DocType("Case Referral")
	return _card(
		"Case Referral",
		[referral.status.isin(WITH_DEPARTMENT), referral.due_on < now, *_within_scope(referral)],
		status=["in", WITH_DEPARTMENT],
		due_on=["<", str(now)[:19]],
	)


@frappe.whitelist(methods=["GET", "POST"])
def responses_to_decide(filters: str | list | dict | None = None) -> dict:
	"""Responses that wait for a decision: a department's own for its manager, the others for Follow-up."""
	require("Response")
	stage = "Follow-up Review" if department_scope() is None else "Department Review"
	states = states_in("Response", stage)
	response = frappe.qb.DocType("Response")
	return _card(
		"Response",
		[response.workflow_state.isin(states or [""]), *_within_scope(response)],
		workflow_state=["in", states],
	)


def _within_scope(table: frappe.qb.DocType) -> list[Criterion]:
	departments = department_scope()
	return [] if departments is None else [table.department.isin(sorted(departments) or [""])]


def _card(doctype: str, conditions: list[Criterion], **route_options: list) -> dict:
	"""The number, and the list with the same filters for whoever clicks on it."""
	table = frappe.qb.DocType(doctype)
	number = frappe.qb.from_(table).select(Count("*")).where(Criterion.all(conditions)).run()[0][0]
	return {"value": number, "fieldtype": "Int", "route": ["List", doctype], "route_options": route_options}
