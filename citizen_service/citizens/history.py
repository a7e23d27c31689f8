"""What a citizen came for before."""

from typing import Any

import frappe

from citizen_service.permissions.require import require
from citizen_service.states.meaning import STATE_FIELD, closing_states

MOST = 10


@frappe.whitelist(methods=["GET"])
def cases_of(citizen: str, besides: str = "") -> dict[str, Any]:
	"""A citizen's last cases.

	:param besides: a case to leave out: the one on whose form they are shown
	:return: `cases`: the last 10 (`name`, `subject`, `case_type`, `opened_on`, `state`, `is_open`), newest first;
		`total` and `open`: how many there are
	:raises NotYours: no permission on Case
	"""
	require("Case")
	frappe.get_doc("Citizen", citizen).check_permission("read")
	closing = closing_states()
	rows = frappe.get_list(
		"Case",
		filters={"citizen": citizen, "name": ["!=", besides]},
		fields=["name", "subject", "case_type", "opened_on", STATE_FIELD],
		order_by="opened_on desc, name desc",
		limit_page_length=0,
	)
	for row in rows:
		row.state = row.pop(STATE_FIELD)
		row.is_open = row.state not in closing
	return {"cases": rows[:MOST], "total": len(rows), "open": sum(row.is_open for row in rows)}
