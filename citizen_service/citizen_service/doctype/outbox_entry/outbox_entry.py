from frappe.model.document import Document


class OutboxEntry(Document):
	"""Something that must follow an action: a notice, an assignment, a delivery. Written with the action, done by a worker, once."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Data
		attempts: DF.Int
		available_at: DF.Datetime | None
		done_at: DF.Datetime | None
		idempotency_key: DF.Data | None
		last_error: DF.Code | None
		lease_token: DF.Data | None
		leased_until: DF.Datetime | None
		payload: DF.JSON | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		status: DF.Literal["Pending", "Leased", "Done", "Failed"]
	# end: auto-generated types
