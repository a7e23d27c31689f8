frappe.listview_settings["Periodic Report"] = {
	hide_name_column: false,
	add_fields: ["computation", "sent_on"],
	has_indicator_for_draft: true,
	has_indicator_for_cancelled: true,
	get_indicator(doc) {
		if (doc.docstatus === 2) return [__("Cancelled"), "gray", "docstatus,=,2"];
		if (doc.docstatus === 1 && doc.sent_on) return [__("Sent"), "green", "docstatus,=,1|sent_on,is,set"];
		if (doc.docstatus === 1) return [__("Approved"), "blue", "docstatus,=,1|sent_on,is,not set"];
		if (doc.computation === "Failed") return [__("Failed"), "red", "docstatus,=,0|computation,=,Failed"];
		if (doc.computation === "Computing") return [__("Computing"), "yellow", "docstatus,=,0|computation,=,Computing"];
		return [__("Draft"), "orange", "docstatus,=,0"];
	},
};
