// A department's officer passes on what somebody brought to them; Reception takes it from there.

import { get, mark, post } from "./counter/ask";

frappe.provide("citizen_service");

const METHOD = "citizen_service.reception.passing_on.";

citizen_service.PassOn = class PassOn {
	constructor(page) {
		this.page = page;
		this.build();
	}

	async build() {
		this.setting = await get(`${METHOD}setting`);
		this.$body = $(`<div class="pass-on"></div>`).appendTo(this.page.main.addClass("frappe-card"));
		this.begin();
	}

	begin() {
		this.key = frappe.utils.get_random(20); // sent again, as no answer came, it is passed on once
		const { departments, types, files, megabytes } = this.setting;
		const limits = __("Photos, PDF or Word files; at most {0}, each of {1} MB at most.", [files, megabytes]);
		this.$body.html(`
			<p class="text-muted">${__(
				"No case is taken in except through Reception: what reached you directly gets its reference here."
			)}</p>
			<div class="pass-on-fields"></div>
			<div class="pass-on-files"><label class="control-label" for="pass-on-papers">${__("Papers")}</label>
				<input type="file" id="pass-on-papers" class="form-control-file" multiple
					accept=".pdf,.jpg,.jpeg,.png,.webp,.docx">
				<div class="small text-muted">${limits}</div></div>
			<div class="pass-on-message text-danger" role="alert"></div>
			<button type="button" class="btn btn-primary pass-on-send">${__("Pass On")}</button>`);
		this.fields = new frappe.ui.FieldGroup({
			body: this.$body.find(".pass-on-fields"),
			fields: [
				{ fieldname: "citizen_name", fieldtype: "Data", label: __("Who Came"), reqd: 1 },
				{ fieldname: "mobile", fieldtype: "Data", options: "Phone", label: __("Mobile") },
				{ fieldtype: "Column Break" },
				{ fieldname: "national_id", fieldtype: "Data", label: __("National Id") },
				{ fieldname: "address", fieldtype: "Data", label: __("Address") },
				{ fieldtype: "Section Break" },
				{
					fieldname: "case_type",
					fieldtype: "Select",
					label: __("Type"),
					options: ["", ...types],
					reqd: 1,
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "department",
					fieldtype: "Select",
					label: __("Department"),
					options: departments,
					default: departments.length === 1 ? departments[0] : "",
					reqd: 1,
				},
				{ fieldtype: "Section Break" },
				{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1 },
				{ fieldname: "description", fieldtype: "Small Text", label: __("What the Citizen Says"), reqd: 1 },
			],
		});
		this.fields.make();
		mark([this.fields], {}); // nothing is wrong yet with what is only empty
		this.$body.find(".pass-on-send").on("click", () => this.send());
		this.fields.fields_dict.citizen_name.set_focus();
	}

	async send() {
		if (this.busy) return;
		this.busy = true;
		const form = new FormData();
		form.append("key", this.key);
		for (const [field, value] of Object.entries(this.fields.get_values(true))) form.append(field, value || "");
		for (const file of this.$body.find("#pass-on-papers")[0].files) form.append("attachments", file);
		const reply = await post(`${METHOD}pass_on`, form);
		this.busy = false;
		const is_marked = mark([this.fields], reply.problems || {});
		if (reply.ok) this.show(reply.data.reference);
		else this.$body.find(".pass-on-message").html(is_marked ? "" : reply.problems.attachments || reply.message);
	}

	show(reference) {
		this.$body.html(`
			<p class="text-center">${__("Passed on to Reception. Give the visitor this reference:")}</p>
			<div class="pass-on-reference"><bdi dir="ltr">${reference}</bdi></div>
			<p class="text-center"><button type="button" class="btn btn-default">${__("Pass On Another")}</button></p>`);
		this.$body
			.find("button")
			.on("click", () => this.begin())
			.trigger("focus");
	}
};
