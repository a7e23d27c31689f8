frappe.ui.form.on("Case Category", {
	setup(frm) {
		frm.set_query("parent_case_category", () => ({
			filters: { is_group: 1, name: ["!=", frm.doc.name] },
		}));
		frm.set_query("department", () => ({ filters: { enabled: 1 } }));
	},
});
