const RAW = ["sb_times", "sb_events"]; // instants in universal time, which nobody reads

frappe.ui.form.on("Service Level Record", {
	refresh(frm) {
		frm.toggle_display(RAW, false);
		citizen_service.show_time_left(frm);
		show_ledger(frm);
	},
});

async function show_ledger(frm) {
	const record = frm.doc.name;
	const { message: lines } = await frappe.call({
		method: "citizen_service.desk.timeline.ledger",
		type: "GET",
		args: { record },
	});
	if (frm.doc.name !== record) return;
	frm.dashboard.parent.find(".citizen-service-ledger").closest(".form-dashboard-section").remove();
	frm.dashboard.add_section(ledger_html(lines), __("Ledger"));
	frm.dashboard.show();
}

/** What happened and why is HTML of the server's; names are escaped here. */
function ledger_html(lines) {
	const headings = [__("Time"), __("What Happened"), __("Reason"), __("By")];
	const head = headings.map((text) => `<th class="text-muted">${text}</th>`).join("");
	const body = lines
		.map((line) => [
			`<bdi class="text-nowrap">${line.moment}</bdi>`,
			line.what,
			line.why,
			`<bdi>${frappe.utils.escape_html(line.by)}</bdi>`,
		])
		.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
		.join("");
	return `<div class="citizen-service-ledger table-responsive"><table class="table table-sm small">
		<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
