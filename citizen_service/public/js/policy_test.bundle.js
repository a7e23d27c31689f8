// The test of policies: which one sets a case's time limits, until when, and why the others do not.

frappe.provide("citizen_service");

const LINKS = [
	["case_type", "Case Type", __("Type")],
	["category", "Case Category", __("Category")],
	["priority", "Case Priority", __("Priority")],
	["channel", "Intake Channel", __("Channel")],
];

/** Opens the dialog. `known` are facts to begin with; `unsaved` warns that the form's changes do not count yet. */
citizen_service.test_policies = function (known = {}, unsaved = false) {
	const by_hand = "eval:!doc.case";
	const link = ([fieldname, options, label]) => ({
		fieldname,
		fieldtype: "Link",
		options,
		label,
		default: known[fieldname],
		depends_on: by_hand,
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Test Policies"),
		size: "large",
		fields: [
			{
				fieldname: "case",
				fieldtype: "Link",
				options: "Case",
				label: __("Case"),
				description: __("Or leave it empty, and describe one below."),
				hidden: !frappe.model.can_read("Case"),
			},
			{ fieldtype: "Section Break" },
			link(LINKS[0]),
			link(LINKS[1]),
			{ fieldtype: "Column Break" },
			link(LINKS[2]),
			link(LINKS[3]),
			{ fieldtype: "Section Break" },
			{
				fieldname: "department",
				fieldtype: "Link",
				options: "Department",
				label: __("Referred to Department"),
				description: __("Empty: to a department without a policy of its own."),
				default: known.department,
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "start",
				fieldtype: "Datetime",
				label: __("Registered At"),
				default: frappe.datetime.system_datetime(),
			},
			{
				fieldname: "is_emergency",
				fieldtype: "Check",
				label: __("Emergency"),
				default: known.is_emergency,
				depends_on: by_hand,
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "answer", fieldtype: "HTML" },
		],
		primary_action_label: __("Test"),
		async primary_action(values) {
			const field = dialog.fields_dict.answer.$wrapper.empty();
			const parts = await frappe
				.xcall("citizen_service.desk.policy_test.test", values)
				.catch(() => null); // the framework has shown why
			if (parts) field.html(parts.map((part, n) => part_html(part, parts[n - 1])).join("<hr>"));
		},
	});
	if (unsaved) {
		const text = __("Your changes are not saved yet: the test asks the policies as they were saved.");
		dialog.fields_dict.answer.$wrapper.html(`<div class="alert alert-warning">${text}</div>`);
	}
	dialog.show();
};

function part_html(part, before) {
	const title = part.department
		? __("For the replies of {0}", [escaped(part.department)])
		: __("For the case");
	const answer = part.policy
		? __("Policy: {0}", [`<b>${name_html(part.policy)}</b>`])
		: `<b>${__("No policy fits.")}</b>`;
	const why =
		before && JSON.stringify(before.reasons) === JSON.stringify(part.reasons)
			? `<p class="text-muted">${__("For the same reasons.")}</p>`
			: `<h5>${__("Why: all policies in the order in which they are asked")}</h5>
				${reasons_html(part.reasons)}`;
	return `<h4>${title}</h4><p>${answer}</p>${limits_html(part)}${why}`;
}

function limits_html({ limits, missing }) {
	const rows = limits.map((limit) => [
		__(limit.clock),
		`${__(limit.unit)}: ${limit.amount}<div class="text-muted">${limit.source || ""}</div>`,
		limit.due ? to_user(limit.due) : __("Not within ten years"),
	]);
	rows.push(...missing.map((clock) => [__(clock), __("No time limit"), ""]));
	return table([__("Time Limit For"), __("Within"), __("Due, if registered then")], rows);
}

function reasons_html(reasons) {
	const rows = reasons.map((row) => {
		const mark = row.chosen ? "✓" : "✗";
		const bold = (text) => (row.chosen ? `<b>${text}</b>` : text);
		const name = `${bold(name_html(row.policy))}<div class="text-muted">${row.criteria.join(" · ")}</div>`;
		return [row.rank, name, bold(`${mark} ${citizen_service.listed(row.why)}`)];
	});
	return table([__("Order"), __("Policy"), __("Why")], rows);
}

function table(heads, rows) {
	const head = heads.map((text) => `<th>${text}</th>`).join("");
	const body = rows
		.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
		.join("");
	return `<div class="table-responsive"><table class="table table-sm">
		<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function name_html(policy) {
	return `<a href="${frappe.utils.get_form_link("Service Level Policy", policy)}">${escaped(__(policy))}</a>`;
}

/** What people wrote, escaped and in its own direction. */
function escaped(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}

/** A time of the site with its day, without its seconds; set apart, as Arabic before it would turn it round. */
function to_user(text) {
	const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
	const day = __(days[new Date(text.slice(0, 10)).getUTCDay()]);
	const time = frappe.datetime.str_to_user(text).replace(/(\d\d:\d\d):00$/, "$1");
	return `${day} <bdi class="text-nowrap">${time}</bdi>`;
}
