// A new secret code for a citizen who lost theirs: shown once and printed, or sent to the contact that the case has.

const RECEIPT = "/api/method/citizen_service.paper.printing.receipt_pdf?case=";

frappe.provide("citizen_service");

frappe.ui.form.on("Case", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.anonymous || !frm.perm[0].write) return;
		frm.page.add_menu_item(__("New Secret Code"), () =>
			citizen_service.new_code(frm.doc.name, () => frm.reload_doc())
		);
	},
});

/** `done`: called once there is a new code. */
citizen_service.new_code = function (name, done = () => {}) {
	const dialog = new frappe.ui.Dialog({
		title: __("New Secret Code"),
		fields: [
			{
				fieldname: "note",
				fieldtype: "HTML",
				options: `<p>${__("The earlier code of case {0} is worthless from then on.", [
					`<bdi dir="ltr">${frappe.utils.escape_html(name)}</bdi>`,
				])}</p><p class="text-muted">${__("Make sure first that this is the citizen's own case.")}</p>`,
			},
		],
		primary_action_label: __("Show and Print"),
		async primary_action() {
			const code = await frappe.xcall("citizen_service.portal.code.issue_new", { case: name });
			dialog.hide();
			show(name, code);
			done();
		},
		secondary_action_label: __("Send to the Citizen"),
		async secondary_action() {
			await frappe.xcall("citizen_service.portal.code.send_new", { case: name });
			dialog.hide();
			frappe.show_alert({ message: __("The new code is on its way to the citizen."), indicator: "green" });
			done();
		},
	});
	dialog.show();
};

function show(name, code) {
	const dialog = new frappe.ui.Dialog({
		title: __("New Secret Code"),
		fields: [
			{
				fieldname: "code",
				fieldtype: "HTML",
				options: `<p>${__("Reference")}: <b><bdi dir="ltr">${frappe.utils.escape_html(name)}</bdi></b></p>
					<p class="h3 text-center"><bdi dir="ltr" data-code>${frappe.utils.escape_html(code)}</bdi></p>
					<p class="text-muted">${__("It is shown only now. Print the receipt, or let the citizen write it down.")}</p>`,
			},
		],
		primary_action_label: __("Print Receipt"),
		primary_action: () => window.open(RECEIPT + encodeURIComponent(name)),
	});
	dialog.show();
}
