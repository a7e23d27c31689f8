frappe.query_reports["Breaches of Time Limits"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.clock_filter(),
		citizen_service.department_filter(),
	],
	formatter: citizen_service.with_ways,
};
