frappe.query_reports["Directions to Other Bodies"] = {
	filters: [
		...citizen_service.period_filters(),
	],
	formatter: citizen_service.with_ways,
};
