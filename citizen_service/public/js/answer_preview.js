// An answer as the citizen will get it.

const METHOD = "citizen_service.answer.preview.preview";

/** Asks the server for the preview of a saved response and shows it. `as`: E-mail, SMS or Letter. */
export async function preview(response, as) {
	const { message: seen } = await frappe.call({
		method: METHOD,
		type: "GET",
		args: { response, as_: as },
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Preview: {0}", [__(as)]),
		size: as === "SMS" ? "small" : "large",
		fields: [{ fieldname: "seen", fieldtype: "HTML" }],
	});
	dialog.get_field("seen").$wrapper.html(
		`<div class="citizen-service-preview">${{ "E-mail": email_html, SMS: sms_html, Letter: letter_html }[as](seen)}</div>`
	);
	dialog.show();
	return dialog;
}

function email_html(seen) {
	const files = seen.files.map((name) => `<bdi>${escaped(name)}</bdi>`).join(" · ");
	return `${seen.to ? "" : warning(__("The case has no e-mail address."))}
		<p><span class="text-muted">${__("Subject")}:</span> <b><bdi>${escaped(seen.subject)}</bdi></b></p>
		<div class="p-3" style="overflow: auto; max-height: 60vh; border: 1px solid var(--border-color); background: #fff; color: #000">
			${frappe.dom.remove_script_and_style(seen.html)}</div>
		${files ? `<p class="small">${__("Attachments")}: ${files}</p>` : ""}`;
}

function sms_html(seen) {
	const size = __("{0} of at most {1} messages ({2} letters)", [seen.segments, seen.limit, seen.units]);
	return `${seen.to ? "" : warning(__("The case has no mobile number, or no SMS gateway is set."))}
		${
			seen.whole
				? ""
				: warning(
						__("The answer is too long for an SMS. The citizen is told that it is ready; it does not count as delivered until they have read it.")
				  )
		}
		<div class="p-3" dir="auto" style="white-space: pre-wrap; border-radius: 12px; background: var(--bg-light-gray, #f4f5f6)">${escaped(
			seen.text
		)}</div>
		<p class="small text-muted mt-2">${seen.whole ? size : __("{0} messages ({1} letters)", [seen.segments, seen.units])}</p>`;
}

function letter_html(seen) {
	return `<p><a href="${seen.url}" target="_blank" rel="noopener">${__("Open in a New Tab")}</a></p>
		<iframe title="${__("Letter")}" src="${seen.url}" style="width: 100%; height: 70vh; border: 1px solid var(--border-color)"></iframe>`;
}

function warning(text) {
	return `<p class="alert alert-warning small">${text}</p>`;
}

function escaped(text) {
	return frappe.utils.escape_html(text || "");
}
