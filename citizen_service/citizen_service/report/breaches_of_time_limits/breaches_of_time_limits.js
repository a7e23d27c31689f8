frappe.query_reports["Breaches of Time Limits"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.choice_filter("clock", __("Time Limit For"), [
			["", ""],
			...[
				"Acknowledge",
				"First Reply of Department",
				"Full Reply of Department",
				"Answer to Citizen",
				"Appeal",
			].map((value) => [value, __(value)]),
		]),
		citizen_service.department_filter(),
	],
	formatter: citizen_service.with_ways,
};
