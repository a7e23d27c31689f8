frappe.ui.form.on("Citizen", {
	setup(frm) {
		frm.set_query("area", () => ({ filters: { enabled: 1, is_group: 0 } }));
		frm.set_query("represents", () => ({
			filters: { name: ["!=", frm.doc.name], citizen_type: ["!=", "Representative"] },
		}));
	},

	refresh(frm) {
		if (!frm.is_new() && frappe.model.can_create("Case")) {
			frm.add_custom_button(__("New Case"), () => frappe.new_doc("Case", { citizen: frm.doc.name }));
		}
	},
});
