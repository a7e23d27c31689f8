frappe.listview_settings["Service Level Record"] = {
	add_fields: ["status", "due_utc", "breached"],

	get_indicator(doc) {
		const filter = `status,=,${doc.status}`;
		if (doc.status === "Running" && is_past(doc)) return [__("Overdue"), "red", filter];
		if (doc.status === "Met" && doc.breached) return [__("Met Late"), "orange", filter];
		const color = { Running: "blue", Paused: "yellow", Met: "green", Cancelled: "gray" }[doc.status];
		return [__(doc.status), color, filter];
	},

	formatters: {
		due_utc: (value) => (value ? frappe.datetime.str_to_user(site_time(value)) : ""),
	},
};

function is_past(doc) {
	return doc.breached || (doc.due_utc && site_time(doc.due_utc) < frappe.datetime.now_datetime());
}

/** An instant in universal time as the framework writes it in the site's time. */
function site_time(utc) {
	return moment.utc(utc).tz(frappe.sys_defaults.time_zone).format(frappe.defaultDatetimeFormat);
}
