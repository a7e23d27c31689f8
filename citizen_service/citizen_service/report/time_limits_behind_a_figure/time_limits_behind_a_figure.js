frappe.query_reports["Time Limits behind a Figure"] = {
	filters: [
		...citizen_service.period_filters(),
		citizen_service.clock_filter(),
		citizen_service.choice_filter("state", __("Show"), [
			["", ""],
			["met_in_time", __("Met in Time")],
			["met_late", __("Met Late")],
			["open", __("Open")],
			["not_met", __("Missed and Open")],
			["paused", __("Paused")],
			["cancelled", __("Cancelled")],
			["breaches", __("Breaches")],
		]),
		citizen_service.department_filter(),
		// What the cell was that led here.
		...["line", "reason"].map((fieldname) => ({ fieldname, fieldtype: "Data", hidden: 1 })),
	],
};
