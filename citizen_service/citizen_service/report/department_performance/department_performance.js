frappe.query_reports["Department Performance"] = {
	filters: [...citizen_service.period_filters(), citizen_service.department_filter()],
	formatter: citizen_service.with_ways,
};
