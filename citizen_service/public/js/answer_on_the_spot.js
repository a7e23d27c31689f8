// Answers on the spot: from a new case's form, again after one was sent back, and Follow-up's one click for many.

frappe.provide("citizen_service");

const METHOD = "citizen_service.reception.on_the_spot.";

/** The fields of an answer, for the counter and for the dialog of a case. */
citizen_service.answer_fields = (proposal, recipient) => [
	{
		fieldname: "means",
		fieldtype: "Select",
		label: __("Told By"),
		options: ["", ...["In Person", "Phone"].map((value) => ({ value, label: __(value) }))],
		default: proposal.means || "",
		reqd: 1,
	},
	{ fieldtype: "Column Break" },
	{ fieldname: "recipient", fieldtype: "Data", label: __("Given To"), default: recipient || "" },
	{ fieldtype: "Column Break" },
	{
		fieldname: "outcome",
		fieldtype: "Link",
		options: "Case Outcome",
		label: __("Proposed Outcome"),
		default: proposal.outcome || "",
		get_query: () => ({ filters: { enabled: 1, closing_kind: "Answered" } }),
	},
	{ fieldtype: "Section Break" },
	{ fieldname: "body", fieldtype: "Text Editor", label: __("What the Citizen Was Told") },
];

const proposal_of = (doc) =>
	frappe
		.call({
			method: `${METHOD}proposal`,
			type: "GET",
			args: { case_type: doc.case_type, channel: doc.channel },
		})
		.then((reply) => reply.message);

const text_of = (procedure, language) =>
	frappe
		.call({
			method: "citizen_service.reception.procedures.text",
			type: "GET",
			args: { procedure, language },
		})
		.then((reply) => reply.message);

async function answer_case(frm) {
	const proposal = await proposal_of(frm.doc);
	const dialog = new frappe.ui.Dialog({
		title: __("Answered on the Spot"),
		size: "large",
		fields: [
			{
				fieldname: "procedure",
				fieldtype: "Link",
				options: "Service Procedure",
				label: __("Procedure"),
				description: __("Its text is put into the answer."),
				async onchange() {
					const procedure = dialog.get_value("procedure");
					if (procedure) dialog.set_value("body", await text_of(procedure, frm.doc.language));
				},
			},
			{ fieldtype: "Section Break" },
			...citizen_service.answer_fields(proposal, frm.doc.citizen_name),
		],
		primary_action_label: __("Record and Pass to Follow-up"),
		primary_action: (values) =>
			frappe.xcall(`${METHOD}answer`, { case: frm.doc.name, ...values }).then(() => {
				dialog.hide();
				frappe.show_alert({ message: __("Recorded. Follow-up confirms it."), indicator: "green" });
				frm.reload_doc();
			}),
	});
	dialog.show();
	if (frm.doc.procedure) dialog.set_value("procedure", frm.doc.procedure);
}

citizen_service.add_step("answer_on_the_spot", { label: () => __("Answered on the Spot"), run: answer_case });

frappe.ui.form.on("Response", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.audience !== "Citizen" || !frappe.model.can_read("Case")) return;
		const { stage } = citizen_service.meaning(frm.doc);
		if (stage === "Follow-up Review" && frm.doc.given_on && frm.doc.prepared_by !== frappe.session.user) {
			if (!may_confirm()) return;
			frm.add_custom_button(__("Confirm and Close"), () => confirm([frm.doc.name], () => frm.reload_doc()))
				.removeClass("btn-default")
				.addClass("btn-primary");
		}
		if (stage === "Draft" && frm.doc.deliveries.some((row) => row.status === "Superseded")) {
			frm.add_custom_button(__("Told Again"), () => give_again(frm));
		}
	},
});

function give_again(frm) {
	frappe.prompt(
		citizen_service.answer_fields({}).slice(0, 3),
		(values) =>
			frappe
				.xcall(`${METHOD}give_again`, { response: frm.doc.name, ...values })
				.then(() => frm.reload_doc()),
		__("The Corrected Answer Was Told to the Citizen"),
		__("Record and Pass to Follow-up")
	);
}

/** For `onload` of the list of responses: those that are ticked, with one click. */
citizen_service.offer_confirming = function (listview) {
	if (!may_confirm()) return;
	listview.page.add_actions_menu_item(
		__("Confirm and Close"),
		() => confirm(listview.get_checked_items(true), () => listview.refresh()),
		false
	);
};

const may_confirm = () =>
	["Follow-up Officer", "Citizen Service Manager"].some((role) => frappe.user.has_role(role));

async function confirm(responses, done) {
	const { closed, refused } = await frappe.xcall(`${METHOD}confirm`, { responses });
	done();
	if (!refused.length) {
		frappe.show_alert({ message: __("Cases closed: {0}", [closed.length]), indicator: "green" });
		return;
	}
	const lines = refused.map((row) => `<li><bdi>${row.response}</bdi>: ${row.message}</li>`);
	frappe.msgprint({
		title: __("Confirm and Close"),
		indicator: "orange",
		message: `${__("Cases closed: {0}", [closed.length])}<ul>${lines.join("")}</ul>`,
	});
}
