frappe.query_reports["Cases behind a Figure"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.choice_filter(
			"basis",
			__("By Day Of"),
			[
				["Received", __("Opening")],
				["Closed", __("Closing")],
				["Reopened", __("Reopening")],
				["Rated", __("Rating")],
				["More Time Asked For", __("Request for More Time")],
			],
			{ default: "Received" }
		),
		...citizen_service.case_filters(),
		citizen_service.link_filter("priority", __("Priority"), "Case Priority"),
		// What the cell was that led here.
		...["state", "stage", "suggestions", "line_by", "line", "column_by", "column"].map((fieldname) => ({
			fieldname,
			fieldtype: "Data",
			hidden: 1,
		})),
	],
};
