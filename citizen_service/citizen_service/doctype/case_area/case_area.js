frappe.ui.form.on("Case Area", {
	setup(frm) {
		frm.set_query("parent_case_area", () => ({
			filters: { is_group: 1, name: ["!=", frm.doc.name] },
		}));
	},
});
