"""Who in the department works on a referral: its manager assigns its officers."""

import json

import frappe
from frappe import _
from frappe.desk.form import assign_to
from frappe.model.document import Document

from citizen_service.desk.names import names_of
from citizen_service.errors import AssignmentRefused
from citizen_service.listing import listed
from citizen_service.permissions.scope import scope_of
from citizen_service.referral.actions import expect, for_department, refuse_foreign_step

HEADS = frozenset({"Department Manager"})


@frappe.whitelist(methods=["POST"])
def assign(referral: str, officers: str | list) -> list[str]:
	"""Give a referral to officers of its department; whoever had it and is not among them has it no longer.

	:param officers: users, as a list or as JSON
	:return: whom it is with now
	:raises AssignmentRefused: nobody, or somebody who does not work in the department
	:raises NotYours: a user who does not manage the department
	"""
	document = for_department(referral)
	if not manages(document):
		refuse_foreign_step(document)
	expect(document, "assign")
	chosen = _users(officers)
	able = {row["user"] for row in officers_of(document.department)}
	if strange := [user for user in chosen if user not in able]:
		_refuse(
			_("{0} does not work in {1}: choose one of its officers.").format(
				frappe.bold(listed(strange)), frappe.bold(document.department)
			)
		)
	had = [row["user"] for row in assigned_to(referral)]
	for user in had:
		if user not in chosen:
			assign_to.remove(document.doctype, referral, user)
	if new := [user for user in chosen if user not in had]:
		assign_to.add(
			{
				"doctype": document.doctype,
				"name": referral,
				"assign_to": new,
				"description": f"{referral}: {document.subject}",
				**({"date": frappe.utils.getdate(document.due_on)} if document.due_on else {}),
			}
		)
	return chosen


def manages(document: Document) -> bool:
	"""Whether the present user is a manager of the referral's department, or of one above it."""
	departments = scope_of().departments
	return (
		departments is not None
		and document.department in departments
		and not HEADS.isdisjoint(frappe.get_roles())
	)


def officers_of(department: str) -> list[dict]:
	"""Who may be assigned, as `user` and `name`: the department's officers who are there, and its head."""
	document = frappe.get_cached_doc("Department", department)
	people = [row.user for row in document.members if row.available]
	if document.department_head:
		people.append(document.department_head)
	enabled = frappe.get_all(
		"User", {"name": ("in", people), "enabled": 1}, pluck="name", order_by="full_name asc"
	)
	names = names_of(enabled)
	return [{"user": user, "name": names[user]} for user in enabled]


def assigned_to(referral: str) -> list[dict]:
	"""Whom a referral is with now, as `user` and `name`."""
	users = frappe.get_all(
		"ToDo",
		{"reference_type": "Case Referral", "reference_name": referral, "status": "Open"},
		pluck="allocated_to",
		order_by="creation asc, name asc",
	)
	names = names_of(users)
	return [{"user": user, "name": names.get(user, user)} for user in dict.fromkeys(users)]


def _users(given: str | list) -> list[str]:
	try:
		users = json.loads(given) if isinstance(given, str) else given
	except ValueError:
		users = [given]
	if not users or not isinstance(users, list) or not all(isinstance(user, str) for user in users):
		_refuse(_("Choose at least one officer."))
	return list(dict.fromkeys(users))


def _refuse(message: str) -> None:
	frappe.throw(message, AssignmentRefused, title=_("Assignment Refused"))
