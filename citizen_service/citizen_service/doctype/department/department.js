frappe.ui.form.on("Department", {
	setup(frm) {
		frm.set_query("parent_department", () => ({
			filters: { is_group: 1, name: ["!=", frm.doc.name] },
		}));
		const staff = () => ({ filters: { enabled: 1, user_type: "System User" } });
		frm.set_query("department_head", staff);
		frm.set_query("user", "members", staff);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		if (!frm.doc.email) {
			frm.dashboard.set_headline(
				__("No e-mail address: this department gets no notices of referrals."),
				"orange"
			);
		}
	},
});
