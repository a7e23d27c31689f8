// What a letter brings with it, shown where the channel asks for it; and who a case is for, from the citizen's record.

frappe.provide("citizen_service");

/** Whether the case's channel asks for the number and the date of a letter, as the admin set it. */
citizen_service.asks_for_letter = (doc) =>
	((frappe.boot.citizen_service || {}).letter_channels || []).includes(doc.channel);

const OF_CITIZEN = ["citizen_name", "national_id", "mobile", "email"];

frappe.ui.form.on("Case", {
	async citizen(frm) {
		const { citizen } = frm.doc;
		if (!citizen || !frm.is_new()) return;
		const { message } = await frappe.db.get_value("Citizen", citizen, OF_CITIZEN);
		if (frm.doc.citizen !== citizen) return; // another citizen was chosen meanwhile
		for (const field of OF_CITIZEN) if (!frm.doc[field]) frm.set_value(field, message[field]);
	},
});
