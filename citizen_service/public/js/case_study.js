// A case's study and assessment, its closing, its reopening and its appeals: what the form asks and shows.

frappe.provide("citizen_service");

const STEPS = "citizen_service.closing.steps.";
const ASSESSED = { severity: "Severity", urgency: "Urgency", validity: "Validity", competence: "Competence" };

/** Link fields of levels offer those of their own scale. `scales`: field → scale. */
citizen_service.offer_levels = function (frm, scales) {
	Object.entries(scales).forEach(([field, scale]) =>
		frm.set_query(field, () => ({ filters: { scale, enabled: 1 } }))
	);
};

frappe.ui.form.on("Case", {
	setup(frm) {
		citizen_service.offer_levels(frm, ASSESSED);
		["root_cause", "directed_to_body"].forEach((field) =>
			frm.set_query(field, () => ({ filters: { enabled: 1 } }))
		);
	},

	severity: propose_priority,
	urgency: propose_priority,

	before_workflow_action: ask_first,
});

// The priority that the office's table proposes ------------------------------------------------------

async function propose_priority(frm) {
	const { severity, urgency } = frm.doc;
	const proposed =
		severity &&
		urgency &&
		(await ask("citizen_service.study.assessment.proposed_priority", { severity, urgency }));
	if (frm.doc.severity === severity && frm.doc.urgency === urgency) show_proposal(frm, proposed);
}

function show_proposal(frm, proposed) {
	const field = frm.get_field("urgency");
	if (!field || !field.$wrapper) return;
	field.$wrapper.find(".citizen-service-proposal").remove();
	if (!proposed || proposed === frm.doc.priority) return;
	const $line = $(`<div class="citizen-service-proposal small mt-2">
		${__("Proposed priority: {0}", [citizen_service.pill(__(proposed), "blue")])}
		<button type="button" class="btn btn-xs btn-default">${__("Take It Over")}</button>
	</div>`).appendTo(field.$wrapper);
	const may_write = frm.get_field("priority").disp_status === "Write";
	$line.find("button").toggle(may_write).on("click", () => {
		frm.set_value("priority", proposed);
		$line.remove();
	});
}

/** `frappe.xcall` of the 2023 build posts only. */
const ask = (method, args) => frappe.call({ method, type: "GET", args }).then((reply) => reply.message);

// What is shown --------------------------------------------------------------------------------------

/** The proposal beside the assessment; above the form the case's appeals, and what its citizen said of it. */
citizen_service.show_study = async function (frm) {
	const case_name = frm.doc.name;
	show_proposal(frm, null);
	const panel = await ask("citizen_service.closing.panel.case_panel", { case: case_name });
	if (frm.doc.name !== case_name) return; // another case was opened meanwhile
	show_proposal(frm, panel.proposed);
	frm.dashboard.parent.find(".citizen-service-appeals").closest(".form-dashboard-section").remove();
	frm.dashboard.parent.find(".citizen-service-said").closest(".form-dashboard-section").remove();
	if (panel.citizen.length) frm.dashboard.add_section(said_html(panel.citizen), __("From the Citizen"));
	if (panel.appeals.length) frm.dashboard.add_section(appeals_html(panel.appeals), __("Appeals"));
	if (panel.citizen.length || panel.appeals.length) frm.dashboard.show();
};

function said_html(lines) {
	const rows = lines.map((line) => `<li dir="auto">${frappe.utils.escape_html(line)}</li>`);
	return `<ul class="citizen-service-said small mb-0">${rows.join("")}</ul>`;
}

const COLORS = { Upheld: "green", "Partly Upheld": "orange", Rejected: "gray" };

