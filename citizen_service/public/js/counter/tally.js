// Settled without a case: one click in the day book, without leaving the counter.

import { escaped, get } from "./ask";

const METHOD = "citizen_service.reception.day_book.";

export class Tally {
	/** `procedure`: what was asked about, if it has been chosen. */
	constructor($parent, page, procedure) {
		this.page = page;
		this.procedure = procedure;
		this.$box = $(`<div class="counter-tally" role="group" aria-label="${__("Settled without a case")}">
		</div>`).appendTo($parent);
		this.refresh();
	}

	async refresh() {
		this.show(await get(`${METHOD}today`));
	}

	async add(kind) {
		if (this.busy) return;
		this.busy = true;
		try {
			this.show(await frappe.xcall(`${METHOD}add`, { kind: kind.name, procedure: this.procedure() }));
			frappe.show_alert({ message: __("Counted: {0}", [escaped(kind.label)]), indicator: "green" });
		} finally {
			this.busy = false;
		}
	}

	show({ kinds }) {
		this.$box.html(`<span class="text-muted">${__("Settled without a case")}</span>`);
		kinds.forEach((kind, position) => {
			const key = position < 9 ? `Alt+${position + 1}` : "";
			$(`<button type="button" class="btn btn-xs btn-default" title="${key}">
				${escaped(kind.label)} <b>${kind.mine}</b></button>`)
				.attr("data-kind", kind.name)
				.on("click", () => this.add(kind))
				.appendTo(this.$box);
			if (key && !this.keyed) this.add_key(key, kind);
		});
		this.keyed = true;
	}

	add_key(shortcut, kind) {
		frappe.ui.keys.add_shortcut({
			shortcut: shortcut.toLowerCase(),
			page: this.page,
			ignore_inputs: true,
			description: `${__("Settled without a case")}: ${escaped(kind.label)}`,
			action: () => this.add(kind),
		});
	}
}
