"""The rows of a child table are written with their document, whose rules hold for them."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.errors import BadRequest


class Row(Document):
	"""A row of a table. The framework lets whoever may create the document write one by itself, past the document's
	rules; validate and on_trash run in that case alone."""

	def validate(self) -> None:
		self.refuse_alone()

	def on_trash(self) -> None:
		self.refuse_alone()

	def refuse_alone(self) -> None:
		"""
		:raises BadRequest: always
		"""
		frappe.throw(
			_("A row is written with its document: change {0} {1} instead.").format(
				_(self.parenttype), frappe.utils.escape_html(self.parent or "")
			),
			BadRequest,
			title=_("Not Understood"),
		)
