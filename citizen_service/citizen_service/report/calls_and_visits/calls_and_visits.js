frappe.query_reports["Calls and Visits"] = {
	filters: [
		...citizen_service.period_filters(),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Day", label: __("Day") },
				{ value: "Officer", label: __("Officer") },
				{ value: "Procedure", label: __("Procedure") },
				{ value: "Department", label: __("Department") },
			],
			default: "Day",
			reqd: 1,
		},
	],
	formatter: citizen_service.with_ways,
};
