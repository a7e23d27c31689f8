frappe.listview_settings["Public Figures"] = {
	hide_name_column: false,
	get_indicator(doc) {
		const color = { Draft: "orange", Published: "green", Withdrawn: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
