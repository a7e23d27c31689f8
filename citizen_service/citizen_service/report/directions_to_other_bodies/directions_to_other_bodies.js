frappe.query_reports["Directions to Other Bodies"] = {
	filters: [
		...citizen_service.period_filters(),
	],
};
