"""Conditions on a DocType: they count its rows on the server, and open the same rows as a list of the desk."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

import frappe
from frappe.utils import now_datetime
from pypika import Criterion
from pypika.functions import Count
from pypika.terms import Field

Condition = tuple[str, str, object]
"""A field, an operator of the framework's lists, and a value."""

OPERATORS: dict[str, Callable[[Field, object], Criterion]] = {
	"=": lambda column, value: column == value,
	"!=": lambda column, value: column != value,
	"<": lambda column, value: column < value,
	">=": lambda column, value: column >= value,
	"in": lambda column, value: column.isin(value or [""]),
	"like": lambda column, value: column.like(value),
	"is": lambda column, value: column.isnotnull() if value == "set" else column.isnull(),
}

NONE = ["-"]
"""A choice that nothing fits; the desk leaves a filter out whose list of values is empty."""


def count(doctype: str, conditions: Iterable[Condition]) -> int:
	table = frappe.qb.DocType(doctype)
	criteria = [OPERATORS[operator](table[field], value) for field, operator, value in conditions]
	return frappe.qb.from_(table).select(Count("*")).where(Criterion.all(criteria)).run()[0][0]


def route_options(conditions: Iterable[Condition]) -> dict[str, list]:
	"""The conditions as the desk's lists take them: several on one field as JSON. An empty choice stays one: none fits."""
	options: dict[str, list] = {}
	for field, operator, value in conditions:
		options.setdefault(field, []).append([operator, NONE if operator == "in" and not value else value])
	return {
		field: found[0] if len(found) == 1 else [json.dumps(condition) for condition in found]
		for field, found in options.items()
	}


def text(moment: datetime) -> str:
	return str(moment)[:19]


def midnight(now: datetime) -> datetime:
	"""Where the site's day ends."""
	return datetime.combine(now.date() + timedelta(days=1), time())


def overdue(now: datetime | None = None) -> list[Condition]:
	"""What is still owed and was due before now. For a list of the framework, an empty due date is earlier than any."""
	return [("due_on", "is", "set"), ("due_on", "<", text(now or now_datetime()))]


def due_today(now: datetime | None = None) -> list[Condition]:
	"""What is due later today, by the site's date."""
	now = now or now_datetime()
	return [("due_on", ">=", text(now)), ("due_on", "<", text(midnight(now)))]


def within(departments: frozenset[str] | None) -> list[Condition]:
	"""The rows of these departments only; of all where it is None."""
	return [] if departments is None else [("department", "in", sorted(departments))]


def card(doctype: str, conditions: list[Condition], within: list[Condition]) -> dict:
	"""A number card's answer: the number, and the list with the same filters for whoever clicks on it.

	:param within: what the framework's list knows of itself: the part of the DocType that the user may see
	"""
	return {
		"value": count(doctype, [*conditions, *within]),
		"fieldtype": "Int",
		"route": ["List", doctype],
		"route_options": route_options(conditions),
	}
