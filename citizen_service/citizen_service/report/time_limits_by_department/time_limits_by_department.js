frappe.query_reports["Time Limits by Department"] = {
	filters: [
		...citizen_service.period_filters(),
		{
			fieldname: "department",
			label: __("Department"),
			fieldtype: "Link",
			options: "Department",
		},
		{
			fieldname: "clock",
			label: __("Time Limit For"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				...[
					"Acknowledge",
					"First Reply of Department",
					"Full Reply of Department",
					"Answer to Citizen",
					"Appeal",
				].map((value) => ({ value, label: __(value) })),
			],
		},
	],
	formatter: citizen_service.with_ways,
};
