// Requests whose refusals are shown beside the fields, not in a dialog in the way of the keyboard.

/** Resolves to {ok, data} or {ok: false, message, problems}: the texts are the server's, `problems` by field. */
export async function post(method, args) {
	const form = args instanceof FormData;
	const reply = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: {
			Accept: "application/json",
			"X-Frappe-CSRF-Token": frappe.csrf_token,
			...(form ? {} : { "Content-Type": "application/json" }),
		},
		body: form ? args : JSON.stringify(args),
	}).catch(() => null);
	if (!reply) return { ok: false, problems: {}, message: __("The office's server did not answer. Try again.") };
	const json = await reply.json().catch(() => ({}));
	if (reply.ok) return { ok: true, data: json.message };
	return { ok: false, problems: json.problems || {}, message: said(json) };
}

export async function get(method, args = {}) {
	const { message } = await frappe.call({ method, args, type: "GET" });
	return message;
}

function said(json) {
	const texts = JSON.parse(json._server_messages || "[]").map((text) => JSON.parse(text).message);
	return texts.join("<br>") || __("That was not possible. Try again.");
}

/** Marks the fields of FieldGroups that `problems` names, with the text below each, and goes to the first of them. */
export function mark(groups, problems) {
	let first = null;
	for (const group of groups) {
		for (const [name, field] of Object.entries(group.fields_dict)) {
			if (!field.$wrapper) continue;
			const text = problems[name];
			field.$wrapper.toggleClass("has-error", Boolean(text)).find(".counter-problem").remove();
			if (!text) continue;
			field.$wrapper.append(`<div class="counter-problem small text-danger" role="alert">${text}</div>`);
			first = first || field;
		}
	}
	if (first) first.set_focus();
	return Boolean(first);
}

/** Waits until nothing more is typed for a moment, then runs the last call alone. */
export function later(run, milliseconds) {
	let timer;
	return (...args) => {
		clearTimeout(timer);
		timer = setTimeout(() => run(...args), milliseconds);
	};
}

export const escaped = (text) => frappe.utils.escape_html(text || "");
