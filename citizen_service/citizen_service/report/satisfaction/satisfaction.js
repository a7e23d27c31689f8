frappe.query_reports["Satisfaction"] = {
	filters: citizen_service.event_filters("Month"),
	formatter: citizen_service.with_ways,
};
