const OPEN = ["Open", "Acknowledged"];
const STEPS = "citizen_service.referral.actions.";

frappe.ui.form.on("Case Referral", {
	setup(frm) {
		frm.set_query("department", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		citizen_service.show_time_left(frm);
		citizen_service.offer_story(frm);
		citizen_service.offer_appeal_decision(frm);
		if (is_office()) add_office_steps(frm);
		else add_department_steps(frm);
	},
});

/** The office reads cases; a department's staff do not. */
function is_office() {
	return frappe.model.can_read("Case");
}

function add_department_steps(frm) {
	if (!OPEN.includes(frm.doc.status)) return;
	if (frm.doc.status === "Open") {
		frm.add_custom_button(__("Acknowledge"), () => take(frm, "acknowledge")).addClass("btn-primary");
	}
	frm.add_custom_button(__("Report Stage"), () => respond(frm, "Stage Update"));
	frm.add_custom_button(__("Full Reply"), () => respond(frm, "Full Reply"));
	if (frm.doc.due_on) citizen_service.offer_asking_for_extension(frm);
	frm.add_custom_button(__("Return to Follow-up"), () =>
		take_with_reason(frm, "return_to_follow_up", {
			title: __("Return to Follow-up"),
			description: __("Why it is not yours, and whose it is."),
		})
	);
}

function add_office_steps(frm) {
	if (!frappe.model.can_create("Case Referral")) return;
	if ([...OPEN, "Returned"].includes(frm.doc.status)) {
		frm.add_custom_button(__("Transfer"), () => transfer(frm));
	}
	if (frm.doc.status === "Returned") {
		frm.add_custom_button(__("Answer in Its Place"), () => respond(frm, "Full Reply"));
	}
	if (OPEN.includes(frm.doc.status)) {
		citizen_service.offer_deciding_on_extension(frm);
		citizen_service.offer_due_date(frm, { referral: frm.doc.name });
		frm.add_custom_button(__("Withdraw"), () =>
			take_with_reason(frm, "withdraw", {
				title: __("Withdraw the Referral"),
				description: __("Why this department need not answer any more."),
			})
		);
	}
}

/** The case follows from the referral: a department's staff may not look it up themselves. */
function respond(frm, kind) {
	frappe.new_doc("Response", { referral: frm.doc.name, kind, audience: "Office" });
}

function take(frm, step, values = {}) {
	return frappe
		.xcall(STEPS + step, { referral: frm.doc.name, ...values })
		.then((made) => frm.reload_doc().then(() => made));
}

function take_with_reason(frm, step, { title, description }) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), description, reqd: 1 }],
		primary_action_label: title,
		primary_action: (values) => take(frm, step, values).then(() => dialog.hide()),
	});
	dialog.show();
}

function transfer(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Transfer to Another Department"),
		fields: [
			{
				fieldname: "department",
				fieldtype: "Link",
				options: "Department",
				label: __("Department"),
				reqd: 1,
				get_query: () => ({ filters: { enabled: 1, name: ["!=", frm.doc.department] } }),
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			{
				fieldname: "instruction",
				fieldtype: "Small Text",
				label: __("Instruction"),
				description: __("Empty: as it was given to the first department."),
			},
		],
		primary_action_label: __("Transfer"),
		primary_action: (values) =>
			take(frm, "transfer", values).then((made) => {
				dialog.hide();
				frappe.show_alert({ message: __("New referral: {0}", [made]), indicator: "green" });
			}),
	});
	dialog.show();
}
