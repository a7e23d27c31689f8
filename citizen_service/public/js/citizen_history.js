// What a citizen came for before: on the citizen's form, and on a case beside the citizen that was chosen.

import { case_line, case_list, day, escaped, state_pill } from "./case_lines";

const BESIDE = 5; // lines in the column of a field

frappe.ui.form.on("Citizen", {
	async refresh(frm) {
		const citizen = frm.doc.name;
		frm.dashboard.parent.find(".citizen-history").closest(".form-dashboard-section").remove();
		if (frm.is_new() || !frappe.model.can_read("Case")) return;
		const history = await cases_of(citizen);
		if (frm.doc.name !== citizen) return; // another citizen was opened meanwhile
		frm.dashboard.add_section(history_html(history), __("Cases of the Citizen"));
		frm.dashboard.show();
	},
});

frappe.ui.form.on("Case", {
	refresh: show_beside_citizen,
	citizen: show_beside_citizen,
});

async function show_beside_citizen(frm) {
	const { citizen } = frm.doc;
	const $field = frm.fields_dict.citizen.$wrapper;
	$field.next(".citizen-history").remove();
	if (!citizen) return;
	const history = await cases_of(citizen, frm.is_new() ? "" : frm.doc.name);
	if (frm.doc.citizen !== citizen) return; // another citizen was chosen meanwhile
	$field.next(".citizen-history").remove();
	history.cases = history.cases.slice(0, BESIDE);
	$field.after(history_html(history, __("Other Cases of the Citizen")));
}

function cases_of(citizen, besides = "") {
	return frappe
		.call({
			method: "citizen_service.citizens.history.cases_of",
			type: "GET",
			args: { citizen, besides },
		})
		.then((reply) => reply.message);
}

function history_html({ cases, total, open }, heading = "") {
	const head = heading && `<div class="small bold">${heading}</div>`;
	if (!total) {
		return `<div class="citizen-history mb-4">${head}
			<div class="small text-muted">${__("None so far.")}</div></div>`;
	}
	const lines = cases.map((row) =>
		case_line(row, [state_pill(row.state, row.is_open), day(row.opened_on), escaped(__(row.case_type))])
	);
	return `<div class="citizen-history mb-4">${head}
		<div class="small text-muted">${__("In all: {0}. Open: {1}.", [total, open])}</div>${case_list(lines)}</div>`;
}
