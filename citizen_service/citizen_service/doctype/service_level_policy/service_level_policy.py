import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.citizen_service.doctype.service_level_policy.refusals import (
	never_chosen_beside,
	refusals,
)
from citizen_service.errors import InvalidPolicy
from citizen_service.sla.pointing import quoted
from citizen_service.sla.reading import clear_cache


class ServiceLevelPolicy(Document):
	"""Which time limits hold for which cases."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.service_level_target.service_level_target import (
			ServiceLevelTarget,
		)

		case_type: DF.Link | None
		category: DF.Link | None
		channel: DF.Link | None
		department: DF.Link | None
		emergency: DF.Literal["Any", "Emergencies Only", "No Emergencies"]
		enabled: DF.Check
		escalation_ladder: DF.Link | None
		grace_amount: DF.Int
		grace_unit: DF.Literal["Working Minutes", "Working Hours", "Working Days", "Calendar Days"]
		policy_name: DF.Data
		priority: DF.Link | None
		rank: DF.Int
		targets: DF.Table[ServiceLevelTarget]
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		working_calendar: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_problems()
		self.warn_of_hidden_policies()

	def refuse_problems(self) -> None:
		"""Refuse what could not hold for any case, each problem with its field and row.

		:raises InvalidPolicy: always with everything that is wrong
		"""
		if found := refusals(self):
			frappe.throw("<br>".join(found), InvalidPolicy, title=_("Service Level Policy"))

	def warn_of_hidden_policies(self) -> None:
		"""Say which other policies would never be chosen any more because of this one."""
		if hidden := never_chosen_beside(self):
			frappe.msgprint(
				_("Because of this policy, these would never be chosen any more: {0}").format(
					_listed(hidden),
				),
				title=_("Service Level Policy"),
				indicator="orange",
			)

	def on_update(self) -> None:
		clear_cache()

	def on_trash(self) -> None:
		clear_cache()


def _listed(names: list[str]) -> str:
	return " · ".join(quoted(_(name)) for name in names)
