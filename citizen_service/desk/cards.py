"""Numbers on the workspaces that the framework's own number cards cannot count, as they depend on the time of day.

Each method takes the card's filters, of which ours have none, and returns the number with the list behind it: both
come of the same conditions, and of the same instant.
"""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta

import frappe
from frappe.utils import getdate, now_datetime
from pypika import Criterion
from pypika.functions import Count
from pypika.terms import Field

from citizen_service.permissions.require import require
from citizen_service.permissions.scope import department_scope
from citizen_service.sla.instants import instant_of, present, to_column
from citizen_service.sla.records import RECORD
from citizen_service.states.meaning import states_in

WITH_DEPARTMENT = ["Open", "Acknowledged"]

Condition = tuple[str, str, object]
"""A field, an operator of the framework's lists, and a value."""

OPERATORS: dict[str, Callable[[Field, object], Criterion]] = {
	"=": lambda column, value: column == value,
	"<": lambda column, value: column < value,
	">=": lambda column, value: column >= value,
	"in": lambda column, value: column.isin(value or [""]),
	"is": lambda column, value: column.isnotnull() if value == "set" else column.isnull(),
}


@frappe.whitelist(methods=["GET", "POST"])
def overdue_cases(filters: str | list | dict | None = None) -> dict:
	"""Open cases whose answer to the citizen is overdue."""
	require("Case")
	# For a list of the framework, an empty due date (of a paused case) is earlier than any time.
	return _card(
		"Case",
		("closed_on", "is", "not set"),
		("due_on", "is", "set"),
		("due_on", "<", _text(now_datetime())),
	)


@frappe.whitelist(methods=["GET", "POST"])
def overdue_referrals(filters: str | list | dict | None = None) -> dict:
	"""Referrals still with a department of the user's whose full reply is overdue."""
	require("Case Referral")
	return _card(
		"Case Referral",
		("status", "in", WITH_DEPARTMENT),
		("due_on", "is", "set"),
		("due_on", "<", _text(now_datetime())),
		scoped=True,
	)


@frappe.whitelist(methods=["GET", "POST"])
def responses_to_decide(filters: str | list | dict | None = None) -> dict:
	"""Responses that wait for a decision: a department's own for its manager, the others for Follow-up."""
	require("Response")
	stage = "Follow-up Review" if department_scope() is None else "Department Review"
	return _card("Response", ("workflow_state", "in", states_in("Response", stage)), scoped=True)


@frappe.whitelist(methods=["GET", "POST"])
def time_limits_due_today(filters: str | list | dict | None = None) -> dict:
	"""Running time limits that are due later today, by the site's date."""
	require(RECORD)
	tonight = datetime.combine(getdate() + timedelta(days=1), time())
	return _card(
		RECORD,
		("status", "=", "Running"),
		("due_utc", ">=", _now()),
		("due_utc", "<", _text(to_column(instant_of(tonight)))),
		scoped=True,
	)


@frappe.whitelist(methods=["GET", "POST"])
def overdue_time_limits(filters: str | list | dict | None = None) -> dict:
	"""Running time limits whose due date has gone by."""
	require(RECORD)
	return _card(RECORD, ("status", "=", "Running"), ("due_utc", "<", _now()), scoped=True)


@frappe.whitelist(methods=["GET", "POST"])
def warned_time_limits(filters: str | list | dict | None = None) -> dict:
	"""Running time limits for which a warning was given, and which are not overdue yet."""
	require(RECORD)
	return _card(
		RECORD, ("status", "=", "Running"), ("due_utc", ">=", _now()), ("warned", "=", 1), scoped=True
	)


def _now() -> str:
	return _text(to_column(present()))


def _text(moment: datetime) -> str:
	return str(moment)[:19]


def _card(doctype: str, *conditions: Condition, scoped: bool = False) -> dict:
	"""The number, and the list with the same filters for whoever clicks on it.

	:param scoped: the user sees a part of the DocType only, by its department; the framework's list knows it
	"""
	table = frappe.qb.DocType(doctype)
	criteria = [OPERATORS[operator](table[field], value) for field, operator, value in conditions]
	departments = department_scope() if scoped else None
	if departments is not None:
		criteria.append(table.department.isin(sorted(departments) or [""]))
	number = frappe.qb.from_(table).select(Count("*")).where(Criterion.all(criteria)).run()[0][0]
	return {
		"value": number,
		"fieldtype": "Int",
		"route": ["List", doctype],
		"route_options": _route_options(conditions),
	}


def _route_options(conditions: tuple[Condition, ...]) -> dict[str, list]:
	"""The conditions as the desk's lists take them: several on one field as JSON."""
	options: dict[str, list] = {}
	for field, operator, value in conditions:
		options.setdefault(field, []).append([operator, value])
	return {
		field: found[0] if len(found) == 1 else [json.dumps(condition) for condition in found]
		for field, found in options.items()
	}
