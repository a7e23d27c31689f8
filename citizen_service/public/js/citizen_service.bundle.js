// What the desk of Citizen Service needs on every page.

// Without a socket server the framework's live updates throw on the first list. The desk then works without them.
if (frappe.realtime) {
	const emit = frappe.realtime.emit;
	frappe.realtime.emit = function (...args) {
		if (this.socket) emit.apply(this, args);
	};
}

frappe.provide("citizen_service");

/** The meaning of the document's workflow state ({stage, is_closing}), as the admin set it; {} where there is none. */
citizen_service.meaning = function (doc) {
	const meanings = (frappe.boot.citizen_service || {}).meanings || {};
	return (meanings[doc.doctype] || {})[doc.workflow_state] || {};
};

/** A due time as a pill: red when it has passed and the matter is still open. Instants are in the site's time. */
citizen_service.due_pill = function (due, is_open, emergency) {
	const pills = [];
	if (emergency) pills.push(citizen_service.pill(__("Emergency"), "red"));
	if (due) {
		const late = is_open && due < frappe.datetime.now_datetime();
		const text = frappe.datetime.str_to_user(due);
		pills.push(
			late
				? citizen_service.pill(text, "red", __("Overdue"))
				: `<span class="ellipsis">${text}</span>`
		);
	}
	return pills.join(" ");
};

citizen_service.pill = function (text, color, title) {
	const tip = title ? ` title="${frappe.utils.escape_html(title)}"` : "";
	return `<span class="indicator-pill no-indicator-dot ${color} ellipsis"${tip}>${frappe.utils.escape_html(
		text
	)}</span>`;
};
