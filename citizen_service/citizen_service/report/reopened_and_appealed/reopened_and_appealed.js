frappe.query_reports["Reopened and Appealed"] = {
	filters: citizen_service.event_filters("Month"),
	formatter: citizen_service.with_ways,
};
