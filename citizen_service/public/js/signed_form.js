// The signed form on a case: print it, attach the scan, see where the paper is. And its own page.

const PDF = "/api/method/citizen_service.paper.printing.special_form_pdf";
const ATTACH = "/api/method/citizen_service.paper.originals.attach";
const COLORS = { Received: "orange", Accepted: "green", Superseded: "gray" };

frappe.ui.form.on("Case", {
	refresh(frm) {
		if (!frm.is_new()) show(frm);
	},
});

frappe.ui.form.on("Signed Form", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status === "Received" && frm.perm[0].write) {
			frm.add_custom_button(__("Accept as Original"), () => accept(frm.doc.name, () => frm.reload_doc()));
		}
		const [attached] = frm.get_docinfo().attachments || [];
		if (attached) frm.add_custom_button(__("Open Scan"), () => window.open(attached.file_url));
		frm.add_custom_button(__("Check Now"), () => check(frm));
		if (["Altered", "Missing"].includes(frm.doc.integrity)) {
			frm.dashboard.set_headline(__("The scan is no longer as it was received."), "red");
		}
	},
});

async function show(frm) {
	const name = frm.doc.name;
	const { message: paper } = await frappe.call({
		method: "citizen_service.paper.desk.paper_of_case",
		type: "GET",
		args: { case: name },
	});
	if (frm.doc.name !== name) return; // another case was opened meanwhile
	add_buttons(frm, paper);
	frm.dashboard.parent.find(".citizen-service-paper").closest(".form-dashboard-section").remove();
	if (!paper.forms.length && !paper.missing) return;
	const section = frm.dashboard.add_section(panel(paper), __("Signed Form"));
	section.find("[data-accept]").on("click", (event) =>
		accept($(event.currentTarget).attr("data-accept"), () => frm.reload_doc())
	);
	frm.dashboard.show();
}

function add_buttons(frm, paper) {
	const group = __("Signed Form");
	frm.remove_custom_button(__("Print for Signature"), group);
	frm.remove_custom_button(__("Attach Scan"), group);
	if (paper.may_print) {
		frm.add_custom_button(
			__("Print for Signature"),
			() => window.open(`${PDF}?case=${encodeURIComponent(frm.doc.name)}`),
			group
		);
	}
	if (paper.may_attach) {
		frm.add_custom_button(__("Attach Scan"), () => attach(frm, paper.forms), group);
	}
}

