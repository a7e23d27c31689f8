// A department's request for information: Follow-up asks the citizen, and records what the citizen answered.

frappe.provide("citizen_service");

const STEPS = "citizen_service.referral.asking.";

citizen_service.offer_question = function (frm) {
	const { kind, referral, asked_on, answered_on } = frm.doc;
	if (frm.is_new() || kind !== "Request for Information" || !referral) return;
	if (!frappe.model.can_create("Case Referral")) return;
	const stage = citizen_service.meaning(frm.doc).stage;
	if (!asked_on && ["Follow-up Review", "Accepted"].includes(stage)) {
		frm.add_custom_button(__("Ask the Citizen"), () => ask(frm)).addClass("btn-primary");
	}
	if (asked_on && !answered_on) {
		frm.add_custom_button(__("Citizen Answered"), () => record(frm)).addClass("btn-primary");
		frm.dashboard.set_headline(__("The citizen was asked; the time limits stand still until the answer."), "orange");
	}
};

function ask(frm) {
	const words = $("<div>").html(frm.doc.body).text().trim();
	open(frm, __("Ask the Citizen"), "ask_citizen", [
		{
			fieldname: "question",
			fieldtype: "Small Text",
			label: __("Question"),
			description: __("As the citizen will read it. The case then waits, and its time limits stand still."),
			default: words,
			reqd: 1,
		},
	]);
}

async function record(frm) {
	const files = await frappe.db.get_list("File", {
		fields: ["name", "file_name"],
		filters: { attached_to_doctype: "Case", attached_to_name: frm.doc.case },
		order_by: "creation desc",
		limit: 50,
	});
	open(frm, __("Citizen Answered"), "citizen_answered", [
		{ fieldtype: "HTML", options: `<p><bdi>${frappe.utils.escape_html(frm.doc.question)}</bdi></p>` },
		{ fieldname: "answer", fieldtype: "Small Text", label: __("Answer of the Citizen"), reqd: 1 },
		...(files.length
			? [
					{
						fieldname: "files",
						fieldtype: "MultiCheck",
						label: __("Files for the Department"),
						columns: 1,
						options: files.map((file) => ({
							value: file.name,
							label: frappe.utils.escape_html(file.file_name),
						})),
					},
			  ]
			: []),
	]);
}

function open(frm, title, step, fields) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: title,
		primary_action: (values) =>
			frappe.xcall(STEPS + step, { response: frm.doc.name, ...values }).then(() => {
				dialog.hide();
				frm.reload_doc();
			}),
	});
	dialog.show();
}
