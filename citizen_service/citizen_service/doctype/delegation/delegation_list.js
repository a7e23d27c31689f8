frappe.listview_settings["Delegation"] = {
	add_fields: ["from_date", "to_date", "withdrawn"],
	hide_name_column: true,
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.withdrawn) return [__("Withdrawn"), "gray", "withdrawn,=,1"];
		if (doc.from_date > today) return [__("Planned"), "blue", `withdrawn,=,0|from_date,>,${today}`];
		if (doc.to_date < today) return [__("Over"), "gray", `withdrawn,=,0|to_date,<,${today}`];
		return [__("Holds Now"), "green", `withdrawn,=,0|from_date,<=,${today}|to_date,>=,${today}`];
	},
};
