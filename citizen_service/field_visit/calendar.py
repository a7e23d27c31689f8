"""The framework's calendar of field visits."""

import frappe

from citizen_service.field_visit.access import VISIT

COLORS = {"Planned": "#2490ef", "Done": "#28a745", "Cancelled": "#a0a6ad"}


@frappe.whitelist(methods=["GET", "POST"])
def events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The visits between two days that the present user may see, for the calendar view.

	:raises frappe.PermissionError: the role sees no visits
	"""
	wanted = frappe.parse_json(filters) or []
	rows = frappe.get_list(
		VISIT,
		filters=[*wanted, [VISIT, "planned_start", "<=", end], [VISIT, "planned_end", ">=", start]],
		fields=["name", "subject", "planned_start", "planned_end", "status"],
		order_by="planned_start asc, name asc",
		limit_page_length=0,
	)
	return [{**row, "color": COLORS[row.status]} for row in rows]
