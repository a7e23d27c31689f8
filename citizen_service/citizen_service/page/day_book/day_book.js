frappe.pages["day-book"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Day Book"), single_column: true });
	wrapper.day_book = new DayBook(page);
};

frappe.pages["day-book"].on_page_show = function (wrapper) {
	wrapper.day_book.refresh();
};

const METHOD = "citizen_service.reception.day_book.";

/** One big button per kind; below it what this user counted today, the latest with a way back. */
class DayBook {
	constructor(page) {
		this.page = page;
		this.busy = false;
		this.body = $(`
			<div class="day-book">
				<p class="text-muted">${__("Count a call or a visit that needs no case. One click is enough.")}</p>
				<div class="day-book-kinds"></div>
				<h5>${__("If you like, say first what it was about")}</h5>
				<div class="day-book-details"></div>
				<h5>
					<span class="day-book-heading"></span>
					<button type="button" class="btn btn-xs btn-default day-book-report">${__("Other Days")}</button>
				</h5>
				<div class="day-book-entries"></div>
			</div>`).appendTo(page.main.addClass("frappe-card"));
		this.details = new frappe.ui.FieldGroup({
			body: this.body.find(".day-book-details"),
			fields: [
				{ fieldname: "procedure", fieldtype: "Link", options: "Service Procedure", label: __("Procedure") },
				{ fieldtype: "Column Break" },
				{
					fieldname: "department",
					fieldtype: "Link",
					options: "Department",
					label: __("Department"),
					get_query: () => ({ filters: { enabled: 1 } }),
				},
				{ fieldtype: "Column Break" },
				{ fieldname: "note", fieldtype: "Data", label: __("Note") },
			],
		});
		this.details.make();
		this.body
			.find(".day-book-report")
			.on("click", () => frappe.set_route("query-report", "Calls and Visits"));
	}

	refresh() {
		return this.show(this.ask("today", {}, "GET"));
	}

	add(kind) {
		const details = this.details.get_values(true) || {};
		return this.show(this.ask("add", { kind, ...details }), () => this.details.clear());
	}

	undo(entry) {
		return this.show(this.ask("undo", { entry }));
	}

	ask(method, args, type = "POST") {
		return frappe.call({ method: METHOD + method, args, type }).then((answer) => answer.message);
	}

	/** One request at a time, so that a double click counts once. */
	async show(asked, done = () => {}) {
		this.busy = true;
		this.body.find(".day-book-kind, .day-book-entry button").prop("disabled", true);
		try {
			this.state = await asked;
			done();
		} finally {
			this.busy = false;
			if (this.state) this.render();
		}
	}

	render() {
		this.render_kinds();
		this.render_entries();
		clearTimeout(this.timer);
		const left = this.state.entries.map((entry) => entry.undo_seconds).filter(Boolean);
		if (left.length) this.timer = setTimeout(() => this.expire(), (Math.min(...left) + 1) * 1000);
	}

	/** The way back goes when its time is over, if the page is still looked at. */
	expire() {
		if (!this.busy && this.page.wrapper.is(":visible")) this.refresh();
	}

	render_kinds() {
		const box = this.body.find(".day-book-kinds").empty();
		this.state.kinds.forEach((kind, position) => {
			$(`<button type="button" class="btn btn-default day-book-kind">
				<span class="day-book-label">${frappe.utils.escape_html(kind.label)}</span>
				<span class="day-book-count">${kind.mine}</span>
			</button>`)
				.attr("data-kind", kind.name)
				.on("click", () => this.add(kind.name))
				.appendTo(box);
			this.add_key(position + 1, kind);
		});
	}

	/** Alt and the button's number, from anywhere on the page. */
	add_key(number, kind) {
		if (number > 9) return;
		frappe.ui.keys.add_shortcut({
			shortcut: `alt+${number}`,
			page: this.page,
			ignore_inputs: true,
			description: __(kind.label),
			action: () => !this.busy && this.add(kind.name),
		});
	}

	render_entries() {
		const { mine, office, entries } = this.state;
		this.body.find(".day-book-heading").text(__("Today: {0} by you, {1} in the office", [mine, office]));
		const box = this.body.find(".day-book-entries").empty();
		if (!entries.length) {
			box.append(`<p class="text-muted">${__("You have counted nothing yet today.")}</p>`);
			return;
		}
		for (const entry of entries) box.append(this.entry_row(entry));
	}

	entry_row(entry) {
		const about = [entry.about, entry.department, entry.note].filter(Boolean).join(" · ");
		const row = $(`<div class="day-book-entry">
			<span class="day-book-time">${entry.time}</span>
			<b>${frappe.utils.escape_html(entry.label)}</b>
			<span class="day-book-about">${frappe.utils.escape_html(about)}</span>
		</div>`);
		if (entry.undo_seconds) {
			$(`<button type="button" class="btn btn-xs btn-default">${__("Take Back")}</button>`)
				.on("click", () => this.undo(entry.name))
				.appendTo(row);
		}
		return row;
	}
}
