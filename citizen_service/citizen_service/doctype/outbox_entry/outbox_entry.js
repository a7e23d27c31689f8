frappe.ui.form.on("Outbox Entry", {
	refresh(frm) {
		if (frm.doc.status !== "Failed") return;
		frm.add_custom_button(__("Try Again"), () =>
			frappe
				.call({ method: "citizen_service.outbox.worker.retry", args: { entry: frm.doc.name }, freeze: true })
				.then(() => frm.reload_doc())
		);
	},
});
