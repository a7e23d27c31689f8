frappe.query_reports["Suggestions"] = {
	filters: citizen_service.table_filters("Outcome", "", "Received"),
	formatter: citizen_service.with_ways,
};