function appeals_html(appeals) {
	const escaped = (text) => frappe.utils.escape_html(text || "");
	const date = (value) =>
		value ? `<bdi class="text-nowrap">${frappe.datetime.str_to_user(value)}</bdi>` : "";
	const rows = appeals.map((row) => {
		const decided = row.appeal_decision;
		const state = decided
			? citizen_service.pill(__(decided), COLORS[row.meaning] || "blue")
			: citizen_service.pill(__(row.status), "orange");
		return `<tr>
			<td><a href="${frappe.utils.get_form_link("Case Referral", row.name)}"><bdi>${row.name}</bdi></a></td>
			<td><bdi>${escaped(row.department) || __("Citizen Service Manager")}</bdi></td>
			<td>${state}</td>
			<td>${date(decided ? row.settled_on : row.due_on)}</td>
			<td><bdi>${escaped(row.settled_reason)}</bdi></td>
		</tr>`;
	});
	const heads = [__("Appeal"), __("Decided By"), __("Status"), __("Due or Decided"), __("Reasons")];
	return `<div class="citizen-service-appeals table-responsive"><table class="table table-sm small mb-0">
		<thead><tr>${heads.map((head) => `<th class="text-muted">${head}</th>`).join("")}</tr></thead>
		<tbody>${rows.join("")}</tbody></table></div>`;
}

// Closing, reopening and appeals: the workflow's action asks first ------------------------------------

/** What the action needs is asked in a dialog, and written and taken in one step; other actions go on at once. */
async function ask_first(frm) {
	const action = frm.selected_workflow_action;
	const transitions = await frappe.workflow.get_transitions(frm.doc);
	const transition = transitions.find((row) => row.action === action);
	const meaning = (state) => citizen_service.meaning({ doctype: "Case", workflow_state: state });
	const from = citizen_service.meaning(frm.doc);
	const to = transition ? meaning(transition.next_state) : {};
	const ask = to.is_closing && !from.is_closing ? close : from.is_closing && !to.is_closing && reopen_or_appeal;
	if (!ask || !transition) return;
	frappe.dom.unfreeze(); // the framework froze the page before it asked
	frm.selected_workflow_action = null;
	ask(frm, action, to);
	return new Promise(() => {}); // the dialog takes the action itself
}

function taken(frm, dialog, message) {
	dialog.hide();
	frappe.show_alert({ message, indicator: "green" });
	return frm.reload_doc();
}

function reopen_or_appeal(frm, action, to) {
	const appeal = to.stage === "Appeal";
	const dialog = new frappe.ui.Dialog({
		title: appeal ? __("Appeal in Case {0}", [frm.doc.name]) : __("Reopen Case {0}", [frm.doc.name]),
		fields: [
			{
				fieldname: "text",
				fieldtype: "Small Text",
				label: appeal ? __("Grounds of the Appeal") : __("Reason for Reopening"),
				description: appeal
					? __("What the citizen holds against the answer. The next level decides on it.")
					: __("It stays in the record of the case."),
				reqd: 1,
			},
		],
		primary_action_label: __(action),
		primary_action({ text }) {
			const call = appeal
				? frappe.xcall("citizen_service.closing.appeal.appeal", { case: frm.doc.name, grounds: text })
				: frappe.xcall(`${STEPS}reopen`, { case: frm.doc.name, reason: text, action });
			call.then(() =>
				taken(frm, dialog, appeal ? __("The appeal is recorded.") : __("The case is open again."))
			);
		},
	});
	dialog.show();
}