function panel({ forms, missing, may_attach }) {
	const note = missing
		? `<p class="text-danger small">${__(
				"This case is referred only once its signed form is accepted as the original."
		  )}</p>`
		: "";
	const rows = forms.map((form) => `<tr>${cells(form, may_attach).map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
	const head = [__("Signed Form"), __("Status"), __("Paper File"), __("Shelf"), __("Received On")]
		.map((text) => `<th class="text-muted">${text}</th>`)
		.join("");
	return `<div class="citizen-service-paper">${note}${
		rows.length
			? `<div class="table-responsive"><table class="table table-sm small text-nowrap">
				<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`
			: ""
	}</div>`;
}

function cells(form, may_attach) {
	const damaged = ["Altered", "Missing"].includes(form.integrity)
		? " " + citizen_service.pill(__(form.integrity), "red")
		: "";
	const step =
		form.status === "Received" && may_attach
			? ` <button class="btn btn-xs btn-default" data-accept="${escaped(form.name)}">${__(
					"Accept as Original"
			  )}</button>`
			: "";
	return [
		`<a href="${frappe.utils.get_form_link("Signed Form", form.name)}"><bdi>${escaped(form.name)}</bdi></a>` + scan(form),
		citizen_service.pill(__(form.status), COLORS[form.status], form.superseded_reason || "") + damaged + step,
		`<bdi>${escaped(form.paper_file)}</bdi>`,
		`<bdi>${escaped(form.shelf)}</bdi>`,
		frappe.datetime.str_to_user(form.received_on.slice(0, 10)),
	];
}

function scan({ file_url }) {
	if (!file_url) return "";
	return `<br><a class="text-muted" href="${encodeURI(file_url)}" target="_blank">${__("Open Scan")}</a>`;
}

function accept(form, done) {
	frappe.confirm(
		__("Have you compared the scan with the signed paper? From then on it stays as it is."),
		() => frappe.xcall("citizen_service.paper.originals.accept", { form }).then(done)
	);
}

async function check(frm) {
	const state = await frappe.xcall("citizen_service.paper.integrity.verify", { form: frm.doc.name });
	await frm.reload_doc();
	const intact = state === "Intact";
	frappe.show_alert({
		message: intact
			? __("The scan is as it was received.")
			: __("The scan is no longer as it was received."),
		indicator: intact ? "green" : "red",
	});
}

function attach(frm, forms) {
	const present = forms.find((form) => form.status !== "Superseded");
	const dialog = new frappe.ui.Dialog({
		title: __("Attach Scan"),
		fields: [
			{ fieldname: "scan", fieldtype: "HTML", options: chooser() },
			{
				fieldname: "paper_file",
				fieldtype: "Data",
				label: __("Paper File"),
				description: __("Number of the file in which the signed paper is kept."),
				default: present?.paper_file,
			},
			{
				fieldname: "shelf",
				fieldtype: "Data",
				label: __("Shelf"),
				description: __("Where that file stands: room, cupboard, shelf."),
				default: present?.shelf,
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Why this scan supersedes {0}.", [present?.name || ""]),
				hidden: present ? 0 : 1,
				reqd: present ? 1 : 0,
			},
			{
				fieldname: "accept",
				fieldtype: "Check",
				label: __("Compared with the Paper: This Is the Original"),
				description: __("From then on it stays as it is."),
			},
		],
		primary_action_label: __("Attach"),
		async primary_action(values) {
			const file = dialog.$wrapper.find("[data-scan]")[0].files[0];
			if (!file) return frappe.msgprint(__("Choose the scan first."));
			dialog.disable_primary_action();
			const sent = await send(frm.doc.name, file, values);
			dialog.enable_primary_action();
			if (!sent) return;
			dialog.hide();
			frm.reload_doc();
		},
	});
	dialog.show();
	dialog.$wrapper.find("[data-scan]").on("change", (event) => {
		dialog.$wrapper.find("[data-chosen]").text(event.target.files[0]?.name || "");
	});
}

/** A chooser in the user's language: the browser's own speaks the browser's. */
function chooser() {
	const id = frappe.dom.get_unique_id();
	return `<div class="form-group"><div class="control-label reqd">${__("Scan")}</div>
		<input type="file" id="${id}" data-scan class="sr-only" accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff">
		<label for="${id}" class="btn btn-default btn-sm mb-0">${__("Choose the Scan")}</label>
		<bdi data-chosen class="small"></bdi>
		<p class="help-box small text-muted">${__("PDF, JPEG, PNG or TIFF; kept exactly as it is.")}</p></div>`;
}

/** The framework's own uploader may shrink pictures and strip what is in them: the bytes go as they are. */
async function send(name, file, values) {
	const body = new FormData();
	body.append("file", file, file.name);
	body.append("case", name);
	for (const field of ["paper_file", "shelf", "reason", "accept"]) body.append(field, values[field] || "");
	const reply = await fetch(ATTACH, {
		method: "POST",
		headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
		body,
	});
	if (reply.ok) return true;
	if (reply.status === 413) {
		frappe.msgprint(__("The scan is larger than this server takes. Scan it in grey at 200 dpi."));
		return false;
	}
	const answer = await reply.json().catch(() => ({}));
	const messages = JSON.parse(answer._server_messages || "[]").map((text) => JSON.parse(text));
	frappe.msgprint(
		messages[0] || { message: __("The scan could not be attached. Try again."), indicator: "red" }
	);
	return false;
}

function escaped(text) {
	return frappe.utils.escape_html(text || "");
}
