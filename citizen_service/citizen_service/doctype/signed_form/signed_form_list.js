frappe.listview_settings["Signed Form"] = {
	add_fields: ["integrity"],
	get_indicator(doc) {
		if (["Altered", "Missing"].includes(doc.integrity)) {
			return [__(doc.integrity), "red", `integrity,=,${doc.integrity}`];
		}
		const color = { Received: "orange", Accepted: "green", Superseded: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
