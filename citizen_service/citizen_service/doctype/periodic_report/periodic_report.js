const METHOD = "citizen_service.periodic_report.actions.";
const MONTHS = { Month: 1, Quarter: 3, "Half-year": 6, Year: 12 };

frappe.ui.form.on("Periodic Report", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.first_day) frm.trigger("kind");
	},
	/** The last period of the kind that has ended. */
	kind(frm) {
		const months = MONTHS[frm.doc.kind];
		if (!months || frm.doc.docstatus) return;
		const today = frappe.datetime.str_to_obj(frappe.datetime.get_today());
		const start = Math.floor(today.getMonth() / months) * months - months;
		frm.set_value("first_day", day_of(new Date(today.getFullYear(), start, 1)));
		frm.set_value("last_day", day_of(new Date(today.getFullYear(), start + months, 0)));
	},
	refresh(frm) {
		frm.get_field("preview").$wrapper.empty();
		if (frm.is_new()) return;
		headline(frm);
		show_preview(frm);
		if (frm.doc.docstatus === 0 && frm.perm[0].write) {
			frm.add_custom_button(__("Compute Figures"), async () => {
				if (frm.is_dirty()) await frm.save();
				await frappe.xcall(`${METHOD}compute`, { report: frm.doc.name });
				await frm.reload_doc();
			});
		}
		if (!frm.doc.computed_on) return;
		frm.add_custom_button(__("PDF in Arabic"), () => open_file("pdf", { report: frm.doc.name, language: "ar" }), __("Download"));
		frm.add_custom_button(__("PDF in English"), () => open_file("pdf", { report: frm.doc.name, language: "en" }), __("Download"));
		frm.add_custom_button(__("Part of a Department"), () => ask_department(frm), __("Download"));
		if (frm.perm[0].export) {
			frm.add_custom_button(__("Workbook"), () => open_file("sheets", { report: frm.doc.name }), __("Download"));
		}
		frm.add_custom_button(__("Show the Difference"), () => show_difference(frm));
		if (frm.doc.docstatus === 1 && frm.perm[0].submit) {
			frm.add_custom_button(__("Send to Its Readers"), () => send(frm));
		}
	},
});

function day_of(date) {
	return frappe.datetime.obj_to_str(date);
}

function open_file(name, args) {
	window.open(`/api/method/${METHOD}${name}?${new URLSearchParams(args)}`);
}

function ask_department(frm) {
	frappe.prompt(
		[
			{ fieldname: "department", fieldtype: "Link", options: "Department", label: __("Department"), reqd: 1 },
			{
				fieldname: "language",
				fieldtype: "Select",
				label: __("Language"),
				options: [
					{ value: "ar", label: "العربية" },
					{ value: "en", label: "English" },
				],
				default: "ar",
				reqd: 1,
			},
		],
		({ department, language }) => open_file("pdf", { report: frm.doc.name, language, department }),
		__("Part of a Department")
	);
}

function send(frm) {
	frappe.confirm(
		__("The report {0} goes by e-mail to the direct supervisor, and to each department its own part. Who has it already does not get it again.", [frm.doc.name]),
		async () => {
			const answer = await frappe.xcall(`${METHOD}send`, { report: frm.doc.name });
			const without = answer.without_address.map((name) => frappe.utils.escape_html(__(name)));
			frappe.msgprint({
				title: __("Periodic Report"),
				indicator: without.length ? "orange" : "green",
				message: without.length
					? __("On its way to {0} readers. Nobody can be reached of: {1}.", [
							answer.sent,
							citizen_service.listed(without),
						])
					: __("On its way to {0} readers.", [answer.sent]),
			});
			await frm.reload_doc();
		}
	);
}

function headline(frm) {
	const { computation, docstatus } = frm.doc;
	citizen_service.follow_computation(frm, `${METHOD}progress`, { report: frm.doc.name });
	if (docstatus === 0 && computation === "Done") {
		frm.dashboard.set_headline(__("Read the figures, write the conclusions, then submit: from then on nothing changes."), "orange");
	}
}

/** The figures, in the user's language. */
async function show_preview(frm) {
	if (!frm.doc.computed_on) return;
	const name = frm.doc.name;
	const { message } = await frappe.call({ method: `${METHOD}preview`, type: "GET", args: { report: name } });
	if (frm.doc.name !== name) return;
	const $preview = frm.get_field("preview").$wrapper.html(message);
	$preview.find("table").addClass("table table-sm table-bordered").wrap('<div class="table-responsive"></div>');
	$preview.find("h2").addClass("h4");
	$preview.find("h3").addClass("h5");
	$preview.find("svg").css({ "max-width": "100%", height: "auto" });
}

async function show_difference(frm) {
	const { message } = await frappe.call({
		method: `${METHOD}difference`,
		type: "GET",
		args: { report: frm.doc.name },
		freeze: true,
		freeze_message: __("Counting again"),
	});
	const dialog = new frappe.ui.Dialog({ title: __("Difference from a Count of Now"), size: "large" });
	dialog.$body.append(difference_table(message));
	dialog.show();
}

function difference_table({ lines, more, redefined }) {
	const $found = $("<div>");
	const say = (text) => $("<p>").text(text).appendTo($found);
	if (redefined) say(__("The definitions of the figures have changed since."));
	if (!lines.length) return say(__("A count of now says the same.")), $found;
	const $table = $('<table class="table table-bordered"><thead><tr></tr></thead><tbody></tbody></table>');
	for (const head of [__("Figure"), __("Period"), __("In the Report"), __("Now")]) {
		$("<th>").text(head).appendTo($table.find("tr"));
	}
	for (const line of lines) {
		const $row = $("<tr>").appendTo($table.find("tbody"));
		for (const key of ["label", "when", "kept", "now"]) $("<td>").text(line[key]).appendTo($row);
	}
	$('<div class="table-responsive"></div>').append($table).appendTo($found);
	if (more) say(__("And {0} more.", [more]));
	return $found;
}
