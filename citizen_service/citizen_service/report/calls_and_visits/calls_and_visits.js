frappe.query_reports["Calls and Visits"] = {
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
};
