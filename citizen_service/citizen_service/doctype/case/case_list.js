// The state's colour is the Workflow State's own; what is late and what is an emergency is marked here.

frappe.listview_settings["Case"] = {
	add_fields: ["due_on", "is_emergency"],

	formatters: {
		due_on: (value, df, doc) =>
			citizen_service.emergency_mark(doc) + citizen_service.time_left("Case", doc.name, value),
	},

	onload(list) {
		const show = (label, filters) =>
			list.page.add_inner_button(
				label,
				() => list.filter_area.clear(false).then(() => list.filter_area.add(filters())),
				__("Show")
			);
		const open = ["Case", "closed_on", "is", "not set"];
		show(__("Open"), () => [open]);
		show(__("Overdue"), () => [
			open,
			["Case", "due_on", "is", "set"], // for the framework, empty is earlier than any time
			["Case", "due_on", "<", frappe.datetime.now_datetime()],
		]);
		show(__("Due Today"), () => [open, ["Case", "due_on", "Timespan", "today"]]);
		show(__("Emergencies"), () => [open, ["Case", "is_emergency", "=", 1]]);
		show(__("Assigned to Me"), () => [
			open,
			["Case", "_assign", "like", `%${frappe.session.user}%`],
		]);
	},
};
