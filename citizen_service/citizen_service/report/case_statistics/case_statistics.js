frappe.query_reports["Case Statistics"] = {
	filters: citizen_service.table_filters("Month", "", "Received"),
	formatter: citizen_service.with_ways,
};
