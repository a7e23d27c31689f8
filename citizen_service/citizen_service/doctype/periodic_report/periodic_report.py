import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from citizen_service.errors import ReportRefused
from citizen_service.periodic_report.content import hash_of
from citizen_service.statistics.period import asked_period
from citizen_service.statistics.periods import Period

COMPUTED = ("computation", "computed_on", "definitions_version", "content", "content_hash")
KEPT = (*COMPUTED, "approved_by", "approved_on", "sent_on", "sent_by")
COMPUTING, DONE, FAILED = "Computing", "Done", "Failed"
SETTLED = ("Done", "Dropped")
"""How a recommendation stands that no later report follows up."""
LEFT_TO_PEOPLE = ("status", "note")
"""What people write of a follow-up."""


class PeriodicReport(Document):
	"""What an office reports of a period: computed, then read, concluded from and approved by people; frozen from then on."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.periodic_report_finding.periodic_report_finding import (
			PeriodicReportFinding,
		)
		from citizen_service.citizen_service.doctype.periodic_report_follow_up.periodic_report_follow_up import (
			PeriodicReportFollowup,
		)
		from citizen_service.citizen_service.doctype.periodic_report_recommendation.periodic_report_recommendation import (
			PeriodicReportRecommendation,
		)

		amended_from: DF.Link | None
		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		computation: DF.Literal["", "Computing", "Done", "Failed"]
		computed_on: DF.Datetime | None
		conclusions: DF.Text | None
		content: DF.JSON | None
		content_hash: DF.Data | None
		definitions_version: DF.Data | None
		findings: DF.Table[PeriodicReportFinding]
		first_day: DF.Date
		follow_ups: DF.Table[PeriodicReportFollowup]
		kind: DF.Literal["Month", "Quarter", "Half-year", "Year", "Any"]
		last_day: DF.Date
		last_report: DF.Link | None
		recommendations: DF.Table[PeriodicReportRecommendation]
		sent_by: DF.Link | None
		sent_on: DF.Datetime | None
		summary: DF.Text | None
	# end: auto-generated types

	@property
	def period(self) -> Period:
		"""
		:raises BadPeriod: it ends before it starts, has not begun, or is too long
		"""
		return asked_period(self.first_day, self.last_day)

	def validate(self) -> None:
		self.kind = self.period.kind.value
		self.keep_what_was_computed()
		self.forget_figures_of_another_period()
		if self.is_new():
			self.take_follow_ups()
		else:
			self.keep_follow_ups()

	def keep_what_was_computed(self) -> None:
		"""Figures, seal and findings come from `keeping.keep` alone, whatever was sent; of a finding only whether it
		is left out is people's to say."""
		if self.flags.step:
			return
		before = None if self.is_new() else self.get_doc_before_save()
		for field in KEPT:
			self.set(field, before.get(field) if before else None)
		left_out = {row.name for row in self.findings if row.left_out}
		self.set("findings", before.findings if before else [])
		for row in self.findings:
			row.left_out = int(row.name in left_out)

	def forget_figures_of_another_period(self) -> None:
		"""Figures belong to the days that they were counted of."""
		before = self.get_doc_before_save()
		if before and any(
			getdate(before.get(day)) != getdate(self.get(day)) for day in ("first_day", "last_day")
		):
			for field in COMPUTED:
				self.set(field, None)
			self.set("findings", [])

	def take_follow_ups(self) -> None:
		"""What the last report recommended, and what was not settled in it."""
		self.last_report = self.last_report or last_approved(self.kind, self.first_day)
		self.set("follow_ups", [])
		if not self.last_report:
			return
		last = frappe.get_doc("Periodic Report", self.last_report)
		for row in last.follow_ups:
			if row.status not in SETTLED:
				self.append("follow_ups", _carried(row, row.first_report))
		for row in last.recommendations:
			self.append("follow_ups", _carried(row, last.name))

	def keep_follow_ups(self) -> None:
		"""Rows are neither added, taken away nor reworded: only their status and note are people's to say."""
		before = self.get_doc_before_save()
		said = {row.name: row for row in self.follow_ups}
		self.last_report = before.last_report
		self.set("follow_ups", before.follow_ups)
		for row in self.follow_ups:
			for field in LEFT_TO_PEOPLE if row.name in said else ():
				row.set(field, said[row.name].get(field))

	def before_submit(self) -> None:
		self.refuse_without_figures()
		self.refuse_unfinished_period()
		self.refuse_second_of_a_period()
		self.approved_by, self.approved_on = frappe.session.user, now_datetime()

	def before_cancel(self) -> None:
		"""The framework writes whatever is sent along with a cancelling: nothing of it is taken."""
		before = self.get_doc_before_save()
		for field in self.meta.get("fields", {"fieldtype": ("not in", no_value_fields)}):
			self.set(field.fieldname, before.get(field.fieldname))
		for field in self.meta.get_table_fields():
			self.set(field.fieldname, before.get(field.fieldname))
			for row in self.get(field.fieldname):
				row.docstatus = self.docstatus

	def refuse_without_figures(self) -> None:
		if not self.content:
			self.refuse(_("Report {0} has no figures yet: nothing can be approved.").format(self.name))
		if hash_of(self.content) != self.content_hash:
			self.refuse(_("The figures of report {0} do not fit their seal.").format(self.name))

	def refuse_unfinished_period(self) -> None:
		if getdate(self.last_day) >= getdate():
			self.refuse(_("The period has not ended yet: its report cannot be approved."))

	def refuse_second_of_a_period(self) -> None:
		other = frappe.db.get_value(
			"Periodic Report",
			{
				"first_day": self.first_day,
				"last_day": self.last_day,
				"docstatus": 1,
				"name": ("!=", self.name),
			},
			"name",
			order_by="name asc",
		)
		if other:
			self.refuse(
				_(
					"Report {0} of the same period is approved. Cancel it before another one takes its place."
				).format(other)
			)

	def on_trash(self) -> None:
		if self.docstatus:
			self.refuse(_("Report {0} was approved once: it stays in the record.").format(self.name))
		told = {"reference_doctype": self.doctype, "reference_name": self.name}
		frappe.db.delete("Outbox Entry", told)  # that there is a draft, told or not

	def refuse(self, message: str) -> None:
		frappe.throw(message, ReportRefused, title=_("Periodic Report"))


def last_approved(kind: str, first_day: str) -> str | None:
	"""The approved report of that kind whose period ended last before that day."""
	return frappe.db.get_value(
		"Periodic Report",
		{"kind": kind, "docstatus": 1, "last_day": ["<", first_day]},
		"name",
		order_by="last_day desc, name desc",
	)


def _carried(row: Document, first_report: str) -> dict:
	values = {field: row.get(field) for field in ("recommendation", "department", "due_on", "status", "note")}
	return {**values, "status": row.get("status") or "Not Begun", "first_report": first_report}
