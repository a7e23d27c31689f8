frappe.ui.form.on("Response", {
	setup(frm) {
		frm.set_query("referral", () => ({
			filters: {
				status: ["in", ["Open", "Acknowledged", "Returned"]],
				...(frm.doc.case ? { case: frm.doc.case } : {}),
			},
		}));
	},

	// A department's staff may not search cases: they choose a referral, and answer the office.
	onload(frm) {
		if (frappe.model.can_read("Case")) return;
		frm.set_df_property("case", "read_only", 1);
		frm.set_df_property("audience", "hidden", 1);
	},

	refresh(frm) {
		citizen_service.offer_question(frm);
		if (may_write_text(frm)) {
			frm.add_custom_button(__("Insert Procedure"), () => insert_procedure(frm));
			citizen_service.offer_templates(frm);
		}
		if (!frm.is_new() && frm.doc.audience === "Citizen" && frappe.model.can_read("Case")) {
			citizen_service.offer_previews(frm);
		}
		if (may_deliver(frm)) {
			citizen_service.offer_delivery(frm);
			if (!frm.doc.delivered_on) {
				frm.dashboard.set_headline(
					__("Accepted, but not yet with the citizen: use “Deliver”."),
					"orange"
				);
			}
		}
	},

	// A response to a referral belongs to its case. Set without the framework's look-up, which asks for
	// permission on Case: a department's staff have none.
	async referral(frm) {
		if (!frm.doc.referral) return;
		const { message } = await frappe.db.get_value("Case Referral", frm.doc.referral, "case");
		frm.doc.case = message.case;
		frm.refresh_field("case");
	},

	// Whoever sends a response back is asked why before the state changes.
	before_workflow_action(frm) {
		const next = next_meaning(frm);
		if (next.stage !== "Sent Back" || frm.doc.send_back_reason) return Promise.resolve();
		return ask_reason(frm);
	},
});

function may_deliver(frm) {
	return (
		!frm.is_new() &&
		frm.doc.audience === "Citizen" &&
		citizen_service.meaning(frm.doc).stage === "Accepted" &&
		frappe.model.can_read("Case") &&
		frappe.model.can_write("Response")
	);
}

/** The text is still with its writer. */
function may_write_text(frm) {
	return (
		frm.perm[0].write &&
		(frm.is_new() || ["Draft", "Sent Back"].includes(citizen_service.meaning(frm.doc).stage))
	);
}

/** Adds the procedure's text below what is written, in the language of the response; asks which one, if none is chosen. */
async function insert_procedure(frm) {
	if (!frm.doc.procedure) {
		frappe.prompt(
			{
				fieldname: "procedure",
				fieldtype: "Link",
				options: "Service Procedure",
				label: __("Procedure"),
				reqd: 1,
			},
			async ({ procedure }) => {
				await frm.set_value("procedure", procedure);
				insert_procedure(frm);
			},
			__("Insert Procedure"),
			__("Insert")
		);
		return;
	}
	const { message } = await frappe.call({
		method: "citizen_service.reception.procedures.text",
		type: "GET",
		args: { procedure: frm.doc.procedure, language: frm.doc.language },
	});
	frm.set_value("body", (frm.doc.body || "") + message);
}

/** The meaning of the state that the chosen workflow action leads to. */
function next_meaning(frm) {
	const workflow = frappe.workflow.workflows[frm.doctype];
	const transition = (workflow ? workflow.transitions : []).find(
		(row) => row.state === frm.doc.workflow_state && row.action === frm.selected_workflow_action
	);
	return transition
		? citizen_service.meaning({ doctype: frm.doctype, workflow_state: transition.next_state })
		: {};
}

/** Resolves once the reason is saved; never where the dialog is closed without one, so that nothing is sent back. */
function ask_reason(frm) {
	frappe.dom.unfreeze();
	return new Promise((resolve) => {
		const dialog = new frappe.ui.Dialog({
			title: __("Send Back"),
			fields: [
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("Reason for Sending Back"),
					description: __("What is missing or wrong, for whoever revises it."),
					reqd: 1,
				},
			],
			primary_action_label: __("Send Back"),
			async primary_action({ reason }) {
				dialog.hide();
				await frm.set_value("send_back_reason", reason);
				await frm.save();
				frappe.dom.freeze();
				resolve();
			},
		});
		dialog.show();
	});
}
