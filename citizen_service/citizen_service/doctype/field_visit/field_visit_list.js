frappe.listview_settings["Field Visit"] = {
	add_fields: ["status", "planned_start"],
	filters: [["status", "=", "Planned"]],

	get_indicator(doc) {
		const color = { Planned: "blue", Done: "green", Cancelled: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
