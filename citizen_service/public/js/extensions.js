// A department asks for more time for its full reply; Follow-up decides: the same steps on the referral and on the request.

frappe.provide("citizen_service");

const STEPS = "citizen_service.referral.extension.";

/** The request for an extension of a referral that nobody has decided yet, if there is one. */
function waiting_request(referral) {
	return frappe.db
		.get_list("Extension Request", {
			fields: ["name", "requested_due", "requested_by", "reason"],
			filters: { referral, status: "Requested" },
			order_by: "creation asc",
			limit: 1,
		})
		.then((found) => found[0]);
}

/** On a department's referral: the button “Ask for Extension”, or what became of asking. */
citizen_service.offer_asking_for_extension = async function (frm) {
	const referral = frm.doc.name;
	const request = await waiting_request(referral);
	if (frm.doc.name !== referral) return; // another referral was opened meanwhile
	if (request) say_waiting(frm, request);
	else frm.add_custom_button(__("Ask for Extension"), () => ask(frm));
};

/** On the office's view of a referral: the buttons that decide, if a department waits for them. */
citizen_service.offer_deciding_on_extension = async function (frm) {
	const referral = frm.doc.name;
	const request = await waiting_request(referral);
	if (!request || frm.doc.name !== referral) return;
	say_waiting(frm, request);
	citizen_service.add_extension_steps(frm, request);
};

/** The buttons “Grant Extension” and “Refuse Extension” for a request, unless it is the user's own. */
citizen_service.add_extension_steps = function (frm, request) {
	if (!frappe.model.can_create("Case Referral") || request.requested_by === frappe.session.user) return;
	frm.add_custom_button(__("Grant Extension"), () => grant(frm, request)).addClass("btn-primary");
	frm.add_custom_button(__("Refuse Extension"), () => refuse(frm, request));
};

function say_waiting(frm, request) {
	const until = citizen_service.shown_time(request.requested_due);
	const link = `<a href="${frappe.utils.get_form_link("Extension Request", request.name)}"><bdi class="text-nowrap">${request.name}</bdi></a>`;
	const text = __("An extension until {0} was asked for ({1}); it is not decided yet.", [
		until,
		link,
	]);
	frm.dashboard.add_comment(text, "yellow", true);
}

function ask(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Ask for Extension"),
		fields: [
			{
				fieldname: "until",
				fieldtype: "Datetime",
				label: __("Until"),
				description: frm.doc.due_on
					? __("The full reply is due on {0}.", [citizen_service.shown_time(frm.doc.due_on)])
					: "",
				reqd: 1,
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Why the department needs more time."),
				reqd: 1,
			},
		],
		primary_action_label: __("Ask for Extension"),
		primary_action: (values) => take(frm, dialog, "ask", { referral: frm.doc.name, ...values }),
	});
	dialog.show();
}

function grant(frm, request) {
	const dialog = new frappe.ui.Dialog({
		title: __("Grant Extension"),
		fields: [
			{ fieldtype: "HTML", options: `<p><bdi>${frappe.utils.escape_html(request.reason)}</bdi></p>` },
			{
				fieldname: "until",
				fieldtype: "Datetime",
				label: __("Until"),
				description: __("Empty: until {0}, as asked for.", [
					citizen_service.shown_time(request.requested_due),
				]),
			},
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		primary_action_label: __("Grant Extension"),
		primary_action: (values) => take(frm, dialog, "grant", { request: request.name, ...values }),
	});
	dialog.show();
}

function refuse(frm, request) {
	const dialog = new frappe.ui.Dialog({
		title: __("Refuse Extension"),
		fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
		primary_action_label: __("Refuse Extension"),
		primary_action: (values) =>
			take(frm, dialog, "refuse_extension", { request: request.name, ...values }),
	});
	dialog.show();
}

async function take(frm, dialog, step, values) {
	const done = await frappe.xcall(STEPS + step, values);
	dialog.hide();
	if (done && done.note) frappe.msgprint({ message: frappe.utils.escape_html(done.note), indicator: "orange" });
	frm.reload_doc();
}
