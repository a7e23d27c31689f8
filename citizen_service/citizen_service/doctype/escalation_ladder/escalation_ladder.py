import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.citizen_service.doctype.escalation_ladder.refusals import refusals
from citizen_service.errors import InvalidLadder
from citizen_service.marks import keep_single
from citizen_service.sla.reading import clear_cache, step_key
from citizen_service.sla.retiming import follow


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
		self.refuse_problems()
		self.name_new_steps()

	def clear_what_a_step_does_not_use(self) -> None:
		for row in self.steps:
			if row.action == "Raise Priority":
				row.recipient = None
			else:
				row.priority = None
			if row.recipient != "Role":
				row.role = None

	def refuse_problems(self) -> None:
		"""Refuse what could not be taken, each problem with its row and field.

		:raises InvalidLadder: always with everything that is wrong
		"""
		if found := refusals(self):
			frappe.throw("<br>".join(found), InvalidLadder, title=_("Escalation Ladder"))

	def name_new_steps(self) -> None:
		"""A row keeps the key by which the ledgers know its step, however it is changed or moved; a new one gets
		its own. A seed brings the keys of its rows.
		"""
		before = self.get_doc_before_save()
		known = {row.name: step_key(row) for row in before.steps} if before else {}
		taken = {known[row.name] for row in self.steps if row.name in known}
		for row in self.steps:
			if row.name in known:
				row.step_key = known[row.name]
			elif not row.step_key or row.step_key in taken:
				row.step_key = frappe.generate_hash(length=16)
			taken.add(row.step_key)

	def before_save(self) -> None:
		keep_single(self, "is_default")

	def on_update(self) -> None:
		clear_cache()
		follow(self)

	def on_trash(self) -> None:
		clear_cache()
