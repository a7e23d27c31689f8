frappe.query_reports["Time Limits by Department"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.month_start(),
			reqd: 1,
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
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
				].map((value) => ({ value, label: __(value) })),
			],
		},
	],
};
