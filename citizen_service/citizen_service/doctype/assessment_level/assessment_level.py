import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import AssessmentRefused
from citizen_service.study.proposal import MEANINGS


class AssessmentLevel(Document):
	"""One level of a scale by which cases are assessed, or appeals decided."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		level_name: DF.Data
		meaning: DF.Literal[
			"", "Within Competence", "Outside Competence", "Upheld", "Partly Upheld", "Rejected"
		]
		rank: DF.Int
		scale: DF.Literal["Severity", "Urgency", "Validity", "Competence", "Appeal"]
	# end: auto-generated types

	def validate(self) -> None:
		"""A meaning belongs to its scale; what came of an appeal always has one."""
		if (self.meaning or "") not in MEANINGS[self.scale]:
			known = " · ".join(_(meaning) for meaning in MEANINGS[self.scale] if meaning) or "—"
			frappe.throw(
				_("A level of the scale {0} can mean: {1}.").format(frappe.bold(_(self.scale)), known),
				AssessmentRefused,
				title=_("Meaning Does Not Fit"),
			)
