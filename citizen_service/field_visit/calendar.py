"""The framework's calendar of field visits."""

import frappe

from citizen_service.calls import moment_in, parsed
from citizen_service.field_visit.access import VISIT

COLORS = {"Planned": "#2490ef", "Done": "#28a745", "Cancelled": "#a0a6ad"}


@frappe.whitelist(methods=["GET", "POST"])
def events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The visits between two days that the present user may see, for the calendar view.

	:raises BadRequest: no dates, or filters that are no list
	:raises frappe.PermissionError: the role sees no visits
	"""
	wanted = parsed(filters, list, "filters")
	first, last = moment_in(start, "start"), moment_in(end, "end")
	rows = frappe.get_list(
		VISIT,
		filters=[*wanted, [VISIT, "planned_start", "<=", last], [VISIT, "planned_end", ">=", first]],
		fields=["name", "subject", "planned_start", "planned_end", "status"],
		order_by="planned_start asc, name asc",
		limit_page_length=0,
	)
	return [{**row, "color": COLORS[row.status]} for row in rows]
