frappe.query_reports["Emergency Register"] = {
	filters: [
		...citizen_service.period_filters(),
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
