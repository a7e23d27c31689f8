// Before a new case is saved: is it there already? A warning; the clerk decides.

import { case_line, case_list, day, escaped, state_pill } from "./case_lines";

const COMPARED = [
	...["subject", "description", "citizen", "national_id", "mobile"],
	...["category", "area", "latitude", "longitude"],
];

frappe.ui.form.on("Case", {
	async before_save(frm) {
		if (!frm.is_new() || !frm.doc.subject || !frm.doc.description) return;
		const doc = Object.fromEntries(COMPARED.map((field) => [field, frm.doc[field]]));
		const seen = JSON.stringify(doc);
		if (frm.duplicates_seen === seen) return;
		// Without an answer the case is registered all the same; the framework has said what went wrong.
		const found = await frappe
			.xcall("citizen_service.citizens.duplicates.likely", { doc })
			.catch(() => []);
		if (!found.length) return;
		frappe.validated = false;
		warn(frm, found, seen);
	},
});

function warn(frm, found, seen) {
	const dialog = new frappe.ui.Dialog({
		title: __("Similar Cases"),
		indicator: "orange",
		fields: [{ fieldname: "found", fieldtype: "HTML", options: found_html(found) }],
		primary_action_label: __("Register Anyway"),
		primary_action() {
			frm.duplicates_seen = seen;
			dialog.hide();
			frm.save();
		},
		secondary_action_label: __("Back to the Form"),
		secondary_action: () => dialog.hide(),
	});
	dialog.show();
}

function found_html(found) {
	const lines = found.map((row) =>
		case_line(row, [
			state_pill(row.state, row.is_open),
			day(row.opened_on),
			`<span class="text-dark">${escaped(row.why)}</span>`,
		])
	);
	return `<p>${__("These cases may be about the same matter. Look at them before you register another.")}</p>
		${case_list(lines)}`;
}
