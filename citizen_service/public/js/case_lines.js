// Cases in a few lines, for lists beside a form that must also fit a phone.

/** A case in two lines: reference and subject, then what is said of it. `parts` are HTML. */
export function case_line(row, parts) {
	const open = frappe.utils.get_form_link("Case", row.name);
	return `<li class="py-2 border-bottom">
		<div><a class="bold text-primary" href="${open}" target="_blank" title="${__("Open It")}"><bdi>${row.name}</bdi></a>
			<bdi>${escaped(row.subject)}</bdi></div>
		<div class="small text-muted">${parts.filter(Boolean).join(" · ")}</div>
	</li>`;
}

export function case_list(lines) {
	return `<ul class="list-unstyled mb-2">${lines.join("")}</ul>`;
}

export function state_pill(state, is_open) {
	return citizen_service.pill(__(state), is_open ? "blue" : "gray");
}

/** The day of a moment, in the user's format. */
export function day(moment) {
	return `<bdi>${frappe.datetime.str_to_user(moment.slice(0, 10))}</bdi>`;
}

export function escaped(text) {
	return frappe.utils.escape_html(text || "");
}
