// The counter: a visitor's case in one screen and one request, without the mouse.

import { get, later, mark, post } from "./counter/ask";
import { Done } from "./counter/done";
import { case_fields } from "./counter/fields";
import { Side } from "./counter/side";
import { Tally } from "./counter/tally";
import { Visitor } from "./counter/visitor";

frappe.provide("citizen_service");

citizen_service.Counter = class Counter {
	constructor(page) {
		this.page = page;
		this.busy = false;
		this.ready = this.build();
	}

	async build() {
		this.setting = await get("citizen_service.reception.counter.setting");
		this.$body = $(`<div class="counter">
			<div class="counter-top"></div>
			<div class="counter-columns"><form class="counter-form" autocomplete="off"></form></div>
		</div>`).appendTo(this.page.main.addClass("frappe-card"));
		this.$form = this.$body.find(".counter-form").on("submit", (event) => event.preventDefault());
		this.side = new Side(this.$body.find(".counter-columns"));
		this.tally = new Tally(this.$body.find(".counter-top"), this.page, () => this.value("procedure"));
		this.visitor = new Visitor(this.$form, {
			chosen: (citizen) => this.side.show_history(citizen),
			case_found: (row) => this.side.show_case(row),
			moved_on: () => this.fields && this.fields.fields_dict.case_type.set_focus(),
		});
		this.done = new Done(this.$body, () => this.next());
		if (this.setting.may_register) this.make_form();
		else this.$form.append(`<p class="text-muted">${__("Your role looks cases up; Reception registers them.")}</p>`);
		this.add_keys();
		this.next();
	}

	make_form() {
		this.compare = later(() => this.check(), 700);
		this.fields = new frappe.ui.FieldGroup({
			body: $(`<div class="counter-fields"></div>`).appendTo(this.$form),
			fields: case_fields(this.setting, {
				on_procedure: () => this.show_procedure(),
				on_type: () => this.follow_type(),
				on_text: () => this.compare(),
			}),
		});
		this.fields.make();
		this.$answer = $(`<div class="counter-answer"></div>`).appendTo(this.$form).hide();
		this.$message = $(`<div class="counter-message" role="alert"></div>`).appendTo(this.$form);
		const $buttons = $(`<div class="counter-buttons"></div>`).appendTo(this.$form);
		this.button($buttons, "counter-register btn-primary", __("Register Case"), "Ctrl+Enter", () => this.register());
		if (this.setting.may_answer) {
			this.button($buttons, "counter-spot btn-default", __("Answered on the Spot"), "Alt+A", () =>
				this.toggle_answer()
			);
		}
	}

	button($parent, css, label, key, action) {
		$(`<button type="button" class="btn ${css}">${label} <kbd dir="ltr">${key}</kbd></button>`)
			.on("click", action)
			.appendTo($parent);
	}

	add_keys() {
		const keys = [
			["ctrl+enter", __("Register Case"), () => this.register()],
			["alt+a", __("Answered on the Spot"), () => this.toggle_answer()],
			["alt+n", __("Next Visitor"), () => this.next()],
		];
		for (const [shortcut, description, action] of keys) {
			frappe.ui.keys.add_shortcut({ shortcut, description, action, page: this.page, ignore_inputs: true });
		}
		this.page.wrapper.closest(".page-container")[0].save_action = () => this.register(); // Ctrl+S
	}

	/** An empty form; the channel stays, as the telephone goes on ringing. */
	next() {
		const channel = this.value("channel");
		this.key = frappe.utils.get_random(20); // a form that is sent again, as no answer came, is registered once
		this.visitor.clear();
		this.side.clear();
		this.done.hide();
		this.$form.show();
		if (this.fields) {
			this.fields.clear();
			this.fields.set_values({
				channel: channel || (this.setting.channels[0] || {}).value,
				language: this.setting.language,
			});
			this.drop_answer();
			this.say("");
			mark(this.groups(), {});
		}
		this.focus();
	}

	focus() {
		this.visitor.focus();
	}

	value(field) {
		return this.fields && this.fields.get_value(field);
	}

	groups() {
		return [this.visitor.person, this.fields, this.answer].filter(Boolean);
	}

	/** The fields that have a value; checks as 0 or 1. */
	values() {
		return Object.fromEntries(
			Object.entries(this.fields.get_values(true) || {}).filter(([, value]) => value)
		);
	}

	follow_type() {
		const channel = this.setting.channels.find((row) => row.value === this.value("channel")) || {};
		for (const field of ["letter_number", "letter_date"]) {
			this.fields.set_df_property(field, "hidden", channel.asks_for_letter ? 0 : 1);
		}
		if (this.answer) this.answer.set_values(this.proposal());
	}

	/** What the type and the channel propose for an answer on the spot. */
	proposal() {
		const type = this.setting.types.find((row) => row.value === this.value("case_type")) || {};
		const channel = this.setting.channels.find((row) => row.value === this.value("channel")) || {};
		return { outcome: type.spot_outcome || "", means: channel.spot_delivery || "" };
	}

	async show_procedure() {
		const text = await this.side.show_procedure(this.value("procedure"), this.value("language"));
		if (this.answer && text) this.answer.set_value("body", text);
	}

	/** What the new case may repeat; the names of those not shown yet with this text. */
	check() {
		const { citizen, person } = this.visitor.values();
		const doc = { ...this.values(), citizen, ...(person || {}) };
		return doc.subject || doc.description || doc.category ? this.side.check(doc) : Promise.resolve([]);
	}

	toggle_answer() {
		if (!this.fields || !this.setting.may_answer) return;
		if (this.answer) {
			this.drop_answer();
			return;
		}
		this.$answer.empty().append(`<h5>${__("Answered on the Spot")}</h5>`).show();
		this.answer = new frappe.ui.FieldGroup({
			body: $("<div></div>").appendTo(this.$answer),
			fields: citizen_service.answer_fields(this.proposal(), ""),
		});
		this.answer.make();
		this.show_procedure();
		this.$answer.find(".ql-editor").trigger("focus");
	}

	drop_answer() {
		this.answer = null;
		this.$answer.empty().hide();
	}

	say(html) {
		this.$message.html(html);
	}

	/** One request; a likely repetition is shown first, and the second time it is registered all the same. */
	async register() {
		if (this.busy || !this.fields || !this.$form.is(":visible")) return;
		this.busy = true;
		$(document.activeElement).trigger("blur"); // a field takes over what was typed when it is left
		try {
			await frappe.after_ajax();
			if ((await this.check()).length) {
				this.side.mark_seen();
				this.say(__("There are similar cases: look at them. Press Ctrl+Enter again to register this one too."));
				return;
			}
			await this.send();
		} finally {
			this.busy = false;
		}
	}

	async send() {
		const { citizen, person } = this.visitor.values();
		const values = this.values();
		const reply = await post("citizen_service.reception.counter.register", {
			case: citizen ? { ...values, citizen } : values,
			citizen: person || null,
			answer: this.answer ? this.answer.get_values(true) : null,
			key: this.key,
		});
		const is_marked = mark(this.groups(), reply.problems || {});
		if (!reply.ok) {
			this.say(is_marked ? "" : reply.message);
			return;
		}
		this.$form.hide();
		this.side.clear();
		this.done.show(reply.data);
	}
};
