"""Which departments' records a user may see: one criterion, for lists and for documents alike.

Roles decide what may be done to a DocType (its permission table); this module decides to which rows.
A department's staff have no permission on Case and Citizen at all, so there is no criterion for them here.
"""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document

from citizen_service.referral.order import WAITING

OFFICE_ROLES = frozenset(
	{
		"Reception Officer",
		"Follow-up Officer",
		"Citizen Service Manager",
	}
)
DEPARTMENT_ROLES = frozenset({"Department Officer", "Department Manager"})
NOBODY = "1=0"


@dataclass(frozen=True)
class Scope:
	"""The departments whose records a user may see; `departments` is None where it is all of them."""

	departments: frozenset[str] | None

	def holds(self, department: str | None) -> bool:
		"""Whether a record of `department` (None: the office's own) lies within the scope."""
		return self.departments is None or (bool(department) and department in self.departments)

	def condition(self, doctype: str) -> str:
		"""The same as a condition on the DocType's `department` column; empty where nothing is closed."""
		if self.departments is None:
			return ""
		if not self.departments:
			return NOBODY
		names = ", ".join(frappe.db.escape(name) for name in sorted(self.departments))
		return f"`tab{doctype}`.`department` in ({names})"


def scope_of(user: str | None = None) -> Scope:
	"""The scope of `user` (default: the present one)."""
	return Scope(department_scope(user))


def department_scope(user: str | None = None) -> frozenset[str] | None:
	"""The departments whose records `user` may see: None for all, else those the user works in and,
	for a head, those below them."""
	user = user or frappe.session.user
	if user == "Administrator" or OFFICE_ROLES.intersection(frappe.get_roles(user)):
		return None
	own = frappe.get_all(
		"Department Member",
		filters={"user": user, "parenttype": "Department"},
		pluck="parent",
		order_by="parent asc",
	)
	return frozenset(own).union(_below(user))


def figures_scope(user: str | None = None) -> frozenset[str] | None:
	"""The departments whose figures a user may see: a supervisor those of all, who reads no single record."""
	if "Citizen Service Supervisor" in frappe.get_roles(user or frappe.session.user):
		return None
	return department_scope(user)


def _below(user: str) -> set[str]:
	"""The departments that `user` heads, and all departments below those."""
	headed = frappe.qb.DocType("Department").as_("headed")
	department = frappe.qb.DocType("Department")
	rows = (
		frappe.qb.from_(headed)
		.join(department)
		.on((department.lft >= headed.lft) & (department.rgt <= headed.rgt))
		.where(headed.department_head == user)
		.select(department.name)
		.distinct()
		.orderby(department.name)
	).run()
	return {name for (name,) in rows}


def referral_query(user: str | None = None) -> str:
	"""A department does not see what waits for its turn."""
	condition = scope_of(user).condition("Case Referral")
	return f"({condition} and `tabCase Referral`.`status` != '{WAITING}')" if condition else ""


def response_query(user: str | None = None) -> str:
	return scope_of(user).condition("Response")


def service_level_query(user: str | None = None) -> str:
	return scope_of(user).condition("Service Level Record")


def extension_query(user: str | None = None) -> str:
	return scope_of(user).condition("Extension Request")


def has_referral_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	scope = scope_of(user)
	return scope.holds(doc.department) and (scope.departments is None or doc.status != WAITING)


def has_response_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return scope_of(user).holds(_department_of_response(doc))


def has_service_level_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return scope_of(user).holds(doc.department)


def has_extension_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	return scope_of(user).holds(doc.department)


def _department_of_response(doc: Document) -> str | None:
	"""A response that is being written has its referral's department, whatever was sent with it."""
	if doc.is_new() and doc.referral:
		return frappe.db.get_value("Case Referral", doc.referral, "department")
	return doc.department
