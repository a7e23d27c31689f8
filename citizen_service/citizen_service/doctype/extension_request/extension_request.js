frappe.ui.form.on("Extension Request", {
	refresh(frm) {
		if (frm.doc.status === "Requested") citizen_service.add_extension_steps(frm, frm.doc);
	},
});
