frappe.query_reports["Staff Workload"] = {
	filters: citizen_service.period_filters(),
	formatter: citizen_service.with_ways,
};
