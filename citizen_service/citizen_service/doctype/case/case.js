frappe.ui.form.on("Case", {
	setup(frm) {
		const enabled = { enabled: 1 };
		const leaf = { enabled: 1, is_group: 0 };
		frm.set_query("case_type", () => ({ filters: enabled }));
		frm.set_query("priority", () => ({ filters: enabled }));
		frm.set_query("outcome", () => ({ filters: enabled }));
		frm.set_query("category", () => ({ filters: leaf }));
		frm.set_query("area", () => ({ filters: leaf }));
		// Only the public form gives its own channel.
		frm.set_query("channel", () => ({ filters: { enabled: 1, is_portal: 0 } }));
		frm.set_query("merged_into", () => ({ filters: { name: ["!=", frm.doc.name] } }));
	},

	refresh(frm) {
		frm.set_df_property("location", "hidden", frm.doc.location ? 0 : 1);
		frm.page.add_menu_item(__("Show Map"), () => show_map(frm));
		if (frm.is_new()) return;
		citizen_service.show_time_left(frm);
		citizen_service.offer_story(frm);
		citizen_service.show_study(frm);
		show_overview(frm);
		citizen_service.offer_due_date(frm, { case: frm.doc.name });
	},
});

/** The map asks a server outside the office for its pictures: only where a place is marked or somebody asks. */
function show_map(frm) {
	frm.set_df_property("location", "hidden", 0);
	frm.layout.tabs.find((tab) => tab.df.fieldname === "tab_place").set_active();
}

async function show_overview(frm) {
	const case_name = frm.doc.name;
	const { message: overview } = await frappe.call({
		method: "citizen_service.desk.overview.case_overview",
		type: "GET",
		args: { case: case_name },
	});
	if (frm.doc.name !== case_name) return; // another case was opened meanwhile
	citizen_service.lay_out_steps(frm, overview);
	frm.dashboard.parent.find(".citizen-service-overview").closest(".form-dashboard-section").remove();
	frm.dashboard.add_section(overview_html(overview), __("Progress"));
	frm.dashboard.show();
}

citizen_service.add_step("refer", { label: () => __("Refer"), run: (frm) => citizen_service.refer(frm) });
citizen_service.add_step("answer", {
	label: () => __("New Answer"),
	run: (frm) => citizen_service.compose_answer(frm),
});

// The panel above the form. Everything that people wrote is escaped.

function overview_html(overview) {
	return `<div class="citizen-service-overview">
		${missing_html(overview.missing)}
		${referrals_html(overview.referrals)}
		${responses_html(overview.responses)}
		${clocks_html(overview.clocks)}
	</div>`;
}

function missing_html(missing) {
	if (!missing.length) return "";
	const items = missing.map((text) => `<li>${text}</li>`).join("");
	return `<div class="small text-muted">${__("Before the case can be closed:")}<ul>${items}</ul></div>`;
}

function referrals_html(referrals) {
	if (!referrals.length) return `<p class="text-muted">${__("Not referred to any department yet.")}</p>`;
	const rows = referrals.map((row) => [
		link("Case Referral", row.name, row.department || __("Citizen Service Manager")),
		citizen_service.pill(__(row.status), citizen_service.referral_colors[row.status]) +
			(row.required ? "" : ` <span class="text-muted">${__("for information")}</span>`),
		due_html(row),
		stage_html(row),
		chases_html(row),
	]);
	const headings = [__("Department"), __("Status"), __("Full Reply Due"), __("Latest Stage"), __("Chases")];
	return table(headings, rows);
}

/** What the department last said, and since when; or why it gave the case back. */
function stage_html(row) {
	const since = row.latest_stage
		? ` <bdi class="text-muted text-nowrap">${frappe.datetime.str_to_user(row.latest_stage_on)}</bdi>`
		: "";
	const whose = row.belongs_to ? ` <span class="text-muted">${__("Belongs To")}: ${escaped(row.belongs_to)}</span>` : "";
	return escaped(row.latest_stage || row.settled_reason) + since + whose;
}

function chases_html(row) {
	if (!row.chase_count) return "";
	const promised = row.promised_on
		? `<br><span class="text-muted">${__("Promised By")} <bdi>${frappe.datetime.str_to_user(row.promised_on)}</bdi></span>`
		: "";
	const last = `<bdi class="text-muted text-nowrap">${frappe.datetime.str_to_user(row.last_chased_on)}</bdi>`;
	return `<b>${row.chase_count}</b> ${last}${promised}`;
}

function responses_html(responses) {
	if (!responses.length) return "";
	const rows = responses.map((row) => [
		link("Response", row.name, __(row.kind)),
		escaped(row.department || __("Office")),
		citizen_service.pill(__(row.workflow_state), row.stage === "Accepted" ? "green" : "gray"),
		citizen_service.deliveries_html(row),
	]);
	return table([__("Response"), __("From"), __("State"), __("To the Citizen")], rows);
}

function clocks_html(clocks) {
	if (!clocks.length) return "";
	const rows = clocks.map((row) => [
		link("Service Level Record", row.name, __(row.clock)),
		escaped(row.department || __("Office")),
		row.due && `<bdi class="text-nowrap">${frappe.datetime.str_to_user(row.due)}</bdi>`,
		escaped(row.text),
	]);
	return table([__("Time Limit For"), __("With"), __("Due"), __("Time Left")], rows);
}

function due_html(row) {
	if (!row.due_on) return "";
	const text = `<bdi class="text-nowrap">${frappe.datetime.str_to_user(row.due_on)}</bdi>`;
	return row.overdue ? `<span class="indicator-pill no-indicator-dot red" title="${__("Overdue")}">${text}</span>` : text;
}

function table(headings, rows) {
	const head = headings.map((text) => `<th class="text-muted">${text}</th>`).join("");
	const body = rows
		.map((cells) => `<tr>${cells.map((cell) => `<td>${cell || ""}</td>`).join("")}</tr>`)
		.join("");
	return `<div class="table-responsive"><table class="table table-sm small">
		<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function link(doctype, name, text) {
	return `<a href="${frappe.utils.get_form_link(doctype, name)}">${escaped(text)}</a>`;
}

/** What people wrote, escaped and in its own direction. */
function escaped(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}
