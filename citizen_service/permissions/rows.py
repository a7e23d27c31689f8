"""Rows of a child table are listed to whoever is listed their parent.

The framework asks of a list of child rows only whether the parent's DocType may be read, never which of its documents.
Each condition lets the parent's own criterion decide, and says nothing to whom that closes nothing.
"""

import frappe
from frappe.model.db_query import DatabaseQuery


def referral_chase(user: str | None = None) -> str:
	return _condition("Referral Chase", "Case Referral", user)


def response_attachment(user: str | None = None) -> str:
	return _condition("Response Attachment", "Response", user)


def response_delivery(user: str | None = None) -> str:
	return _condition("Response Delivery", "Response", user)


def service_level_event(user: str | None = None) -> str:
	return _condition("Service Level Event", "Service Level Record", user)


def visit_department(user: str | None = None) -> str:
	return _condition("Field Visit Department", "Field Visit", user)


def visit_person(user: str | None = None) -> str:
	return _condition("Field Visit Person", "Field Visit", user)


def report_finding(user: str | None = None) -> str:
	return _condition("Periodic Report Finding", "Periodic Report", user)


def report_recommendation(user: str | None = None) -> str:
	return _condition("Periodic Report Recommendation", "Periodic Report", user)


def report_follow_up(user: str | None = None) -> str:
	return _condition("Periodic Report Follow-up", "Periodic Report", user)


def _condition(child: str, parent: str, user: str | None) -> str:
	if not frappe.has_permission(parent, "read", user=user):
		return ""  # the framework refuses the list
	open_parents = DatabaseQuery(parent, user=user).build_match_conditions(as_condition=True)
	if not open_parents:
		return ""
	return f"`tab{child}`.`parent` in (select `name` from `tab{parent}` where {open_parents})"
