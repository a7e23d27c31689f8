"""The framework's calendar of field visits."""

import frappe

from citizen_service.calls import filters_in, moment_in, parsed
from citizen_service.field_visit.access import VISIT
from citizen_service.permissions.require import require

COLORS = {"Planned": "#d3e9fc", "Done": "#cdf5d6", "Cancelled": "#e2e6e9"}
"""Light ones: the framework writes in a darker shade of them."""


@frappe.whitelist(methods=["GET", "POST"])
def events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The visits between two days that the present user may see, for the calendar view, each at its hours.

	:raises BadRequest: no dates, or filters that are no list
	:raises NotYours: the role sees no visits
	"""
	require(VISIT)
	wanted = filters_in(parsed(filters, list, "filters"), "filters")
	first, last = moment_in(start, "start"), moment_in(end, "end")
	rows = frappe.get_list(
		VISIT,
		filters=[*wanted, [VISIT, "planned_start", "<=", last], [VISIT, "planned_end", ">=", first]],
		fields=["name", "subject", "planned_start", "planned_end", "status"],
		order_by="planned_start asc, name asc",
		limit_page_length=0,
	)
	return [{**row, "color": COLORS[row.status], "all_day": 0} for row in rows]
