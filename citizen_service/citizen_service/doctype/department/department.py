import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from citizen_service.errors import DepartmentRefused
from citizen_service.in_use import refuse_deletion
from citizen_service.outbox.assignment import drop_department_rule, rename_in_rule, sync_department_rule

NAMED_BY = (
	("Case Referral", "department"),
	("Response", "department"),
	("Case Referral", "belongs_to"),
	("Case Category", "department"),
	("Service Procedure", "department"),
)


class Department(NestedSet):
	"""A body that answers referrals: sector, department, section or unit."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.department_member.department_member import (
			DepartmentMember,
		)

		assignment_method: DF.Literal["Round Robin", "Load Balancing"]
		assignment_rule: DF.Link | None
		department_code: DF.Data | None
		department_head: DF.Link | None
		department_name: DF.Data
		email: DF.Data | None
		enabled: DF.Check
		is_group: DF.Check
		lft: DF.Int
		members: DF.Table[DepartmentMember]
		old_parent: DF.Link | None
		parent_department: DF.Link | None
		phone: DF.Data | None
		rgt: DF.Int
		time_limit: DF.Int
		time_limit_unit: DF.Literal["Working Hours", "Working Days", "Calendar Days"]
	# end: auto-generated types

	def validate(self) -> None:
		self.keep_rule()
		self.set_availability()
		self.refuse_negative_limit()
		self.refuse_wrong_parent()
		self.refuse_disabled_people()
		self.refuse_doubled_officers()

	def keep_rule(self) -> None:
		"""Only the program sets the rule, and it does so in the database."""
		self.assignment_rule = frappe.db.get_value("Department", self.name, "assignment_rule")

	def set_availability(self) -> None:
		"""The framework gives rows their defaults only when their document is new."""
		for row in self.members:
			if row.available is None:
				row.available = 1

	def refuse_negative_limit(self) -> None:
		if (self.time_limit or 0) < 0:
			self.refuse(_("“Time Limit” cannot be negative. Leave 0 for the office's own policy."))

	def refuse_wrong_parent(self) -> None:
		if not self.parent_department:
			return
		if self.parent_department == self.name:
			self.refuse(_("A department cannot lie under itself."))
		if not frappe.db.get_value("Department", self.parent_department, "is_group"):
			self.refuse(
				_("{0} has no departments under it: tick “Is Group” there first.").format(
					frappe.bold(self.parent_department)
				)
			)

	def refuse_disabled_people(self) -> None:
		"""Officers who are away (not available) may stay listed although their user is disabled."""
		people = [self.department_head] if self.department_head else []
		people += [row.user for row in self.members if row.available]
		enabled = frappe.get_all(
			"User", {"name": ("in", people), "enabled": 1}, pluck="name", order_by="name"
		)
		for person in people:
			if person not in enabled:
				self.refuse(
					_("The user {0} is disabled: choose another head or officer.").format(frappe.bold(person))
				)

	def refuse_doubled_officers(self) -> None:
		seen = set()
		for row in self.members:
			if row.user in seen:
				self.refuse(
					_("Row {0}: {1} is listed already as an officer of this department.").format(
						row.idx, frappe.bold(row.user)
					)
				)
			seen.add(row.user)

	def refuse(self, message: str) -> None:
		frappe.throw(message, DepartmentRefused, title=_("Department Not Saved"))

	def on_update(self) -> None:
		super().on_update()
		sync_department_rule(self)

	def on_trash(self) -> None:
		refuse_deletion(self.name, NAMED_BY, _("Disable it instead: it then takes no more referrals."))
		drop_department_rule(self)
		super().on_trash()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		super().after_rename(old, new, merge)
		rename_in_rule(self, old, new)
