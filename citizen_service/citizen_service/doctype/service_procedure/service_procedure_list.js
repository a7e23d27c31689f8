frappe.listview_settings["Service Procedure"] = {
	add_fields: ["enabled", "valid_from", "valid_to", "review_on"],
	filters: [["enabled", "=", 1]],

	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (!doc.enabled) return [__("Not Offered"), "gray", "enabled,=,0"];
		if (doc.valid_to && doc.valid_to < today) return [__("No Longer Valid"), "gray", `valid_to,<,${today}`];
		if (doc.valid_from && doc.valid_from > today)
			return [__("Not Yet Valid"), "blue", `valid_from,>,${today}`];
		if (doc.review_on && doc.review_on <= today)
			return [__("Review Due"), "orange", `review_on,<=,${today}`];
		return [__("In Force"), "green", "enabled,=,1"];
	},
};
