frappe.query_reports["Time Limits by Department"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.department_filter(),
		citizen_service.clock_filter(),
	],
	formatter: citizen_service.with_ways,
};
