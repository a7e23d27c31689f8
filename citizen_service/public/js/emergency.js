// The mark of an emergency on the form of a case: who may not set or clear it is told so, a reason is asked for at once.

frappe.ui.form.on("Case", {
	is_emergency(frm) {
		if (frm.is_new() || frm.doc.is_emergency) {
			if (frm.doc.is_emergency && !frm.doc.emergency_reason) frm.scroll_to_field("emergency_reason");
			return;
		}
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason for Clearing the Emergency"),
				reqd: 1,
			},
			({ reason }) => frm.set_value("emergency_cleared_reason", reason),
			__("No Longer an Emergency"),
			__("Continue")
		);
	},
});
