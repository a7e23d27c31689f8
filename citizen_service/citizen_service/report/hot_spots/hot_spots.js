frappe.query_reports["Hot Spots"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.choice_filter(
			"group_by",
			__("Group By"),
			[
				["Area and Category", __("Area and Category")],
				["Area", __("Area")],
				["Category", __("Category")],
				["Citizen", __("Citizen")],
			],
			{ default: "Area and Category", reqd: 1 }
		),
		{ fieldname: "at_least", label: __("At Least"), fieldtype: "Int", default: 3 },
		citizen_service.type_filter(),
	],
	formatter: citizen_service.with_ways,
};
