// Follow-up sets a due date by hand: the same dialog on a case and on a referral.

frappe.provide("citizen_service");

const METHOD = "citizen_service.sla.byhand.set_due";
const ANSWER = "Answer to Citizen";

/** The button “Set Due Date” on a form, if one of the time limits that fit `filters` is open and the user may. */
citizen_service.offer_due_date = async function (frm, filters) {
	if (!frappe.model.can_create("Case Referral")) return;
	const name = frm.doc.name;
	const open = await frappe.db.get_list("Service Level Record", {
		fields: ["name", "clock", "department", "due_utc"],
		filters: { ...filters, status: ["in", ["Running", "Paused"]] },
		order_by: "due_utc asc",
		limit: 0,
	});
	if (!open.length || frm.doc.name !== name) return; // another document was opened meanwhile
	frm.add_custom_button(__("Set Due Date"), () => ask(frm, open));
};

function ask(frm, open) {
	const first = open.find((row) => row.clock === ANSWER) || open[0];
	const dialog = new frappe.ui.Dialog({
		title: __("Set Due Date"),
		fields: [
			{
				fieldname: "record",
				fieldtype: "Select",
				label: __("Time Limit For"),
				options: open.map((row) => ({ value: row.name, label: described(row) })),
				default: first.name,
				reqd: 1,
				onchange: () => show_for(dialog, open),
			},
			{
				fieldname: "due_on",
				fieldtype: "Datetime",
				label: __("New Due Date"),
				description: __("Later or earlier than now set, but not in the past."),
				reqd: 1,
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("It stays in the record of the time limit."),
				reqd: 1,
			},
			{
				fieldname: "tell_citizen",
				fieldtype: "Check",
				label: __("Tell the Citizen the New Date"),
				description: __("By e-mail, where the case has an address."),
			},
		],
		primary_action_label: __("Set Due Date"),
		primary_action: (values) =>
			frappe.xcall(METHOD, values).then((done) => {
				dialog.hide();
				frm.reload_doc();
				show_ledger(done);
			}),
	});
	dialog.show();
	show_for(dialog, open);
}

/** A time in the user's format, kept in its order within a text that runs from right to left. */
citizen_service.shown_time = function (value) {
	return value ? `\u2066${frappe.datetime.str_to_user(value)}\u2069` : "";
};

function described(row) {
	const due = citizen_service.shown_time(citizen_service.site_time(row.due_utc));
	return [__(row.clock), row.department, due].filter(Boolean).join(" · ");
}

function show_for(dialog, open) {
	const chosen = open.find((row) => row.name === dialog.get_value("record"));
	const answer = Boolean(chosen) && chosen.clock === ANSWER;
	dialog.set_df_property("tell_citizen", "hidden", answer ? 0 : 1);
	if (!answer) dialog.set_value("tell_citizen", 0);
}

function show_ledger(done) {
	const note = done.note ? `<p><b>${frappe.utils.escape_html(done.note)}</b></p>` : "";
	const rows = done.ledger.map(
		(row) =>
			`<tr>${[citizen_service.shown_time(row.at), row.event, citizen_service.shown_time(row.due_on), row.reason]
				.map((text) => `<td><bdi>${frappe.utils.escape_html(text || "")}</bdi></td>`)
				.join("")}</tr>`
	);
	const head = [__("On"), __("Event"), __("Due"), __("Reason")].map((text) => `<th>${text}</th>`).join("");
	frappe.msgprint({
		title: __("Due Date Set"),
		indicator: "green",
		wide: true,
		message: `${note}<div class="table-responsive"><table class="table table-sm small">
			<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`,
	});
}
