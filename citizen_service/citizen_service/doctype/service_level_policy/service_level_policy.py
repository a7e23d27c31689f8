import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import InvalidPolicy
from citizen_service.sla.policy import problems
from citizen_service.sla.reading import clear_cache, policies, policy_of
from citizen_service.sla.spec import Problem


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
		policy_name: DF.Data
		priority: DF.Link | None
		rank: DF.Int
		targets: DF.Table[ServiceLevelTarget]
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		working_calendar: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_doubled_target()
		self.refuse_problems()

	def refuse_doubled_target(self) -> None:
		clocks = [row.clock for row in self.targets]
		for clock in clocks:
			if clocks.count(clock) > 1:
				self.refuse(_("The time limit “{0}” is listed twice.").format(_(clock)))

	def refuse_problems(self) -> None:
		"""What the engine finds wrong: no positive amount, a period that ends before it starts, never chosen."""
		others = [policy for policy in policies() if policy.name != self.name]
		found = problems(policy_of(self), others)
		if found:
			self.refuse("<br>".join(describe(problem) for problem in found))

	def refuse(self, message: str) -> None:
		frappe.throw(message, InvalidPolicy, title=_("Service Level Policy"))

	def on_update(self) -> None:
		clear_cache()

	def on_trash(self) -> None:
		clear_cache()


def describe(problem: Problem) -> str:
	"""A problem of the engine in the user's language."""
	return {
		"target_not_positive": lambda: _("A time limit must be greater than zero."),
		"days_not_whole": lambda: _("Days are counted whole."),
		"validity_ends_before_start": lambda: _("“Valid To” lies before “Valid From”."),
		"never_chosen": lambda: _(
			"The policy {0} always comes first: this one would never be chosen."
		).format(frappe.bold(problem.params["because_of"])),
	}[problem.code]()
