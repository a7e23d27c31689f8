// Field visits: planned from a case or a referral, filled in on the spot on a phone, carried into a response.

frappe.provide("citizen_service");

const STEPS = "citizen_service.field_visit.actions.";
const PLACE = ["area", "address", "latitude", "longitude"];
const COLORS = { Planned: "blue", Done: "green", Cancelled: "gray" };

citizen_service.add_step("plan_visit", { label: () => __("Plan Field Visit"), run: (frm) => plan(frm) });

frappe.ui.form.on("Case", {
	refresh(frm) {
		if (!frm.is_new() && frappe.model.can_read("Field Visit")) show_visits(frm);
	},
});

frappe.ui.form.on("Case Referral", {
	refresh(frm) {
		const ended = ["Withdrawn", "Transferred"].includes(frm.doc.status);
		if (frm.is_new() || ended || !frappe.model.can_create("Field Visit")) return;
		frm.add_custom_button(__("Plan Field Visit"), () => plan(frm));
	},
});

frappe.ui.form.on("Field Visit", {
	setup(frm) {
		frm.set_query("department", "departments", () => ({ filters: { enabled: 1 } }));
		frm.set_query("user", "people", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("referral", () => (frm.doc.case ? { filters: { case: frm.doc.case } } : {}));
	},

	refresh(frm) {
		const planned = frm.is_new() || frm.doc.status === "Planned";
		for (const field of ["planned_start", "planned_end"]) {
			frm.set_df_property(field, "read_only", frm.is_new() ? 0 : 1);
		}
		if (frm.is_new()) return;
		show_photos(frm);
		if (planned) add_steps(frm);
		else frm.disable_form(); // what took place, or was cancelled, stays as it is
		if (frm.doc.status === "Done" && frappe.model.can_create("Response")) add_responses(frm);
	},

	planned_start(frm) {
		if (!frm.is_new() || !frm.doc.planned_start || frm.doc.planned_end) return;
		frm.set_value("planned_end", moment(frm.doc.planned_start).add(2, "hours").format(frappe.defaultDatetimeFormat));
	},
});

/** A new visit for a case, or for the case of a referral, with the place that is known. */
async function plan(frm) {
	await frappe.model.with_doctype("Field Visit");
	const visit = frappe.model.get_new_doc("Field Visit");
	const is_referral = frm.doctype === "Case Referral";
	visit.case = is_referral ? frm.doc.case : frm.doc.name;
	visit.referral = is_referral ? frm.doc.name : null;
	visit.subject = frm.doc.subject;
	visit.purpose = is_referral ? frm.doc.instruction : null;
	for (const field of PLACE) visit[field] = frm.doc[field] ?? null;
	if (is_referral && frm.doc.department) {
		frappe.model.add_child(visit, "Field Visit Department", "departments").department = frm.doc.department;
	}
	frappe.set_route("Form", "Field Visit", visit.name);
}

/** The visits of a case, above its form. */
async function show_visits(frm) {
	const name = frm.doc.name;
	const visits = await frappe.db.get_list("Field Visit", {
		fields: ["name", "subject", "planned_start", "status"],
		filters: { case: name },
		order_by: "planned_start asc",
		limit: 20,
	});
	if (frm.doc.name !== name) return; // another case was opened meanwhile
	frm.dashboard.parent.find(".citizen-service-visits").closest(".form-dashboard-section").remove();
	if (!visits.length) return;
	const rows = visits.map(
		(visit) => `<tr>
			<td><a href="${frappe.utils.get_form_link("Field Visit", visit.name)}"><bdi>${escaped(visit.subject)}</bdi></a></td>
			<td><bdi class="text-nowrap">${frappe.datetime.str_to_user(visit.planned_start)}</bdi></td>
			<td>${citizen_service.pill(__(visit.status), COLORS[visit.status])}</td></tr>`
	);
	frm.dashboard.add_section(
		`<div class="citizen-service-visits table-responsive"><table class="table table-sm small">
			<tbody>${rows.join("")}</tbody></table></div>`,
		__("Field Visits")
	);
	frm.dashboard.show();
}

function add_steps(frm) {
	const plans = frappe.model.can_write("Field Visit");
	const attends = (frm.doc.people || []).some((row) => row.user === frappe.session.user);
	if (plans || attends) {
		const steps = [
			[__("Add Photos"), () => choose_photos(frm)],
			[__("Record Findings"), () => record(frm)],
		];
		if (!frm.doc.arrived_on) steps.unshift([__("I Have Arrived"), () => arrive(frm)]);
		for (const [label, run] of steps) frm.add_custom_button(label, run);
		add_phone_steps(frm, steps);
	}
	if (plans) {
		frm.add_custom_button(__("Reschedule"), () => reschedule(frm));
		frm.add_custom_button(__("Cancel Visit"), () => cancel(frm));
	}
}

/** On a phone the framework hides a form's buttons in a menu: here they are again, wide enough for a thumb. */
function add_phone_steps(frm, steps) {
	frm.dashboard.parent.find(".citizen-service-spot").closest(".form-dashboard-section").remove();
	const section = frm.dashboard.add_section('<div class="citizen-service-spot"></div>', __("On the Spot"));
	section.closest(".form-dashboard-section").addClass("d-md-none");
	for (const [position, [label, run]] of steps.entries()) {
		const look = position === steps.length - 1 ? "btn-primary" : "btn-default";
		$(`<button class="btn ${look} btn-block mb-2"></button>`)
			.text(label)
			.on("click", run)
			.appendTo(section.find(".citizen-service-spot"));
	}
	frm.dashboard.show();
}

function add_responses(frm) {
	const group = __("Write Response");
	frm.add_custom_button(__("Full Reply"), () => respond(frm, "Full Reply"), group);
	frm.add_custom_button(__("Stage Update"), () => respond(frm, "Stage Update"), group);
}

async function respond(frm, kind) {
	const { message } = await frappe.call({
		method: "citizen_service.field_visit.response.values",
		type: "GET",
		args: { visit: frm.doc.name },
	});
	frappe.new_doc("Response", { ...message, kind, audience: "Office" });
}

function take(frm, step, values = {}) {
	return frappe.xcall(STEPS + step, { visit: frm.doc.name, ...values }).then(() => frm.reload_doc());
}

// On the spot --------------------------------------------------------------------------------------

/** Where the phone is, or null where it does not say so in time or nobody lets it. */
function position() {
	return new Promise((resolve) => {
		if (!navigator.geolocation) return resolve(null);
		navigator.geolocation.getCurrentPosition(
			({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
			() => resolve(null),
			{ enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 }
		);
	});
}

function tell_no_position() {
	frappe.show_alert({ message: __("The phone does not say where it is. Type the place."), indicator: "orange" });
}

/** One touch on the spot: the time is now, the place is the phone's. */
async function arrive(frm) {
	frappe.dom.freeze(__("Asking the phone where it is …"));
	const here = await position();
	frappe.dom.unfreeze();
	if (!here) tell_no_position();
	await take(frm, "arrive", here || {});
}

function spot_fields(doc) {
	return [
		{
			fieldname: "arrived_on",
			fieldtype: "Datetime",
			label: __("Arrived On"),
			default: doc.arrived_on || frappe.datetime.now_datetime(),
			reqd: 1,
		},
		{ fieldname: "here", fieldtype: "Button", label: __("Take My Position") },
		{ fieldname: "latitude", fieldtype: "Float", precision: 6, label: __("Latitude on the Spot"), default: doc.found_latitude },
		{ fieldname: "longitude", fieldtype: "Float", precision: 6, label: __("Longitude on the Spot"), default: doc.found_longitude },
	];
}

function record(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Record Findings"),
		fields: [
			{
				fieldname: "findings",
				fieldtype: "Small Text",
				label: __("Findings"),
				description: __("What was found, measured and agreed on the spot."),
				default: frm.doc.findings,
				reqd: 1,
			},
			{ fieldname: "sb_spot", fieldtype: "Section Break", label: __("Time and Place") },
			...spot_fields(frm.doc),
			{ fieldname: "sb_met", fieldtype: "Section Break", label: __("Person Met") },
			{ fieldname: "met_person", fieldtype: "Data", label: __("Name") },
			{ fieldname: "met_signature", fieldtype: "Signature", label: __("Signature of the Person Met") },
		],
		primary_action_label: __("Visit Done"),
		primary_action: ({ here, ...values }) => take(frm, "record_findings", values).then(() => dialog.hide()),
	});
	dialog.fields_dict.here.$input.on("click", async () => {
		const here = await position();
		if (here) dialog.set_values(here);
		else tell_no_position();
	});
	dialog.show();
}

// Photos -------------------------------------------------------------------------------------------

function choose_photos(frm) {
	const $chooser = $('<input type="file" accept="image/*" multiple>');
	$chooser.on("change", async () => {
		const files = [...$chooser[0].files];
		for (const [position, file] of files.entries()) {
			frappe.show_progress(__("Add Photos"), position + 1, files.length, file.name);
			if (!(await send_photo(frm, file))) break;
		}
		frappe.hide_progress();
		frm.reload_doc();
	});
	$chooser.trigger("click");
}

async function send_photo(frm, file) {
	const form = new FormData();
	form.append("visit", frm.doc.name);
	form.append("file", file, file.name);
	const response = await fetch("/api/method/citizen_service.field_visit.photos.add", {
		method: "POST",
		headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
		body: form,
	});
	if (response.ok) return true;
	const answer = await response.json().catch(() => ({}));
	const said = JSON.parse(answer._server_messages || "[]").map((text) => JSON.parse(text).message);
	frappe.msgprint({
		title: __("Photo"),
		message: said.join("<br>") || __("The photo was not taken."),
		indicator: "red",
	});
	return false;
}

async function show_photos(frm) {
	const name = frm.doc.name;
	const { message: files } = await frappe.call({
		method: "citizen_service.field_visit.photos.of_visit",
		type: "GET",
		args: { visit: name },
	});
	if (frm.doc.name !== name) return;
	const shown = files.map((file) => {
		const url = encodeURI(file.file_url);
		const inner = file.is_picture
			? `<img src="${url}" alt="${escaped(file.file_name)}" loading="lazy" style="max-width: 160px; max-height: 160px; border-radius: 4px">`
			: `<bdi>${escaped(file.file_name)}</bdi>`;
		return `<a href="${url}" target="_blank" class="mr-2 mb-2 d-inline-block">${inner}</a>`;
	});
	frm.get_field("photos").$wrapper.html(
		shown.length ? `<label class="control-label">${__("Photos")}</label><div>${shown.join("")}</div>` : ""
	);
}

// Steps of the office ------------------------------------------------------------------------------

function reschedule(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Reschedule"),
		fields: [
			{ fieldname: "planned_start", fieldtype: "Datetime", label: __("Begins"), default: frm.doc.planned_start, reqd: 1 },
			{ fieldname: "planned_end", fieldtype: "Datetime", label: __("Ends"), default: frm.doc.planned_end, reqd: 1 },
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Everybody who attends is told."),
				reqd: 1,
			},
		],
		primary_action_label: __("Reschedule"),
		primary_action: (values) => take(frm, "reschedule", values).then(() => dialog.hide()),
	});
	dialog.show();
}

function cancel(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Cancel Visit"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Everybody who attends is told."),
				reqd: 1,
			},
		],
		primary_action_label: __("Cancel Visit"),
		primary_action: (values) => take(frm, "cancel", values).then(() => dialog.hide()),
	});
	dialog.show();
}

function escaped(text) {
	return frappe.utils.escape_html(text || "");
}
