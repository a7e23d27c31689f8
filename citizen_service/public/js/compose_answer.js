// The answer to the citizen: what the departments answered on one side, the text that Follow-up writes on the other.

import { preview } from "./answer_preview";

const RECEIPT = "/api/method/citizen_service.paper.printing.receipt_pdf?case=";
const KINDS = ["Full Reply", "Interim Reply", "Advice", "Request for Information"];

frappe.provide("citizen_service");

frappe.ui.form.on("Case", {
	refresh(frm) {
		if (frm.is_new() || !frm.perm[0].print) return;
		const print = () => window.open(RECEIPT + encodeURIComponent(frm.doc.name));
		// Who refers has buttons enough; at the counter it is what comes next.
		if (frappe.model.can_create("Case Referral")) frm.page.add_menu_item(__("Print Receipt"), print);
		else frm.add_custom_button(__("Print Receipt"), print);
	},
});

citizen_service.compose_answer = async function (frm) {
	const { message: material } = await frappe.call({
		method: "citizen_service.answer.compose.material",
		type: "GET",
		args: { case: frm.doc.name },
	});
	return new Composer(frm.doc, material).show();
};

class Composer {
	constructor(doc, material) {
		this.doc = doc;
		this.material = material;
		this.draft = material.draft;
	}

	show() {
		const draft = this.draft || {};
		this.dialog = new frappe.ui.Dialog({
			title: __("Answer to the Citizen: {0}", [this.doc.name]),
			size: "extra-large",
			fields: [
				{ fieldname: "responses", fieldtype: "HTML" },
				{ fieldtype: "Column Break" },
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("Kind"),
					options: KINDS.map((value) => ({ value, label: __(value) })),
					default: draft.kind || "Full Reply",
					reqd: 1,
					onchange: () => this.offer_templates(),
				},
				{
					fieldname: "language",
					fieldtype: "Link",
					options: "Language",
					label: __("Language"),
					default: draft.language || this.material.language,
					reqd: 1,
					onchange: () => this.offer_templates(),
				},
				{ fieldname: "template", fieldtype: "Select", label: __("Insert Template"), onchange: () => this.insert_template() },
				{ fieldname: "body", fieldtype: "Text Editor", label: __("Text"), default: draft.body, reqd: 1 },
				...this.file_fields(draft.files || []),
			],
			primary_action_label: __("Save"),
			primary_action: async () => {
				const saved = await this.save();
				this.dialog.hide();
				frappe.set_route("Form", "Response", saved.name);
			},
		});
		for (const as of ["E-mail", "SMS", "Letter"]) {
			const label = `${frappe.utils.icon("view", "sm")} ${__(as)}`;
			this.dialog.add_custom_action(label, () => this.preview(as), "btn-default btn-preview");
		}
		this.dialog.get_field("responses").$wrapper.html(this.responses_html());
		this.dialog.$wrapper.on("click", "[data-insert]", (event) => {
			const name = $(event.currentTarget).attr("data-insert");
			this.insert(this.material.responses.find((row) => row.name === name).body);
		});
		this.offer_templates();
		this.dialog.show();
		return this;
	}

	file_fields(chosen) {
		if (!this.material.files.length) return [];
		return [
			{
				fieldname: "files",
				fieldtype: "MultiCheck",
				label: __("Attachments for the Citizen"),
				columns: 1,
				options: this.material.files.map((file) => ({
					value: file.name,
					label: `${file.file_name} (${file.source})`,
					checked: chosen.includes(file.name),
				})),
			},
		];
	}

	responses_html() {
		const { responses, draft } = this.material;
		const back = draft?.send_back_reason
			? `<p class="alert alert-warning small">${__("Sent back")}: ${escaped(draft.send_back_reason)}</p>`
			: "";
		const cards = responses.map(
			(row) => `<section class="mb-3 p-3" style="border: 1px solid var(--border-color); border-radius: 8px">
				<div class="d-flex justify-content-between align-items-start">
					<div><b>${escaped(row.department)}</b><div class="small text-muted">${__(row.kind)} · ${escaped(row.prepared_by)}</div></div>
					<button type="button" class="btn btn-xs btn-default" data-insert="${frappe.utils.escape_html(row.name)}">${__("Insert")}</button>
				</div>
				<div class="mt-2" dir="auto">${frappe.dom.remove_script_and_style(row.body)}</div>
				${row.files.map(file_html).join("")}
			</section>`
		);
		return `<div class="citizen-service-material" style="max-height: 70vh; overflow-y: auto">
			${back}
			<div class="mb-2"><b>${__("Accepted Responses of Departments")}</b></div>
			${cards.join("") || `<p class="text-muted">${__("No department's response is accepted yet.")}</p>`}
		</div>`;
	}

	async offer_templates() {
		const { kind, language } = this.dialog.get_values(true);
		const { message: rows } = await frappe.call({
			method: "citizen_service.answer.templates.offered",
			type: "GET",
			args: { case: this.doc.name, kind, language },
		});
		this.dialog.set_df_property("template", "options", ["", ...rows.map((row) => row.name)]);
	}

	async insert_template() {
		const template = this.dialog.get_value("template");
		if (!template) return;
		const { message: text } = await frappe.call({
			method: "citizen_service.answer.templates.text",
			type: "GET",
			args: { template, case: this.doc.name },
		});
		this.insert(text);
		this.dialog.set_value("template", "");
	}

	insert(html) {
		const written = this.dialog.get_value("body");
		this.inserting = this.dialog.set_value("body", (is_blank(written) ? "" : written) + html);
	}

	async save() {
		await this.inserting;
		const { body, kind, language, files } = this.dialog.get_values(true);
		this.draft = await frappe.xcall("citizen_service.answer.compose.save", {
			case: this.doc.name,
			body: body || "",
			kind,
			language,
			files: files || (this.material.files.length ? [] : null),
			response: this.draft?.name,
			modified: this.draft?.modified,
		});
		return this.draft;
	}

	async preview(as) {
		const saved = await this.save();
		preview(saved.name, as);
	}
}

function file_html(file) {
	return `<div class="small"><a href="${encodeURI(file.file_url)}" target="_blank" rel="noopener">
		${frappe.utils.icon("attachment", "xs")} <bdi>${escaped(file.file_name)}</bdi></a></div>`;
}

function is_blank(html) {
	return !$("<div>").html(html || "").text().trim();
}

function escaped(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}
