frappe.query_reports["Emergency Register"] = {
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
			fieldname: "area",
			label: __("Area"),
			fieldtype: "Link",
			options: "Case Area",
		},
		{
			fieldname: "only",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "All", label: __("All Emergencies") },
				{ value: "Open", label: __("Without an Answer") },
				{ value: "Cleared", label: __("Cleared") },
			],
			default: "All",
		},
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (data && column.fieldname === "taken" && data.is_open) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return shown;
	},
};
