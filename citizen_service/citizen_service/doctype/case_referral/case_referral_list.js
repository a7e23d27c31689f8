frappe.listview_settings["Case Referral"] = {
	add_fields: ["status", "due_on", "is_emergency"],
	filters: [["status", "in", ["Open", "Acknowledged"]]],

	get_indicator(doc) {
		const color = citizen_service.referral_colors[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},

	formatters: {
		due_on: (value, df, doc) =>
			citizen_service.emergency_mark(doc) + citizen_service.time_left("Case Referral", doc.name, value),
	},

	onload: citizen_service.offer_views,
};
