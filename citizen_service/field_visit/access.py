"""Who sees a field visit: the office all of them, a department's staff those that their department attends, or that
they attend by name. One criterion, for lists and for documents alike. Never the case itself.
"""

import frappe
from frappe.model.document import Document

from citizen_service.permissions.scope import department_scope

VISIT = "Field Visit"
CHANGES = frozenset({"write", "delete", "cancel", "submit"})


def visit_query(user: str | None = None) -> str:
	"""The list's condition."""
	user = user or frappe.session.user
	scope = department_scope(user)
	if scope is None:
		return ""
	ways = [_rows("Field Visit Person", "user", [user])]
	if scope:
		ways.append(_rows("Field Visit Department", "department", sorted(scope)))
	return f"({' or '.join(ways)})"


def has_visit_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""The document's. What took place, or was cancelled, is changed by nobody."""
	user = user or frappe.session.user
	if ptype in CHANGES and not doc.is_new() and doc.status != "Planned":
		return False
	return may_see(user, [row.department for row in doc.departments], [row.user for row in doc.people])


def may_see(user: str, departments: list[str], people: list[str]) -> bool:
	"""Whether the visit that these attend is open to `user`."""
	scope = department_scope(user)
	return scope is None or user in people or bool(scope.intersection(departments))


def _rows(child: str, field: str, values: list[str]) -> str:
	listed = ", ".join(frappe.db.escape(value) for value in values)
	return (
		f"`tab{VISIT}`.`name` in (select `parent` from `tab{child}`"
		f" where `parenttype` = '{VISIT}' and `{field}` in ({listed}))"
	)
