frappe.query_reports["Open Work by Age"] = {
	filters: [
		citizen_service.choice_filter(
			"of",
			__("Of"),
			[
				["Cases", __("Cases")],
				["Referrals", __("Referrals")],
			],
			{ default: "Cases", reqd: 1 }
		),
		citizen_service.choice_filter(
			"measure",
			__("By"),
			[
				["Age", __("Age")],
				["Time Overdue", __("Time Overdue")],
			],
			{ default: "Age", reqd: 1 }
		),
		citizen_service.choice_filter("group_by", __("Group By"), [
			["", ""],
			["Type", __("Type")],
			["Category", __("Category")],
			["Channel", __("Channel")],
			["Area", __("Area")],
			["Department", __("Department")],
		]),
		citizen_service.department_filter(),
		citizen_service.type_filter(),
	],
	formatter: citizen_service.with_ways,
};
