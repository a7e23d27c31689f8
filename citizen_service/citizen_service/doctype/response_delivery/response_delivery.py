from citizen_service.row import Row


class ResponseDelivery(Row):
	"""One delivery of a response to the citizen: by what means, when, by whom, whether it arrived."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["E-mail", "SMS", "Phone", "Letter", "In Person", "Portal"]
		delivered_by: DF.Link | None
		delivered_on: DF.Datetime | None
		email_queue: DF.Data | None
		note: DF.SmallText | None
		not_received_note: DF.SmallText | None
		not_received_on: DF.Datetime | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		recipient: DF.Data | None
		status: DF.Literal["Pending", "Delivered", "Failed", "Given", "Superseded", "Notice Only"]
	# end: auto-generated types
