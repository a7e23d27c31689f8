"""How a response reached the citizen, as the desk's panels say it: by what means, who, to whom, when."""

from collections.abc import Iterable

import frappe

from citizen_service.answer.files import refuse_departments
from citizen_service.answer.gateway import has_gateway
from citizen_service.desk.names import names_of
from citizen_service.desk.reading import rows_of
from citizen_service.identity.sealing import reachable


@frappe.whitelist(methods=["GET"])
def ways(response: str) -> dict:
	"""What the citizen of a response can be reached by, and the case's data that its steps propose.

	:return: `email` and `sms` (whether there is an address, and a number and a gateway), `recipient` (the name, unless it
		is withheld)
	:raises NotYours: somebody of a department asks
	"""
	refuse_departments()
	document = frappe.get_doc("Response", response)
	document.check_permission("read")
	case = frappe.get_doc("Case", document.case)
	has_email, has_mobile = reachable(case)
	return {"email": has_email, "sms": has_mobile and has_gateway(), "recipient": case.citizen_name}


def add_deliveries(responses: Iterable[dict]) -> None:
	"""Give each row (by its `name`) its `deliveries`, the oldest first, with the full names of people. Two statements."""
	rows = {row["name"]: row for row in responses}
	for row in rows.values():
		row["deliveries"] = []
	if not rows:
		return
	found = rows_of(
		"Response Delivery",
		["parent", "channel", "recipient", "status", "delivered_on", "delivered_by", "note"],
		["parent", "idx"],
		parent=list(rows),
		parenttype="Response",
	)
	people = names_of(delivery.delivered_by for delivery in found if delivery.delivered_by)
	for delivery in found:
		delivery.delivered_by = people.get(delivery.delivered_by, delivery.delivered_by)
		rows[delivery.pop("parent")]["deliveries"].append(delivery)
