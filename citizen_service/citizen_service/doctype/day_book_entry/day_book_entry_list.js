frappe.listview_settings["Day Book Entry"] = {
	hide_name_column: true,

	// One click counts; nobody fills in a form for it.
	primary_action: () => frappe.set_route("day-book"),
};
