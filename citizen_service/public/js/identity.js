// A withheld identity on the form of a case: that it is withheld, and for those who may, a look with a reason.

const what = () => [
	["citizen_name", __("Name")],
	["national_id", __("National Id")],
	["mobile", __("Mobile")],
	["email", __("E-mail")],
	["citizen", __("Citizen")],
];
const METHOD = "citizen_service.identity.looks.";

frappe.ui.form.on("Case", { refresh: (frm) => show_withheld_identity(frm) });

function show_withheld_identity(frm) {
	const $tab = frm.fields_dict.withhold_identity.$wrapper;
	const withheld = !frm.is_new() && frm.doc.withhold_identity;
	$tab.siblings(".citizen-service-withheld").remove();
	frm.set_df_property("withhold_identity", "read_only", withheld ? 1 : 0);
	if (!withheld) return;
	$tab.before(
		`<p class="citizen-service-withheld alert alert-warning">${__(
			"The identity is withheld. It is not in the case any more: neither here nor in lists, prints or searches."
		)}</p>`
	);
	const { can_create, in_create } = frappe.boot.user;
	if (![...can_create, ...in_create].includes("Identity Look")) return;
	const group = __("Identity");
	frm.add_custom_button(__("Look at the Identity"), () => look(frm), group);
	frm.add_custom_button(__("Correct the Identity"), () => correct(frm), group);
	frm.add_custom_button(__("Withhold No Longer"), () => give_back(frm), group);
}

function ask_reason(title, note, fields, label, go) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields: [
			{ fieldtype: "HTML", options: `<p class="text-muted">${note}</p>` },
			...fields,
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		primary_action_label: label,
		primary_action: (values) => go(values).then(() => dialog.hide()),
	});
	dialog.show();
}

function look(frm) {
	const note = __("Your name, the time and the reason are recorded and shown on the case.");
	ask_reason(__("Look at the Identity"), note, [], __("Look"), ({ reason }) =>
		frappe.xcall(METHOD + "look", { case: frm.doc.name, reason }).then((seen) => {
			show(seen);
			frm.reload_doc();
		})
	);
}

function show(seen) {
	const rows = what()
		.filter(([field]) => seen[field])
		.map(
			([field, label]) =>
				`<tr><th>${label}</th><td><bdi dir="auto">${frappe.utils.escape_html(seen[field])}</bdi></td></tr>`
		);
	const text = rows.length
		? `<table class="table table-bordered">${rows.join("")}</table>`
		: `<p>${__("Nothing was told of the citizen when the case was registered.")}</p>`;
	// Gone once it is closed: nothing of it is kept on the page.
	const dialog = new frappe.ui.Dialog({
		title: __("Withheld Identity"),
		fields: [{ fieldtype: "HTML", options: text }],
	});
	dialog.onhide = () => dialog.$wrapper.remove();
	dialog.show();
}

function correct(frm) {
	const note = __("Fill in only what changes; the rest stays as it is. It remains withheld.");
	const fields = what()
		.slice(0, 4)
		.map(([fieldname, label]) => ({ fieldname, label, fieldtype: "Data" }));
	ask_reason(__("Correct the Identity"), note, fields, __("Correct"), ({ reason, ...values }) =>
		frappe.xcall(METHOD + "correct", { case: frm.doc.name, reason, values }).then(() => frm.reload_doc())
	);
}

function give_back(frm) {
	const note = __("At the citizen's wish only: the identity goes back into the case, and everybody who reads the case sees it.");
	ask_reason(__("Withhold No Longer"), note, [], __("Withhold No Longer"), ({ reason }) =>
		frappe.xcall(METHOD + "give_back", { case: frm.doc.name, reason }).then(() => frm.reload_doc())
	);
}
