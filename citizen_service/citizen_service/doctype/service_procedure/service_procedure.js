frappe.ui.form.on("Service Procedure", {
	setup(frm) {
		frm.set_query("department", () => ({ filters: { enabled: 1, is_group: 0 } }));
		frm.set_query("category", () => ({ filters: { enabled: 1, is_group: 0 } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		show_leaflet(frm);
		if (frm.perm[0].write && frm.doc.review_on && frm.doc.review_on <= frappe.datetime.get_today()) {
			frm.dashboard.set_headline(
				__("The review date has come: check every detail, then set a later date."),
				"orange"
			);
		}
	},
});

/** The procedure as a visitor reads it, in the user's language. */
async function show_leaflet(frm) {
	const name = frm.doc.name;
	const { message } = await frappe.call({
		method: "citizen_service.reception.procedures.text",
		type: "GET",
		args: { procedure: name },
	});
	if (frm.doc.name !== name) return; // another procedure was opened meanwhile
	frm.get_field("reading").$wrapper.html(message);
}
