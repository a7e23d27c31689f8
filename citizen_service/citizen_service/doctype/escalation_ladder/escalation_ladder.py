import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import InvalidLadder
from citizen_service.marks import keep_single
from citizen_service.sla.ladder import problems
from citizen_service.sla.reading import clear_cache, steps_of
from citizen_service.sla.retiming import follow
from citizen_service.sla.spec import Problem


class EscalationLadder(Document):
	"""Who is told, and what is done, as a time limit runs out and after it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.escalation_step.escalation_step import EscalationStep

		is_default: DF.Check
		ladder_name: DF.Data
		steps: DF.Table[EscalationStep]
	# end: auto-generated types

	def validate(self) -> None:
		self.clear_what_a_step_does_not_use()
		self.refuse_incomplete_steps()
		self.refuse_problems()

	def clear_what_a_step_does_not_use(self) -> None:
		for row in self.steps:
			if row.action == "Raise Priority":
				row.recipient = None
			else:
				row.priority = None
			if row.recipient != "Role":
				row.role = None

	def refuse_incomplete_steps(self) -> None:
		for row in self.steps:
			if row.action == "Raise Priority" and not row.priority:
				self.refuse(_("Step {0}: choose the new priority.").format(row.idx))
			if row.action != "Raise Priority" and not row.recipient:
				self.refuse(_("Step {0}: choose whom.").format(row.idx))
			if row.recipient == "Role" and not row.role:
				self.refuse(_("Step {0}: choose the role.").format(row.idx))
			if row.action == "Reassign" and row.recipient in ("Role", "Assigned Person"):
				self.refuse(_("Step {0}: a case is reassigned to one person, not to a role.").format(row.idx))

	def refuse_problems(self) -> None:
		found = problems(steps_of(self))
		if found:
			self.refuse("<br>".join(describe(problem) for problem in found))

	def refuse(self, message: str) -> None:
		frappe.throw(message, InvalidLadder, title=_("Escalation Ladder"))

	def before_save(self) -> None:
		keep_single(self, "is_default")

	def on_update(self) -> None:
		clear_cache()
		follow(self)

	def on_trash(self) -> None:
		clear_cache()


def describe(problem: Problem) -> str:
	"""A problem of the engine in the user's language."""
	row = problem.row + 1
	if problem.code == "step_twice":
		return _("Step {0} is the same as step {1}.").format(row, problem.params["other"] + 1)
	return _("Step {0}: enter a number from {1} to 10000.").format(row, problem.params["lowest"])
