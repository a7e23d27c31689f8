from fractions import Fraction

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from citizen_service.errors import InvalidFindingRule
from citizen_service.periodic_report.findings import (
	ComparedWith,
	Direction,
	LookAt,
	Rule,
	unknown_places,
)


class FindingRule(Document):
	"""When a movement of the figures is noted in periodic reports, and in which words."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at_most: DF.Int
		compared_with: DF.Literal["Period Before", "Same Period Last Year"]
		direction: DF.Literal["Rises", "Falls", "Rises or Falls", "Is at Least", "Is at Most"]
		enabled: DF.Check
		indicator_key: DF.Data | None
		least_base: DF.Int
		least_difference: DF.Float
		least_relative: DF.Float
		look_at: DF.Literal[
			"Indicator of the Office",
			"Indicator of Each Department",
			"Line of a Table",
			"Recommendation Not Done",
		]
		rank: DF.Int
		rule_name: DF.Data
		sentence_ar: DF.SmallText
		sentence_en: DF.SmallText
		severity: DF.Literal["Good", "Notice", "Important"]
		table_key: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		for field in ("sentence_ar", "sentence_en"):
			self.refuse_unknown_places(field)

	def refuse_unknown_places(self, field: str) -> None:
		"""
		:raises InvalidFindingRule: the sentence names a place that nothing fills in, or its braces do not match
		"""
		label = _(self.meta.get_label(field))
		try:
			unknown = unknown_places(self.get(field) or "")
		except ValueError:
			self.refuse(_("{0}: its braces do not match.").format(label))
		if unknown:
			self.refuse(
				_("{0}: nothing is filled in for {1}.").format(
					label, " ".join(f"{{{name}}}" for name in map(frappe.utils.escape_html, unknown))
				)
			)

	def refuse(self, message: str) -> None:
		frappe.throw(message, InvalidFindingRule, title=_("Finding Rule"))

	def as_rule(self) -> Rule:
		"""As plain data for `findings.note`."""
		return Rule(
			name=self.name,
			look_at=LookAt(self.look_at),
			direction=Direction(self.direction),
			sentence={"ar": self.sentence_ar, "en": self.sentence_en},
			key=self.indicator_key or "",
			table=self.table_key or "",
			compared_with=ComparedWith(self.compared_with),
			least_difference=Fraction(str(flt(self.least_difference))),
			least_relative=Fraction(str(flt(self.least_relative))),
			least_base=cint(self.least_base),
			at_most=cint(self.at_most),
			severity=self.severity,
		)
