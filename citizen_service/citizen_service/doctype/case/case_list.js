// The state's colour is the Workflow State's own; what is late and what is an emergency is marked here.

frappe.listview_settings["Case"] = {
	add_fields: ["due_on", "is_emergency"],

	formatters: {
		due_on: (value, df, doc) =>
			citizen_service.emergency_mark(doc) + citizen_service.time_left("Case", doc.name, value),
	},

	onload: citizen_service.offer_views,
};
