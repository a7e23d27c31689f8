frappe.ui.form.on("Service Level Record", {
	refresh(frm) {
		const due = frm.doc.due_utc && frappe.datetime.str_to_user(citizen_service.site_time(frm.doc.due_utc));
		if (due) frm.set_intro(__("Due on {0} in the office's time.", [due]), "blue");
	},
});
