import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


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

	@staticmethod
	def clear_old_logs(days: int = 30) -> None:
		"""Called by the framework's Log Settings: forget what was done more than `days` ago. The rest stays."""
		table = frappe.qb.DocType("Outbox Entry")
		frappe.db.delete(
			table, filters=(table.status == "Done") & (table.done_at < Now() - Interval(days=days))
		)


def on_doctype_update() -> None:
	"""The index by which workers find what is due, oldest first."""
	frappe.db.add_index("Outbox Entry", ["status", "available_at"])
