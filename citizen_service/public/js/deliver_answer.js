// On a response: templates while it is written; how it reaches the citizen once it is accepted.

import { preview } from "./answer_preview";

const LETTER = "/api/method/citizen_service.paper.printing.letter_pdf?response=";

frappe.provide("citizen_service");

/** “Insert Template”: those that fit, filled in for the case, or for the department's referral. */
citizen_service.offer_templates = function (frm) {
	frm.add_custom_button(__("Insert Template"), () => choose_template(frm));
	if (frm.doc.audience === "Citizen" && frm.doc.case && frappe.model.can_read("Case")) {
		frm.add_custom_button(__("Choose Attachments"), () => choose_files(frm));
	}
};

/** Previews, and the ways of delivery in the order of what the citizen has. */
citizen_service.offer_previews = function (frm) {
	for (const as of ["E-mail", "SMS", "Letter"]) {
		frm.add_custom_button(__(as), () => preview(frm.doc.name, as), __("Preview"));
	}
};

citizen_service.offer_delivery = async function (frm) {
	const name = frm.doc.name;
	const { message: ways } = await frappe.call({
		method: "citizen_service.answer.panel.ways",
		type: "GET",
		args: { response: name },
	});
	if (frm.doc.name !== name) return; // another response was opened meanwhile
	const group = __("Deliver");
	if (ways.email) frm.add_custom_button(__("Send by E-mail"), () => send(frm, "E-mail"), group);
	if (ways.sms) frm.add_custom_button(__("Send by SMS"), () => send(frm, "SMS"), group);
	frm.add_custom_button(__("Print Letter"), () => window.open(LETTER + encodeURIComponent(name)), group);
	frm.add_custom_button(__("Hand Over"), () => record(frm, "In Person", ways.recipient), group);
	frm.add_custom_button(__("Record Delivery"), () => record(frm, "Phone", ways.recipient), group);
};

/** How a response stands with the citizen, one line for each delivery: by what means, when, who, to whom. */
citizen_service.deliveries_html = function (row) {
	const lines = (row.deliveries || []).map(delivery_html);
	if (row.audience !== "Citizen") return `<span class="text-muted">${__("For the office")}</span>`;
	if (!row.delivered_on && row.stage === "Accepted") lines.push(citizen_service.pill(__("To Deliver"), "orange"));
	return lines.join("");
};

const COLORS = { Delivered: "green", Pending: "blue", Failed: "red", "Notice Only": "orange" };

function delivery_html(row) {
	const when = row.delivered_on && `<bdi class="text-nowrap">${frappe.datetime.str_to_user(row.delivered_on)}</bdi>`;
	const to = row.recipient && __("to {0}", [escaped(row.recipient)]);
	const by = row.delivered_by && __("by {0}", [escaped(row.delivered_by)]);
	const rest = [when, to, by].filter(Boolean).join(" · ");
	const note = row.note ? `<div class="text-muted">${escaped(row.note)}</div>` : "";
	return `<div class="mb-1">${citizen_service.pill(__(row.channel), COLORS[row.status] || "gray", __(row.status))} ${rest}${note}</div>`;
}

async function choose_template(frm) {
	const { case: case_name, referral, kind, language } = frm.doc;
	if (!case_name && !referral) return frappe.msgprint(__("Choose first what you answer."));
	const { message: rows } = await frappe.call({
		method: "citizen_service.answer.templates.offered",
		type: "GET",
		args: { case: case_name, referral, kind, language },
	});
	if (!rows.length) return frappe.msgprint(__("There is no template for such a response."));
	frappe.prompt(
		{
			fieldname: "template",
			fieldtype: "Select",
			label: __("Response Template"),
			options: rows.map((row) => row.name),
			default: rows[0].name,
			reqd: 1,
		},
		async ({ template }) => {
			const { message: text } = await frappe.call({
				method: "citizen_service.answer.templates.text",
				type: "GET",
				args: { template, case: case_name, referral },
			});
			frm.set_value("body", (frm.doc.body || "") + text);
		},
		__("Insert Template"),
		__("Insert")
	);
}

async function choose_files(frm) {
	const { message: files } = await frappe.call({
		method: "citizen_service.answer.files.choosable",
		type: "GET",
		args: { case: frm.doc.case, response: frm.is_new() ? null : frm.doc.name },
	});
	if (!files.length) return frappe.msgprint(__("Neither the case nor an accepted response has an attachment."));
	const chosen = (frm.doc.citizen_files || []).map((row) => row.file);
	frappe.prompt(
		{
			fieldname: "files",
			fieldtype: "MultiCheck",
			columns: 1,
			options: files.map((file) => ({
				value: file.name,
				label: `${file.file_name} (${file.source})`,
				checked: chosen.includes(file.name),
			})),
		},
		({ files: names }) => {
			frm.clear_table("citizen_files");
			for (const name of names || []) {
				const { file_name } = files.find((file) => file.name === name);
				frm.add_child("citizen_files", { file: name, file_name });
			}
			frm.refresh_field("citizen_files");
			frm.dirty();
		},
		__("Attachments for the Citizen"),
		__("Choose")
	);
}

const SENDING = {
	"E-mail": {
		method: "citizen_service.delivery.actions.send_by_email",
		question: () => __("Send this response to the citizen by e-mail?"),
	},
	SMS: {
		method: "citizen_service.delivery.actions.send_by_sms",
		question: () => __("Send this response to the citizen by SMS?"),
	},
};

function send(frm, channel) {
	const { method, question } = SENDING[channel];
	frappe.confirm(question(), async () => {
		await frappe.xcall(method, { response: frm.doc.name });
		frappe.show_alert({
			message: __("On its way. “Deliveries” shows when it has left."),
			indicator: "green",
		});
		frm.reload_doc();
	});
}

function record(frm, channel, recipient) {
	const dialog = new frappe.ui.Dialog({
		title: channel === "In Person" ? __("Hand Over") : __("Record Delivery"),
		fields: [
			{
				fieldname: "channel",
				fieldtype: "Select",
				label: __("By"),
				options: ["In Person", "Phone", "Letter", "Portal"].map((value) => ({
					value,
					label: __(value),
				})),
				default: channel,
				reqd: 1,
			},
			{ fieldname: "recipient", fieldtype: "Data", label: __("Given To"), default: recipient },
			{
				fieldname: "reached",
				fieldtype: "Check",
				label: __("It Reached the Citizen"),
				description: __("Off: an attempt that failed, for example nobody answered the phone."),
				default: 1,
			},
			{
				fieldname: "delivered_on",
				fieldtype: "Datetime",
				label: __("On"),
				description: __("Empty: now."),
				depends_on: "reached",
			},
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		primary_action_label: __("Record"),
		async primary_action(values) {
			await frappe.xcall("citizen_service.delivery.actions.record_delivery", {
				response: frm.doc.name,
				...values,
			});
			dialog.hide();
			frm.reload_doc();
		},
	});
	dialog.show();
}

function escaped(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}
