import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate

from citizen_service.citizens.arabic import key
from citizen_service.errors import InvalidProcedure
from citizen_service.permissions.files import LOCAL, PRIVATE
from citizen_service.portal.attachments import KINDS, split_name


class ServiceProcedure(Document):
	"""How a transaction is done: steps, documents, fees, duration and the law behind it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from citizen_service.citizen_service.doctype.service_procedure_document.service_procedure_document import (
			ServiceProcedureDocument,
		)
		from citizen_service.citizen_service.doctype.service_procedure_fee.service_procedure_fee import (
			ServiceProcedureFee,
		)
		from citizen_service.citizen_service.doctype.service_procedure_form.service_procedure_form import (
			ServiceProcedureForm,
		)
		from citizen_service.citizen_service.doctype.service_procedure_step.service_procedure_step import (
			ServiceProcedureStep,
		)

		category: DF.Link | None
		department: DF.Link
		documents: DF.Table[ServiceProcedureDocument]
		duration: DF.Int
		duration_unit: DF.Literal["Working Minutes", "Working Hours", "Working Days", "Calendar Days"]
		enabled: DF.Check
		fees: DF.Table[ServiceProcedureFee]
		forms: DF.Table[ServiceProcedureForm]
		keywords: DF.SmallText | None
		legal_base: DF.SmallText | None
		published: DF.Check
		review_on: DF.Date | None
		search_key: DF.SmallText | None
		steps: DF.Table[ServiceProcedureStep]
		title: DF.Data
		title_en: DF.Data | None
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		where_to_go: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_without_steps()
		self.refuse_ending_before_start()
		self.refuse_negative_numbers()
		self.refuse_disabled_department()
		self.refuse_other_files()
		self.search_key = key(" ".join(filter(None, (self.title, self.title_en, self.keywords))))

	def refuse_without_steps(self) -> None:
		if not self.steps:
			self.refuse(_("There is no step: write at least one into “Steps to Take”."))
		for row in self.steps:
			if not (row.instruction or "").strip():
				self.refuse(
					_("Steps to Take, row {0}: the step is empty. Write it, or delete the row.").format(
						row.idx
					)
				)

	def refuse_ending_before_start(self) -> None:
		if self.valid_from and self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			self.refuse(
				_("“Valid To” ({0}) lies before “Valid From” ({1}). Exchange the two dates.").format(
					formatdate(self.valid_to), formatdate(self.valid_from)
				)
			)

	def refuse_negative_numbers(self) -> None:
		for row in self.fees:
			if flt(row.amount) < 0:
				self.refuse(
					_("Fees, row {0}: the amount is negative. Give 0 for what is free of charge.").format(
						row.idx
					)
				)
		if (self.duration or 0) < 0:
			self.refuse(_("“Time Needed” is negative. Give 0 for what is done while the citizen waits."))

	def refuse_disabled_department(self) -> None:
		"""A procedure newly given to a department needs one that still works."""
		if not self.department or not self.has_value_changed("department"):
			return
		if frappe.db.get_value("Department", self.department, "enabled") == 0:
			self.refuse(
				_(
					"The department {0} is disabled: choose the one that carries out this transaction now."
				).format(frappe.bold(self.department))
			)

	def refuse_other_files(self) -> None:
		"""Forms are files that were uploaded here, of a kind that citizens can open."""
		for row in self.forms:
			name = (row.file or "").rpartition("/")[2]
			if not (row.file or "").startswith(LOCAL) or split_name(name)[1] not in KINDS:
				self.refuse(
					_(
						"Forms to Fill In, row {0}: upload a PDF, a Word file (docx) or a picture from your computer."
					).format(row.idx)
				)

	def on_update(self) -> None:
		self.attach_forms()

	def attach_forms(self) -> None:
		"""Each file listed is one of this procedure's own: only those are given out (`portal.procedures.read_form`).

		One that was uploaded before the procedure had its name, or for another one, gets a row of its own; `File` itself
		refuses the address of a file that the user may not read.
		"""
		for row in self.forms:
			own = {
				"file_url": row.file,
				"attached_to_doctype": self.doctype,
				"attached_to_name": self.name,
			}
			if row.file and not frappe.db.exists("File", own):
				private = int(row.file.startswith(PRIVATE))
				frappe.get_doc({"doctype": "File", **own, "is_private": private}).insert()

	def refuse(self, message: str) -> None:
		frappe.throw(message, InvalidProcedure, title=_("Procedure Not Saved"))
