from frappe.model.document import Document


class ConfirmedContact(Document):
	"""A contact that belongs to a citizen's account; written by `confirmation.accounts` alone."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		confirmed_on: DF.Datetime
		contact: DF.Data
		user: DF.Link
	# end: auto-generated types
