frappe.listview_settings["Service Level Record"] = {
	add_fields: ["status", "due_utc", "breached", "is_emergency"],
	hide_name_column: true,
	filters: [["status", "in", ["Running", "Paused"]]],

	get_indicator(doc) {
		const filter = `status,=,${doc.status}`;
		if (doc.status === "Running" && is_past(doc)) return [__("Overdue"), "red", filter];
		if (doc.status === "Met" && doc.breached) return [__("Met Late"), "orange", filter];
		const color = { Running: "blue", Paused: "yellow", Met: "green", Cancelled: "gray" }[doc.status];
		return [__(doc.status), color, filter];
	},

	// Instants are kept in universal time and shown in the office's.
	formatters: {
		due_utc: (value, df, doc) =>
			citizen_service.emergency_mark(doc) +
			citizen_service.time_left(
				"Service Level Record",
				doc.name,
				value && citizen_service.site_time(value)
			),
	},

	onload(list) {
		list.columns = list.columns.map((column) =>
			column.df && column.df.fieldname === "due_utc"
				? { ...column, df: { ...column.df, label: __("Time Left") } }
				: column
		);
		list.render_header(true);
	},
};

function is_past(doc) {
	return citizen_service.site_time(doc.due_utc) < frappe.datetime.now_datetime();
}
