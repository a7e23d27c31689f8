frappe.query_reports["Cases by Department"] = {
	filters: [
		...citizen_service.period_filters(),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Department", label: __("Department") },
				{ value: "Type", label: __("Type") },
				{ value: "Department and Type", label: __("Department and Type") },
			],
			default: "Department",
			reqd: 1,
		},
		{
			fieldname: "department",
			label: __("Department"),
			fieldtype: "Link",
			options: "Department",
		},
		{
			fieldname: "case_type",
			label: __("Type"),
			fieldtype: "Link",
			options: "Case Type",
		},
	],
	formatter: citizen_service.with_ways,
};
