from html import unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import strip_html

from citizen_service.answer.access import own_departments
from citizen_service.answer.placeholders import PLACES, unknown_places
from citizen_service.errors import InvalidTemplate, NotYours
from citizen_service.listing import listed


class ResponseTemplate(Document):
	"""A text that responses begin with, filled in with what the case holds."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		body: DF.TextEditor
		case_type: DF.Link | None
		category: DF.Link | None
		department: DF.Link | None
		enabled: DF.Check
		for_cancellation: DF.Check
		kind: DF.Literal[
			"", "Stage Update", "Interim Reply", "Full Reply", "Advice", "Request for Information"
		]
		language: DF.Link
		title: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_empty_body()
		self.refuse_unknown_places()
		self.refuse_foreign_department()

	def refuse_empty_body(self) -> None:
		if not unescape(strip_html(self.body or "")).strip():
			frappe.throw(
				_("The text is empty: write the template first."),
				InvalidTemplate,
				title=_("Response Template"),
			)

	def refuse_unknown_places(self) -> None:
		unknown = unknown_places(self.body)
		if not unknown:
			return
		allowed = (f"{{{name}}}" for pair in PLACES.items() for name in pair)
		frappe.throw(
			_("The text holds what nothing fills in: {0}. These can stand there: {1}.").format(
				listed(frappe.bold(f"<bdi>{frappe.utils.escape_html(text)}</bdi>") for text in unknown),
				listed(f"<bdi>{text}</bdi>" for text in allowed),
			),
			InvalidTemplate,
			title=_("Unknown Place"),
		)

	def refuse_foreign_department(self) -> None:
		"""A department's manager keeps the templates of their own departments, and moves none elsewhere."""
		own = own_departments()
		if own is not None and self.department not in own:
			frappe.throw(
				_("Choose your own department: general templates are kept by the office."),
				NotYours,
				title=_("Not Permitted"),
			)
