"""Numbers on the workspaces that the framework's own number cards cannot count: by the meaning of states and by the clock.

Each method takes the card's filters, of which ours have none, and returns the number with the list behind it: both
come of the same conditions, and of the same instant.
"""

from datetime import datetime, time, timedelta

import frappe
from frappe.utils import getdate

from citizen_service.desk import lists, views
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import department_scope
from citizen_service.sla.instants import instant_of, present, to_column
from citizen_service.sla.records import RECORD

Filters = str | list | dict | None


@frappe.whitelist(methods=["GET", "POST"])
def overdue_cases(filters: Filters = None) -> dict:
	"""Open cases whose answer to the citizen is overdue."""
	return views.count("overdue_cases")


@frappe.whitelist(methods=["GET", "POST"])
def cases_to_pass_on(filters: Filters = None) -> dict:
	"""Cases that Reception has not passed to Follow-up yet."""
	return views.count("cases_to_pass_on")


@frappe.whitelist(methods=["GET", "POST"])
def cases_to_study(filters: Filters = None) -> dict:
	"""Cases that wait for their study to begin."""
	return views.count("cases_to_study")


@frappe.whitelist(methods=["GET", "POST"])
def cases_to_refer(filters: Filters = None) -> dict:
	"""Cases under study: to be referred, or answered at once."""
	return views.count("cases_to_refer")


@frappe.whitelist(methods=["GET", "POST"])
def cases_to_answer(filters: Filters = None) -> dict:
	"""Cases whose answer to the citizen is being prepared."""
	return views.count("cases_to_answer")


@frappe.whitelist(methods=["GET", "POST"])
def cases_awaiting_the_citizen(filters: Filters = None) -> dict:
	"""Cases that stand still until the citizen says something."""
	return views.count("cases_awaiting_the_citizen")


@frappe.whitelist(methods=["GET", "POST"])
def my_cases(filters: Filters = None) -> dict:
	"""Open cases assigned to the user."""
	return views.count("my_cases")


@frappe.whitelist(methods=["GET", "POST"])
def overdue_referrals(filters: Filters = None) -> dict:
	"""Referrals still with a department of the user's whose full reply is overdue."""
	return views.count("overdue_referrals")


@frappe.whitelist(methods=["GET", "POST"])
def referrals_due_today(filters: Filters = None) -> dict:
	"""Referrals whose full reply is due later today."""
	return views.count("referrals_due_today")


@frappe.whitelist(methods=["GET", "POST"])
def new_referrals(filters: Filters = None) -> dict:
	"""Referrals that no department has taken up yet."""
	return views.count("new_referrals")


@frappe.whitelist(methods=["GET", "POST"])
def my_referrals(filters: Filters = None) -> dict:
	"""Open referrals assigned to the user."""
	return views.count("my_referrals")


@frappe.whitelist(methods=["GET", "POST"])
def returned_referrals(filters: Filters = None) -> dict:
	"""Referrals that came back and wait for Follow-up."""
	return views.count("returned_referrals")


@frappe.whitelist(methods=["GET", "POST"])
def responses_to_decide(filters: Filters = None) -> dict:
	"""Responses that wait for a decision: a department's own for its manager, the others for Follow-up."""
	return views.count("responses_to_decide")


@frappe.whitelist(methods=["GET", "POST"])
def responses_being_written(filters: Filters = None) -> dict:
	"""Responses that are still with their writers."""
	return views.count("responses_being_written")


@frappe.whitelist(methods=["GET", "POST"])
def answers_to_deliver(filters: Filters = None) -> dict:
	"""Accepted answers that have not reached the citizen."""
	return views.count("answers_to_deliver")


@frappe.whitelist(methods=["GET", "POST"])
def time_limits_due_today(filters: Filters = None) -> dict:
	"""Running time limits that are due later today, by the site's date."""
	tonight = datetime.combine(getdate() + timedelta(days=1), time())
	return _running(("due_utc", ">=", _now()), ("due_utc", "<", lists.text(to_column(instant_of(tonight)))))


@frappe.whitelist(methods=["GET", "POST"])
def overdue_time_limits(filters: Filters = None) -> dict:
	"""Running time limits whose due date has gone by."""
	return _running(("due_utc", "<", _now()))


@frappe.whitelist(methods=["GET", "POST"])
def warned_time_limits(filters: Filters = None) -> dict:
	"""Running time limits for which a warning was given, and which are not overdue yet."""
	return _running(("due_utc", ">=", _now()), ("warned", "=", 1))


def _running(*conditions: lists.Condition) -> dict:
	require(RECORD)
	return lists.card(RECORD, [("status", "=", "Running"), *conditions], lists.within(department_scope()))


def _now() -> str:
	return lists.text(to_column(present()))
