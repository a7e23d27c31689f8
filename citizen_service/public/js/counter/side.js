// Beside the form: what the visitor came for before, what it may repeat, and how the procedure goes.

import { case_line, case_list, day, state_pill } from "../case_lines";
import { escaped, get } from "./ask";

const COMPARED = [
	...["subject", "description", "citizen", "national_id", "mobile"],
	...["category", "area"],
];
const LINES = 6;

export class Side {
	constructor($parent) {
		this.$box = $(`<aside class="counter-side">
			<div class="counter-case" aria-live="polite"></div>
			<div class="counter-duplicates" aria-live="polite"></div>
			<div class="counter-history"></div>
			<div class="counter-procedure"></div>
		</aside>`).appendTo($parent);
		this.clear();
	}

	clear() {
		this.$box.children().empty();
		this.compared = this.seen = this.history_of = this.procedure = null;
		this.found = [];
	}

	async show_history(citizen) {
		this.history_of = citizen && citizen.name;
		this.$box.find(".counter-history").empty();
		if (!citizen) return;
		const { cases, total, open } = await get("citizen_service.citizens.history.cases_of", {
			citizen: citizen.name,
		});
		if (this.history_of !== citizen.name) return; // somebody else was chosen meanwhile
		const lines = cases
			.slice(0, LINES)
			.map((row) =>
				case_line(row, [state_pill(row.state, row.is_open), day(row.opened_on), escaped(__(row.case_type))])
			);
		const numbers = total ? __("In all: {0}. Open: {1}.", [total, open]) : __("None so far.");
		this.part(".counter-history", __("Cases of the Citizen"), `<div class="small text-muted">${numbers}</div>
			${case_list(lines)}`);
	}

	/** A case whose reference was typed: how far it is, for the visitor who asks. */
	async show_case(row) {
		const overview = await get("citizen_service.desk.overview.case_overview", { case: row.name });
		const referrals = overview.referrals.map(
			(one) => `<li>${escaped(one.department)}: ${__(one.status)}
				${one.latest_stage ? `<div class="small"><bdi>${escaped(one.latest_stage)}</bdi></div>` : ""}</li>`
		);
		const due = row.due_on && __("Answer due: {0}", [`<bdi>${frappe.datetime.str_to_user(row.due_on)}</bdi>`]);
		const parts = [state_pill(row.state, row.is_open), escaped(row.citizen_name), day(row.opened_on), due];
		this.part(
			".counter-case",
			__("The Case That Was Asked For"),
			`${case_list([case_line(row, parts)])}<ul class="small">${referrals.join("")}</ul>
			<button type="button" class="btn btn-default btn-sm">${__("New Secret Code")}</button>`
		);
		this.$box.find(".counter-case button").on("click", () => citizen_service.new_code(row.name));
	}

	/** Resolves to the cases that this one may repeat and that the clerk has not been shown with this text. */
	async check(doc) {
		const compared = Object.fromEntries(COMPARED.map((field) => [field, doc[field]]));
		const key = JSON.stringify(compared);
		if (this.compared !== key) {
			this.compared = key;
			// Without an answer the case is registered all the same.
			const found = await frappe
				.xcall("citizen_service.citizens.duplicates.likely", { doc: compared })
				.catch(() => []);
			if (this.compared !== key) return []; // more was typed meanwhile
			this.found = found;
			this.show_duplicates();
		}
		const unseen = this.seen === key ? [] : this.found;
		return unseen.map((row) => row.name);
	}

	/** The clerk has been told of what is shown now. */
	mark_seen() {
		this.seen = this.compared;
	}

	show_duplicates() {
		if (!this.found.length) {
			this.$box.find(".counter-duplicates").empty();
			return;
		}
		const lines = this.found.map((row) =>
			case_line(row, [
				state_pill(row.state, row.is_open),
				day(row.opened_on),
				`<span class="text-dark">${escaped(row.why)}</span>`,
			])
		);
		this.part(".counter-duplicates", __("Similar Cases"), case_list(lines));
	}

	async show_procedure(procedure, language) {
		this.procedure = procedure;
		this.$box.find(".counter-procedure").empty();
		if (!procedure) return "";
		const text = await get("citizen_service.reception.procedures.text", { procedure, language });
		if (this.procedure === procedure) this.part(".counter-procedure", __("Procedure"), text);
		return text;
	}

	part(selector, heading, html) {
		this.$box.find(selector).html(`<h5>${heading}</h5>${html}`);
	}
}
