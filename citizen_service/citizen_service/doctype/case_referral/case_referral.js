const OPEN = ["Open", "Acknowledged"];

frappe.ui.form.on("Case Referral", {
	setup(frm) {
		frm.set_query("department", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		const due = frm.doc.kind === "Appeal" ? __("Decision Due") : __("Full Reply Due");
		frm.set_df_property("due_on", "label", due);
		if (frm.is_new()) return;
		citizen_service.show_time_left(frm);
		citizen_service.offer_story(frm);
		citizen_service.offer_appeal_decision(frm);
		citizen_service.lay_out_referral(frm);
		if (!OPEN.includes(frm.doc.status)) return;
		if (!is_office()) {
			if (frm.doc.due_on) citizen_service.offer_asking_for_extension(frm);
		} else if (frappe.model.can_create("Case Referral")) {
			citizen_service.offer_deciding_on_extension(frm);
			citizen_service.offer_due_date(frm, { referral: frm.doc.name });
		}
	},
});

/** The office reads cases; a department's staff do not. */
function is_office() {
	return frappe.model.can_read("Case");
}
