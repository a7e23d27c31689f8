frappe.listview_settings["Extension Request"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const color = { Requested: "orange", Granted: "green", Refused: "red", Lapsed: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
