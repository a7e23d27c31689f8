"""An answer that the citizen was told is ready, on the tracking page: shown there, and thereby delivered."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.delivery.actions import mark_delivered
from citizen_service.outbox.post import Entry, post_many

NOTICE_ONLY = "Notice Only"


def ready_answers(case: str) -> list[str]:
	"""The responses of a case that await their reader on the tracking page."""
	response, delivery = frappe.qb.DocType("Response"), frappe.qb.DocType("Response Delivery")
	rows = (
		frappe.qb.from_(delivery)
		.join(response)
		.on((response.name == delivery.parent) & (delivery.parenttype == "Response"))
		.where((response.case == case) & response.delivered_on.isnull() & (delivery.status == NOTICE_ONLY))
		.select(response.name)
		.distinct()
		.orderby(response.name)
	).run()
	return [name for (name,) in rows]


def were_read(responses: list[str]) -> None:
	"""The citizen has them on the screen; the delivery is recorded by the worker."""
	now = str(now_datetime())
	post_many(
		Entry("read_on_portal", "Response", name, f"read_on_portal:{name}", {"at": now}) for name in responses
	)


def read_on_portal(doc: Document, payload: dict) -> None:
	"""Action "read_on_portal": who held reference and secret code has read the response."""
	if doc.delivered_on:
		return
	when = get_datetime(payload["at"])
	doc.append(
		"deliveries",
		{
			"channel": "Portal",
			"status": "Delivered",
			"delivered_on": when,
			"note": _("Read on the tracking page, with the secret code."),
		},
	)
	mark_delivered(doc, when)
	doc.flags.ignore_permissions = True
	doc.save()
