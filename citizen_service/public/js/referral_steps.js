// The buttons of a referral: the steps that the server says are open to the user now (referral/steps.py), in its words.

frappe.provide("citizen_service");

citizen_service.referral_colors = {
	Waiting: "gray",
	Open: "orange",
	Acknowledged: "blue",
	Answered: "green",
	Returned: "red",
	Withdrawn: "gray",
	Transferred: "gray",
};

const ACTIONS = "citizen_service.referral.actions.";

const BUTTONS = {
	acknowledge: { label: () => __("Acknowledge"), run: (frm) => take(frm, `${ACTIONS}acknowledge`), first: 1 },
	full_reply: { label: () => __("Full Reply"), run: (frm) => respond(frm, "Full Reply") },
	report_stage: { label: () => __("Report Stage"), run: (frm) => respond(frm, "Stage Update") },
	interim_reply: {
		label: () => __("Interim Reply"),
		run: (frm) => respond(frm, "Interim Reply"),
		group: () => __("More"),
	},
	advise: { label: () => __("Advice"), run: (frm) => respond(frm, "Advice"), group: () => __("More") },
	request_information: {
		label: () => __("Request for Information"),
		run: (frm) => respond(frm, "Request for Information"),
		group: () => __("More"),
	},
	assign: { label: () => __("Assign"), run: assign },
	return: { label: () => __("Return to Follow-up"), run: hand_back },
	chase: { label: () => __("Chase"), run: (frm) => chase(frm, "Reply") },
	ask_stage: { label: () => __("Ask for Stage"), run: (frm) => chase(frm, "Stage Update") },
	open_now: { label: () => __("Open Now"), run: open_now, first: 1 },
	transfer: { label: () => __("Transfer"), run: transfer },
	answer_in_place: { label: () => __("Answer in Its Place"), run: (frm) => respond(frm, "Full Reply") },
	withdraw: { label: () => __("Withdraw"), run: withdraw },
};

/** Lays out the buttons of a referral and says who has it, or what it waits for. */
citizen_service.lay_out_referral = async function (frm) {
	const referral = frm.doc.name;
	const { message: found } = await frappe.call({
		method: "citizen_service.referral.steps.of",
		type: "GET",
		args: { referral },
	});
	if (frm.doc.name !== referral) return; // another referral was opened meanwhile
	for (const step of found.steps) {
		const { label, run, group, first } = BUTTONS[step];
		const $button = frm.add_custom_button(label(), () => run(frm, found), group && group());
		if (first) $button.removeClass("btn-default").addClass("btn-primary");
	}
	say_who_has_it(frm, found);
};

function say_who_has_it(frm, { assigned, waits_for }) {
	if (waits_for) {
		const link = `<a href="${frappe.utils.get_form_link("Case Referral", waits_for.name)}">${bdi(
			waits_for.department
		)}</a>`;
		const text = waits_for.decide
			? __("Its turn does not come by itself: the referral before it, to {0}, is {1}. Open it now, or withdraw it.", [
					link,
					__(waits_for.status),
			  ])
			: __("Waits for the full reply of {0}; its time has not begun.", [link]);
		frm.dashboard.add_comment(text, waits_for.decide ? "yellow" : "blue", true);
	}
	if (assigned.length) {
		const names = assigned.map((person) => bdi(person.name)).join(__(", "));
		const color = frm.layout.message.find(".citizen-service-time-left").data("color") || "blue";
		frm.dashboard.add_comment(__("With: {0}", [names]), color, true); // the last one colours the whole head
	}
}

function bdi(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}

/** The case follows from the referral: a department's staff may not look it up themselves. */
function respond(frm, kind) {
	frappe.new_doc("Response", { referral: frm.doc.name, kind, audience: "Office" });
}

function take(frm, method, values = {}) {
	return frappe
		.xcall(method, { referral: frm.doc.name, ...values })
		.then((made) => frm.reload_doc().then(() => made));
}

/** A dialog whose values go with the step; the dialog stays open where the server refuses. */
function ask(frm, title, fields, method, then) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: title,
		primary_action: (values) =>
			take(frm, method, values).then((made) => {
				dialog.hide();
				if (then) then(made);
			}),
	});
	dialog.show();
	return dialog;
}

function reason(description) {
	return { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), description, reqd: 1 };
}

function other_department(frm, fieldname, label, more) {
	return {
		fieldname,
		fieldtype: "Link",
		options: "Department",
		label,
		get_query: () => ({ filters: { enabled: 1, name: ["!=", frm.doc.department] } }),
		...more,
	};
}

function hand_back(frm) {
	const whose = other_department(frm, "belongs_to", __("Belongs To"), {
		description: __("Whose matter it is, if you know."),
	});
	const fields = [reason(__("Why it is not yours.")), whose];
	ask(frm, __("Return to Follow-up"), fields, `${ACTIONS}return_to_follow_up`);
}

function withdraw(frm) {
	const fields = [reason(__("Why this department need not answer any more."))];
	ask(frm, __("Withdraw the Referral"), fields, `${ACTIONS}withdraw`);
}

function transfer(frm) {
	const fields = [
		other_department(frm, "department", __("Department"), {
			reqd: 1,
			default: frm.doc.belongs_to,
			description: frm.doc.belongs_to ? __("Proposed by the department that returned it.") : "",
		}),
		reason(),
		{
			fieldname: "instruction",
			fieldtype: "Small Text",
			label: __("Instruction"),
			description: __("Empty: as it was given to the first department."),
		},
	];
	ask(frm, __("Transfer to Another Department"), fields, `${ACTIONS}transfer`, (made) =>
		frappe.show_alert({ message: __("New referral: {0}", [made]), indicator: "green" })
	);
}

function open_now(frm) {
	frappe.confirm(__("Give {0} the case now? Its time begins at once.", [bdi(frm.doc.department)]), () =>
		take(frm, `${ACTIONS}open_now`)
	);
}

function assign(frm, { officers, assigned }) {
	const has_it = assigned.map((person) => person.user);
	const fields = [
		{
			fieldname: "officers",
			fieldtype: "MultiCheck",
			label: __("Officers"),
			columns: 1,
			options: officers.map(({ user, name }) => ({
				value: user,
				label: frappe.utils.escape_html(name),
				checked: has_it.includes(user),
			})),
		},
	];
	ask(frm, __("Assign"), fields, "citizen_service.referral.assigning.assign");
}

function chase(frm, asked_for) {
	const means = ["E-mail", "Phone", "Visit", "Memo", "Meeting", "Other"];
	const usual = frm.doc.department_email ? "E-mail" : "Phone";
	const wants_stage = asked_for === "Stage Update";
	const fields = [
		{
			fieldname: "means",
			fieldtype: "Select",
			label: __("By Means Of"),
			options: means.map((value) => ({ value, label: __(value) })),
			default: usual,
			description: __("By e-mail: the program sends the text below to the department."),
			reqd: 1,
		},
		{
			fieldname: "note",
			fieldtype: "Small Text",
			label: __("What Was Said"),
			default: wants_stage ? __("Please tell us which stage the matter has reached.") : "",
			reqd: 1,
		},
		{
			fieldname: "promised_on",
			fieldtype: "Date",
			label: __("Promised By"),
			description: __("The day by which the department promised to answer."),
		},
		{ fieldname: "asked_for", fieldtype: "Data", hidden: 1, default: asked_for },
	];
	const title = wants_stage ? __("Ask for Stage") : __("Chase");
	ask(frm, title, fields, "citizen_service.referral.chase.chase");
}
