frappe.listview_settings["Outbox Entry"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const color = { Pending: "blue", Leased: "orange", Done: "green", Failed: "red" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
