frappe.ui.form.on("Service Level Policy", {
	refresh(frm) {
		frm.add_custom_button(__("Test Policies"), () => {
			frappe.require("policy_test.bundle.js", () =>
				citizen_service.test_policies(
					{
						case_type: frm.doc.case_type,
						category: frm.doc.category,
						department: frm.doc.department,
						priority: frm.doc.priority,
						channel: frm.doc.channel,
						is_emergency: Number(frm.doc.emergency === "Emergencies Only"),
					},
					frm.is_dirty()
				)
			);
		});
	},
});