async function close(frm, action) {
	const kinds = await outcome_kinds();
	const kind = (outcome) => kinds[outcome];
	const shown = (dialog, wanted) => wanted.includes(kind(dialog.get_value("outcome")));
	const asked = [
		["outcome", { reqd: 1 }],
		["root_cause", { kinds: ["Answered"] }],
		["corrective_action", { kinds: ["Answered"] }],
		["merged_into", { kinds: ["Merged"] }],
		["directed_to_body", { kinds: ["Outside Competence"] }],
		["directed_to", { kinds: ["Outside Competence"] }],
		["closing_note", {}],
	].map(([fieldname, options]) => {
		const { label, fieldtype, options: target, description } = frm.get_docfield(fieldname);
		return { fieldname, label, fieldtype, options: target, description, default: frm.doc[fieldname], ...options };
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Close Case {0}", [frm.doc.name]),
		fields: [
			{ fieldname: "missing", fieldtype: "HTML" },
			...asked.map((field) => ({
				...field,
				get_query: () => ({
					filters:
						field.fieldname === "merged_into" ? { name: ["!=", frm.doc.name] } : { enabled: 1 },
				}),
				onchange: () => refresh(),
			})),
		],
		primary_action_label: __(action),
		primary_action() {
			frappe
				.xcall(`${STEPS}close`, { case: frm.doc.name, values: values(), action })
				.then(() => taken(frm, dialog, __("The case is closed.")));
		},
	});

	function values() {
		return Object.fromEntries(
			asked
				.filter((field) => !field.kinds || shown(dialog, field.kinds))
				.map(({ fieldname }) => [fieldname, dialog.get_value(fieldname) || null])
		);
	}

	let latest = 0;
	async function refresh() {
		asked
			.filter((field) => field.kinds)
			.forEach((field) =>
				dialog.set_df_property(field.fieldname, "hidden", shown(dialog, field.kinds) ? 0 : 1)
			);
		const call = ++latest;
		const missing = await ask(`${STEPS}missing`, { case: frm.doc.name, values: values() });
		if (call !== latest) return; // something else was chosen meanwhile
		dialog.fields_dict.missing.$wrapper.html(missing_html(missing));
		dialog.get_primary_btn().prop("disabled", missing.length > 0);
	}

	dialog.show();
	refresh();
}

async function outcome_kinds() {
	const rows = await frappe.db.get_list("Case Outcome", {
		fields: ["name", "closing_kind"],
		filters: { enabled: 1 },
		order_by: "name asc",
		limit: 0,
	});
	return Object.fromEntries(rows.map((row) => [row.name, row.closing_kind]));
}

/** The server's words, with names escaped by it. */
function missing_html(missing) {
	if (!missing.length) return `<p class="text-success">${__("Nothing is missing: the case can be closed.")}</p>`;
	const items = missing.map((text) => `<li>${text}</li>`).join("");
	return `<div class="text-muted">${__("Before the case can be closed:")}<ul>${items}</ul></div>`;
}

// The decision on an appeal --------------------------------------------------------------------------

/** On a referral that is an appeal: the button of whoever may decide. The server judges who had a part in it. */
citizen_service.offer_appeal_decision = function (frm) {
	const roles = frm.doc.department
		? ["Department Manager", "Citizen Service Manager"]
		: ["Citizen Service Manager"];
	const open = ["Open", "Acknowledged"].includes(frm.doc.status);
	if (frm.doc.kind !== "Appeal" || !open || !roles.some((role) => frappe.user.has_role(role))) return;
	frm.add_custom_button(__("Decide on the Appeal"), () => decide(frm)).addClass("btn-primary");
};

function decide(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Decision on Appeal {0}", [frm.doc.name]),
		fields: [
			{
				fieldname: "decision",
				fieldtype: "Link",
				options: "Assessment Level",
				label: __("Decision"),
				only_select: 1,
				reqd: 1,
				get_query: () => ({ filters: { scale: "Appeal", enabled: 1 } }),
			},
			{
				fieldname: "reasons",
				fieldtype: "Small Text",
				label: __("Reasons"),
				description: __("The citizen is told the decision and its reasons."),
				reqd: 1,
			},
		],
		primary_action_label: __("Decide"),
		primary_action(values) {
			frappe
				.xcall("citizen_service.closing.appeal.decide_appeal", { referral: frm.doc.name, ...values })
				.then(() => taken(frm, dialog, __("The appeal is decided.")));
		},
	});
	dialog.show();
}
