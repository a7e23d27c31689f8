import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import AssessmentRefused
from citizen_service.study.assessment import refuse_other_scale


class PriorityProposal(Document):
	"""Which priority is proposed for a case of this severity and urgency."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		priority: DF.Link
		severity: DF.Link
		urgency: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		for field in ("severity", "urgency"):
			refuse_other_scale(self, field)
		pair = {"severity": self.severity, "urgency": self.urgency, "name": ("!=", self.name or "")}
		if frappe.db.exists("Priority Proposal", pair):
			frappe.throw(
				_("There is a proposal for {0} and {1} already: change that one.").format(
					frappe.bold(_(self.severity)), frappe.bold(_(self.urgency))
				),
				AssessmentRefused,
				title=_("Proposal Exists"),
			)
