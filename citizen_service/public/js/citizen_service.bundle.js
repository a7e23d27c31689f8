// What the desk of Citizen Service needs on every page.

import "./case_duplicates";
import "./citizen_history";
import "./language";
import "./listing";
import "./due_dates";
import "./signed_form";
import "./extensions";
import "./time_left";
import "./case_study";
import "./compose_answer";
import "./deliver_answer";
import "./new_code";
import "./steps";
import "./refer";
import "./referral_steps";
import "./citizen_question";
import "./letter";
import "./answer_on_the_spot";
import "./story";
import "./list_views";
import "./reports";
import "./computing";
import "./field_visit";
import "./identity";
import "./emergency";
import "./delegation";
import "./without_department";
import "./framework";

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

citizen_service.pill = function (text, color, title) {
	const tip = title ? ` title="${frappe.utils.escape_html(title)}"` : "";
	return `<span class="indicator-pill no-indicator-dot ${color} ellipsis"${tip}>${frappe.utils.escape_html(
		text
	)}</span>`;
};

/** An instant in universal time, as the framework writes it in the office's time. */
citizen_service.site_time = function (utc) {
	return moment.utc(utc).tz(frappe.sys_defaults.time_zone).format(frappe.defaultDatetimeFormat);
};
