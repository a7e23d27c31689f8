// Refers a case. One department: choose it and press “Refer”. Several: each may be asked for something of its own, for
// information only, and one after the other.

frappe.provide("citizen_service");

citizen_service.refer = async function (frm) {
	const { message: facts } = await frappe.call({
		method: "citizen_service.referral.steps.to_refer",
		type: "GET",
		args: { case: frm.doc.name },
	});
	const each = new EachDepartment();
	const dialog = new frappe.ui.Dialog({
		title: __("Refer Case {0}", [frm.doc.name]),
		no_focus: true, // the list of departments would cover the rest
		fields: [
			{
				fieldname: "departments",
				fieldtype: "MultiSelectPills",
				label: __("Departments"),
				description: __("One or several; each gets a referral of its own."),
				reqd: 1,
				get_data: (text) =>
					frappe.db.get_link_options("Department", text, {
						enabled: 1,
						name: ["not in", facts.busy],
					}),
				onchange: () => each.show(dialog),
			},
			{
				fieldname: "instruction",
				fieldtype: "Small Text",
				label: __("Instruction"),
				description: __("What the department is asked to study, do or answer."),
				default: facts.instruction,
			},
			{
				fieldname: "required",
				fieldtype: "Check",
				label: __("Full Reply Required"),
				description: __("Off: for information. The case can then be closed without this reply."),
				default: 1,
			},
			{
				fieldname: "in_order",
				fieldtype: "Check",
				label: __("One after the Other"),
				description: __("Each department gets the case when those before it have given their full reply."),
				hidden: 1,
				onchange: () => each.show(dialog),
			},
			{ fieldname: "each", fieldtype: "HTML", hidden: 1 },
			{
				fieldtype: "Section Break",
				label: __("What the Department Reads"),
				collapsible: 1,
				collapsed: 1,
			},
			{
				fieldname: "advice",
				fieldtype: "Small Text",
				label: __("Advice of Follow-up"),
				default: facts.advice,
			},
			{
				fieldname: "extract",
				fieldtype: "Text",
				label: __("Extract of the Case"),
				description: __("The citizen's words, or what of them the department needs to know."),
				default: facts.extract,
			},
			...files_field(facts.files),
		],
		primary_action_label: __("Refer"),
		primary_action: (values) => refer(frm, dialog, each, facts, values),
	});
	dialog.show();
	if (facts.usual) await dialog.set_value("departments", [facts.usual]);
	each.show(dialog);
};

/** The files of the case, to be ticked one by one; nothing where it has none. */
function files_field(files) {
	if (!files.length) return [];
	return [
		{ fieldtype: "Section Break", label: __("Files for the Department") },
		{
			fieldname: "files",
			fieldtype: "MultiCheck",
			columns: 1,
			options: files.map((file) => ({ label: frappe.utils.escape_html(file.file_name), value: file.name })),
		},
	];
}

async function refer(frm, dialog, each, facts, values) {
	const changed = (field) => (values[field] || "") !== (facts[field] || "");
	const common = {
		...(changed("advice") ? { advice: values.advice } : {}),
		...(changed("extract") ? { extract: values.extract } : {}),
	};
	const made = await frappe.xcall("citizen_service.referral.actions.refer", {
		case: frm.doc.name,
		departments: each.chosen(dialog).map((row) => ({ ...common, ...row })),
		instruction: values.instruction,
		required: values.required,
		in_order: values.in_order,
		files: values.files || [],
	});
	dialog.hide();
	frappe.show_alert({ message: __("Referred to {0} departments", [made.length]), indicator: "green" });
	frm.reload_doc();
}

/** Of several departments: their order, and what differs for each. */
class EachDepartment {
	constructor() {
		this.rows = [];
	}

	/** Brings the rows up to the chosen departments, keeping what was entered, and draws them. */
	show(dialog) {
		this.read(dialog);
		const names = dialog.get_value("departments") || [];
		const kept = this.rows.filter((row) => names.includes(row.department));
		const known = kept.map((row) => row.department);
		this.rows = [
			...kept,
			...names.filter((name) => !known.includes(name)).map((department) => ({ department, required: 1 })),
		];
		const several = this.rows.length > 1;
		dialog.set_df_property("in_order", "hidden", several ? 0 : 1);
		dialog.set_df_property("required", "hidden", several ? 1 : 0);
		dialog.set_df_property("each", "hidden", several ? 0 : 1);
		dialog.fields_dict.each.$wrapper.html(several ? this.html(dialog.get_value("in_order")) : "");
		dialog.fields_dict.each.$wrapper.find("[data-up]").on("click", (event) => {
			this.read(dialog);
			const place = Number($(event.currentTarget).attr("data-up"));
			this.rows.splice(place - 1, 0, ...this.rows.splice(place, 1));
			dialog.fields_dict.departments.set_value(this.rows.map((row) => row.department));
			this.show(dialog);
		});
	}

	html(in_order) {
		const rows = this.rows.map((row, place) => {
			const name = frappe.utils.escape_html(row.department);
			const up =
				in_order && place
					? `<button type="button" class="btn btn-xs btn-default" data-up="${place}" title="${__(
							"Earlier"
					  )}">↑</button>`
					: "";
			return `<div class="border rounded p-2 mb-2" data-row="${place}">
				<div class="d-flex justify-content-between mb-1">
					<b>${in_order ? `${place + 1}. ` : ""}<bdi>${name}</bdi></b>${up}
				</div>
				<label class="small mb-1"><input type="checkbox" data-required ${row.required ? "checked" : ""}>
					${__("Full Reply Required")}</label>
				<input type="text" class="form-control input-xs" data-instruction dir="auto"
					aria-label="${__("Instruction for {0}", [name])}"
					placeholder="${__("Instruction for this department alone")}"
					value="${frappe.utils.escape_html(row.instruction || "")}">
			</div>`;
		});
		return rows.join("");
	}

	read(dialog) {
		dialog.fields_dict.each.$wrapper.find("[data-row]").each((_, element) => {
			const row = this.rows[Number($(element).attr("data-row"))];
			row.required = $(element).find("[data-required]").prop("checked") ? 1 : 0;
			row.instruction = $(element).find("[data-instruction]").val().trim();
		});
	}

	/** What is sent: of one department its name alone, so that the fields above hold. */
	chosen(dialog) {
		this.show(dialog);
		if (this.rows.length === 1) return [{ department: this.rows[0].department }];
		return this.rows.map(({ department, required, instruction }) => ({
			department,
			required,
			...(instruction ? { instruction } : {}),
		}));
	}
}
