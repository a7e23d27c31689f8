"""Whom a time limit concerns: the person it is assigned to, and those above. Read once for many clocks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import frappe

from citizen_service.delegation.holding import stand_ins
from citizen_service.permissions.scope import OFFICE_ROLES

RECORD = "Service Level Record"
SETTINGS = "Citizen Service Settings"
MANAGER = "Citizen Service Manager"

ASSIGNED = "Assigned Person"
HEAD = "Department Head"
HEAD_ABOVE = "Parent Department's Head"
ON_DUTY = "Manager on Duty"
ROLE = "Role"


class People:
	"""Who stands where for some clocks (rows of Service Level Record with case, referral and department).

	However many clocks there are, at most six statements: assignments, roles, departments, their members,
	the manager on duty, and who stands in for whom.
	"""

	def __init__(self, rows: Iterable[dict], roles: Iterable[str] = ()) -> None:
		"""`roles`: those that `whom` will be asked for."""
		self.rows = list(rows)
		self.asked = frozenset(roles)

	def whom(self, row: dict, recipient: str, role: str | None = None) -> list[str]:
		"""The users meant by a recipient of an escalation step: only enabled ones who may read the document.

		Nothing falls silent because a place is empty: the assigned person is stood in for by the department's
		head, that one by the head of the nearest department above that has one, that one (and holders of a role
		that nobody has) by the manager on duty, and that one by all managers. A case's own clocks have no
		department: from the assigned Follow-up officer they go to the manager on duty at once.
		"""
		for users in self._chain(row, recipient, role):
			if able := self.able(users, row):
				return able
		return []

	def able(self, users: Iterable[str], row: dict) -> list[str]:
		"""Those of the users who are enabled and may read the clock and its document.

		In the place of an absent one stands who stands in, if that one may read them too.
		"""
		present = (self._present(user, row) for user in users if self._may_read(user, row))
		return list(dict.fromkeys(present))

	def _present(self, user: str, row: dict) -> str:
		other = self._stand_ins.get(user)
		return other if other and self._may_read(other, row) else user

	def _chain(self, row: dict, recipient: str, role: str | None) -> Iterator[list[str]]:
		if recipient == ROLE:
			yield self._holders[role]
		if recipient == ASSIGNED:
			yield self._assigned[document_of(row)]
		if recipient in (ASSIGNED, HEAD, HEAD_ABOVE):
			own, *above = [[head] if head else [] for head in self._heads(row["department"])] or [[]]
			yield from above if recipient == HEAD_ABOVE else (own, *above)
		yield [on_duty] if (on_duty := frappe.get_cached_doc(SETTINGS).manager_on_duty) else []
		yield self._holders[MANAGER]

	def _may_read(self, user: str, row: dict) -> bool:
		"""As roles and scope have it. What is written to a user is in the end composed with their own rights."""
		roles = self._roles.get(user, frozenset())
		if not all(roles & self._readers[doctype] for doctype in (RECORD, document_of(row)[0])):
			return False
		department = row["department"]
		return bool(
			roles & OFFICE_ROLES
			or (department and (user in self._members[department] or user in self._heads(department)))
		)

	def _heads(self, department: str | None) -> Iterator[str | None]:
		"""The heads of a department and of those above it, upwards."""
		while department:
			department, head = self._departments.get(department, (None, None))
			yield head

	@cached_property
	def _assigned(self) -> dict[tuple[str, str], list[str]]:
		"""Document → the users with an open assignment."""
		todo = frappe.qb.DocType("ToDo")
		names = {name for row in self.rows for name in (row["case"], row["referral"]) if name}
		rows = (
			frappe.qb.from_(todo)
			.where(
				todo.reference_type.isin(["Case", "Case Referral"]) & todo.reference_name.isin(sorted(names))
			)
			.where(todo.status == "Open")
			.select(todo.reference_type, todo.reference_name, todo.allocated_to)
			.orderby(todo.creation)
			.orderby(todo.name)
		).run()
		found = defaultdict(list)
		for doctype, name, user in rows:
			found[doctype, name].append(user)
		return found

	@cached_property
	def _stand_ins(self) -> dict[str, str]:
		return stand_ins()

	@cached_property
	def _readers(self) -> dict[str, frozenset[str]]:
		"""DocType → the roles that read it."""
		return {
			doctype: frozenset(
				line.role for line in frappe.get_meta(doctype).permissions if line.read and not line.permlevel
			)
			for doctype in (RECORD, "Case", "Case Referral")
		}

	@cached_property
	def _roles(self) -> dict[str, frozenset[str]]:
		"""Enabled user → those of their roles that matter here."""
		matter = self.asked.union({MANAGER}, *self._readers.values())
		has, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
		rows = (
			frappe.qb.from_(has)
			.join(user)
			.on(user.name == has.parent)
			.where((has.parenttype == "User") & has.role.isin(sorted(matter)))
			.where((user.enabled == 1) & user.name.notin(["Administrator", "Guest"]))
			.select(has.parent, has.role)
			.orderby(has.parent)
		).run()
		found = defaultdict(set)
		for name, role in rows:
			found[name].add(role)
		return {name: frozenset(roles) for name, roles in found.items()}

	@cached_property
	def _holders(self) -> dict[str, list[str]]:
		found = defaultdict(list)
		for user, roles in self._roles.items():
			for role in roles:
				found[role].append(user)
		return found

	@cached_property
	def _departments(self) -> dict[str, tuple[str | None, str | None]]:
		"""Department → the one above it and its own head."""
		rows = frappe.get_all(
			"Department", fields=["name", "parent_department", "department_head"], order_by="name asc"
		)
		return {row.name: (row.parent_department, row.department_head) for row in rows}

	@cached_property
	def _members(self) -> dict[str, set[str]]:
		departments = {row["department"] for row in self.rows if row["department"]}
		rows = frappe.get_all(
			"Department Member",
			filters={"parenttype": "Department", "parent": ("in", sorted(departments))},
			fields=["parent", "user"],
			order_by="parent asc",
		)
		found = defaultdict(set)
		for row in rows:
			found[row.parent].add(row.user)
		return found


def document_of(row: dict) -> tuple[str, str]:
	"""What a clock is about, as DocType and name: the referral it is of, else the case."""
	return ("Case Referral", row["referral"]) if row["referral"] else ("Case", row["case"])
