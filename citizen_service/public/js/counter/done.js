// After a case is registered: its reference, large enough to read out, and what is printed for the visitor.

import { escaped } from "./ask";

const RECEIPT = "Receipt"; // the print format of Case that the app brings

export class Done {
	/** `next`: what the last button does. */
	constructor($parent, next) {
		this.$box = $(`<section class="counter-done" aria-live="assertive"></section>`).appendTo($parent).hide();
		this.next = next;
	}

	hide() {
		this.$box.hide().empty();
	}

	show(made) {
		const due = made.due_on
			? `<p>${__("Answer due: {0}", [`<bdi>${frappe.datetime.str_to_user(made.due_on)}</bdi>`])}</p>`
			: "";
		const told = made.response ? `<p>${__("The answer on the spot waits for Follow-up to confirm it.")}</p>` : "";
		const earlier = made.earlier
			? `<p>${__("It had been registered already: what was changed in the form since then is not in it.")}</p>`
			: "";
		this.$box.html(`
			<div class="text-muted">${__("Registered")}</div>
			<div class="counter-reference"><bdi dir="ltr">${made.name}</bdi></div>
			<p><bdi>${escaped(made.subject)}</bdi></p>
			${due}${told}${earlier}
			<div class="counter-buttons"></div>`);
		const receipt = new URLSearchParams({ doctype: "Case", name: made.name, format: RECEIPT });
		this.link(__("Print Receipt"), `/api/method/frappe.utils.print_format.download_pdf?${receipt}`);
		const form = new URLSearchParams({ case: made.name });
		this.link(
			__("Print Special Form"),
			`/api/method/citizen_service.paper.printing.special_form_pdf?${form}`
		);
		this.link(__("Open the Case"), frappe.utils.get_form_link("Case", made.name));
		const $next = $(`<button type="button" class="btn btn-primary counter-next">${__("Next Visitor")}</button>`)
			.on("click", this.next)
			.appendTo(this.$box.find(".counter-buttons"));
		this.$box.show();
		$next.trigger("focus");
	}

	link(label, href) {
		$(`<a class="btn btn-default" target="_blank">${label}</a>`)
			.attr("href", href)
			.appendTo(this.$box.find(".counter-buttons"));
	}
}
