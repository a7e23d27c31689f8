// Help for the table “Meaning of States” on the Workflow's own form.

// The framework counts the documents in states that the workflow lacks. That needs permission to read them, which
// an admin has not got on cases: without it the form would greet them with a refusal.
const COUNT = "get_orphaned_states_and_count";
const [count_documents] = frappe.ui.form.get_event_handler_list("Workflow", COUNT);
frappe.ui.form.off("Workflow", COUNT);
frappe.ui.form.on("Workflow", COUNT, (frm) =>
	frappe.model.can_read(frm.doc.document_type) ? count_documents(frm) : Promise.resolve()
);

frappe.ui.form.on("Workflow", {
	refresh(frm) {
		const field = frm.fields_dict.state_meanings;
		if (!field) return;
		field.grid.get_field("state").get_query = () => ({
			filters: { name: ["in", states_of(frm)] },
		});
		field.grid.add_custom_button(__("Fill from States"), () => fill_from_states(frm));
		show_states_without_meaning(frm);
	},

	validate(frm) {
		show_states_without_meaning(frm);
	},
});

function states_of(frm) {
	return [...new Set((frm.doc.states || []).map((row) => row.state).filter(Boolean))];
}

function states_without_meaning(frm) {
	const known = (frm.doc.state_meanings || []).map((row) => row.state);
	return states_of(frm).filter((state) => !known.includes(state));
}

function fill_from_states(frm) {
	const missing = states_without_meaning(frm);
	missing.forEach((state) => {
		const row = frm.add_child("state_meanings", { state });
		row.stage = ""; // to be chosen: none is likelier than another
	});
	frm.refresh_field("state_meanings");
	frappe.show_alert(
		missing.length
			? {
					message: __("Added: {0}. Now choose the stage of each.", [
						citizen_service.listed(missing.map((state) => __(state))),
					]),
					indicator: "orange",
			  }
			: { message: __("Every state has a meaning."), indicator: "green" }
	);
	show_states_without_meaning(frm);
}

function show_states_without_meaning(frm) {
	const ours = Object.keys((frappe.boot.citizen_service || {}).meanings || {});
	if (!ours.includes(frm.doc.document_type)) return;
	const missing = states_without_meaning(frm);
	frm.dashboard.clear_headline();
	if (missing.length) {
		frm.dashboard.set_headline(
			__("States without a meaning: {0}. Add them to the table “Meaning of States”.", [
				citizen_service.listed(missing.map((state) => __(state))),
			]),
			"orange"
		);
	}
}
