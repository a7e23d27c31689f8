import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, getdate, today

from citizen_service.delegation.holding import ROLES, all_from
from citizen_service.delegation.rules import Standing, contradiction
from citizen_service.errors import DelegationRefused, NotYours, RecordInUse
from citizen_service.listing import listed
from citizen_service.permissions.delegations import may_name_anybody


class Delegation(Document):
	"""Somebody is absent on some days, and somebody else stands in for them in one of their roles."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		absent_name: DF.Data | None
		absent_user: DF.Link
		from_date: DF.Date
		reason: DF.SmallText
		role: DF.Literal[
			"Reception Officer",
			"Follow-up Officer",
			"Department Officer",
			"Department Manager",
			"Citizen Service Manager",
		]
		stand_in: DF.Link
		stand_in_name: DF.Data | None
		to_date: DF.Date
		withdrawn: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_foreign_absence()
		self.refuse_oneself()
		self.refuse_wrong_days()
		if self.is_new():
			self.refuse_foreign_role()
			self.refuse_disabled()
		if not self.withdrawn:
			self.refuse_contradiction()
		self.absent_name, self.stand_in_name = get_fullname(self.absent_user), get_fullname(self.stand_in)

	def refuse_foreign_absence(self) -> None:
		"""Each for themselves; managers and admins for everybody."""
		if self.absent_user != frappe.session.user and not may_name_anybody():
			frappe.throw(
				_("You name a stand-in for yourself only. A manager does it for others."),
				NotYours,
				title=_("Not Permitted"),
			)

	def refuse_oneself(self) -> None:
		if self.absent_user == self.stand_in:
			self.refuse(_("Nobody stands in for themselves: choose somebody else."))

	def refuse_wrong_days(self) -> None:
		if getdate(self.to_date) < getdate(self.from_date):
			self.refuse(_("The last day lies before the first."))
		before = self.get_doc_before_save()
		if not before and getdate(self.from_date) < getdate(today()):
			self.refuse(_("A delegation begins today or later: nobody stood in for anybody afterwards."))
		if before and getdate(before.to_date) != getdate(self.to_date):
			if min(getdate(before.to_date), getdate(self.to_date)) < getdate(today()):
				self.refuse(_("Days that are past are not changed. Record a new delegation."))
		if before and before.withdrawn and not self.withdrawn:
			self.refuse(_("A delegation that was withdrawn stays so. Record a new one."))

	def refuse_foreign_role(self) -> None:
		if self.role not in ROLES or self.role not in frappe.get_roles(self.absent_user):
			held = [role for role in ROLES if role in frappe.get_roles(self.absent_user)]
			self.refuse(
				_("{0} does not have this role. Choose one of: {1}.").format(
					get_fullname(self.absent_user), listed(_(role) for role in held) or "–"
				)
			)

	def refuse_disabled(self) -> None:
		if not frappe.db.get_value("User", self.stand_in, "enabled"):
			self.refuse(_("{0} is disabled and cannot stand in.").format(get_fullname(self.stand_in)))

	def refuse_contradiction(self) -> None:
		mine = Standing(
			self.name or "",
			self.absent_user,
			self.stand_in,
			self.role,
			getdate(self.from_date),
			getdate(self.to_date),
		)
		found = contradiction(mine, all_from(str(mine.first)))
		if not found:
			return
		why, other = found
		self.refuse(
			{
				"twice": _("{0} is stood in for on some of these days already: {2}."),
				"stand_in_absent": _("{1} is absent on some of these days: {2}."),
				"absent_stands_in": _(
					"{0} stands in for somebody on some of these days: {2}. Withdraw that first."
				),
			}[why].format(get_fullname(self.absent_user), get_fullname(self.stand_in), other.name)
		)

	def on_trash(self) -> None:
		frappe.throw(
			_("A delegation is never deleted. Withdraw it instead."),
			RecordInUse,
			title=_("Kept in the Record"),
		)

	def refuse(self, message: str) -> None:
		frappe.throw(message, DelegationRefused, title=_("Delegation Not Possible"))
