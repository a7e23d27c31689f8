frappe.query_reports["Outcomes and Root Causes"] = {
	filters: citizen_service.table_filters("Outcome", "Type", "Closed"),
	formatter: citizen_service.with_ways,
};
