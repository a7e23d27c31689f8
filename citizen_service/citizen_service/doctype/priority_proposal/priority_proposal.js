frappe.ui.form.on("Priority Proposal", {
	setup(frm) {
		citizen_service.offer_levels(frm, { severity: "Severity", urgency: "Urgency" });
		frm.set_query("priority", () => ({ filters: { enabled: 1 } }));
	},
});
