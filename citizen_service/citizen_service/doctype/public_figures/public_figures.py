from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from citizen_service.errors import FiguresRefused
from citizen_service.figures.periods import FIRST_YEAR, LAST_YEAR, Period

KEPT = ("computation", "computed_on", "threshold", "published_on", "published_by", "figures")
DRAFT, PUBLISHED, WITHDRAWN = "Draft", "Published", "Withdrawn"


class PublicFigures(Document):
	"""What the office publishes of one complete month, quarter or year: computed once, frozen when published."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		computation: DF.Literal["", "Computing", "Done", "Failed"]
		computed_on: DF.Datetime | None
		figures: DF.JSON | None
		first_day: DF.Date | None
		kind: DF.Literal["Month", "Quarter", "Year"]
		last_day: DF.Date | None
		number: DF.Int
		published_by: DF.Link | None
		published_on: DF.Datetime | None
		status: DF.Literal["Draft", "Published", "Withdrawn"]
		threshold: DF.Int
		year: DF.Int
	# end: auto-generated types

	def autoname(self) -> None:
		self.name = self.period.name

	@property
	def period(self) -> Period:
		"""
		:raises FiguresRefused: there is no such month, quarter or year
		"""
		kind = self.kind or ""
		try:
			return Period(kind, cint(self.year), 1 if kind == "Year" else cint(self.number))
		except ValueError:
			self.refuse(
				_("Give a year between {0} and {1}, and for a month 1 to 12, for a quarter 1 to 4.").format(
					FIRST_YEAR, LAST_YEAR
				)
			)

	def validate(self) -> None:
		if self.is_new():
			self.clear_kept_fields()
			self.refuse_unfinished_period(getdate())
		self.refuse_change()

	def clear_kept_fields(self) -> None:
		"""Nobody brings figures of their own."""
		for field in KEPT:
			self.set(field, None)
		self.status = DRAFT
		self.number = 0 if self.kind == "Year" else self.number
		self.first_day, self.last_day = self.period.first_day, self.period.last_day

	def refuse_unfinished_period(self, today: date) -> None:
		if self.period.last_day >= today:
			self.refuse(
				_("The period {0} has not ended yet: figures are of whole periods.").format(self.name)
			)

	def refuse_change(self) -> None:
		"""What has once been public changes by the steps of `figures.actions` alone."""
		if self.get_db_value("status") in (PUBLISHED, WITHDRAWN) and not self.flags.step:
			self.refuse(
				_("The figures of {0} have been published: nothing in them changes.").format(self.name)
			)

	def on_trash(self) -> None:
		if self.status != DRAFT:
			self.refuse(
				_("The figures of {0} have been published: they stay in the record.").format(self.name)
			)

	def refuse(self, message: str) -> None:
		frappe.throw(message, FiguresRefused, title=_("Public Figures"))
