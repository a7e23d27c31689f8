// Who has come: one search for national id, phone, name or reference; a record made on the spot for who has none.

import { escaped, get, later } from "./ask";

const SHORTEST = 2;

export class Visitor {
	/** `on`: {chosen(citizen or null), case_found(row), moved_on()} */
	constructor($parent, on) {
		this.on = on;
		this.hits = [];
		this.active = 0;
		this.$box = $(`<section class="counter-visitor">
			<input type="search" class="form-control counter-search" role="combobox" aria-autocomplete="list"
				aria-expanded="false" aria-controls="counter-hits" autocomplete="off" dir="auto">
			<ul class="counter-hits" id="counter-hits" role="listbox"></ul>
			<div class="counter-chosen"></div>
			<div class="counter-new"></div>
		</section>`).appendTo($parent);
		const label = __("National id, phone, name or reference");
		this.$input = this.$box.find("input").attr({ placeholder: label, "aria-label": label });
		this.$list = this.$box.find(".counter-hits").attr("aria-label", __("Found"));
		this.make_person();
		const look = later(() => this.look(), 200);
		this.$input.on("input", () => {
			this.close();
			look();
		});
		this.$input.on("keydown", (event) => this.key(event));
		this.$list.on("mousedown", "li", (event) => {
			event.preventDefault();
			this.choose(Number(event.currentTarget.dataset.position));
		});
	}

	make_person() {
		const person = "eval:true";
		this.person = new frappe.ui.FieldGroup({
			body: this.$box.find(".counter-new").hide(),
			fields: [
				{
					fieldname: "citizen_type",
					fieldtype: "Select",
					label: __("Kind"),
					options: ["Person", "Company", "Representative"].map((value) => ({ value, label: __(value) })),
					default: "Person",
				},
				{ fieldname: "citizen_name", fieldtype: "Data", label: __("Name"), depends_on: person },
				{
					fieldname: "represents",
					fieldtype: "Link",
					options: "Citizen",
					label: __("Represents"),
					depends_on: "eval:doc.citizen_type == 'Representative'",
				},
				{ fieldtype: "Column Break" },
				{ fieldname: "national_id", fieldtype: "Data", label: __("National Id") },
				{ fieldname: "mobile", fieldtype: "Data", options: "Phone", label: __("Mobile") },
				{ fieldname: "email", fieldtype: "Data", options: "Email", label: __("E-mail") },
			],
		});
		this.person.make();
	}

	focus() {
		this.$input.trigger("focus");
	}

	clear() {
		this.citizen = null;
		this.is_new = false;
		this.$input.val("").show();
		this.person.clear();
		this.$box.find(".counter-new").hide();
		this.$box.find(".counter-chosen").empty();
		this.close();
	}

	/** What `register` is told: the name of a record, or the fields of a new one. */
	values() {
		if (this.citizen) return { citizen: this.citizen.name };
		return this.is_new ? { person: this.person.get_values(true) } : {};
	}

	async look() {
		const text = this.$input.val().trim();
		if (text.length < SHORTEST) return;
		const found = await get("citizen_service.reception.counter.look_up", { text });
		if (this.$input.val().trim() !== text) return; // more was typed meanwhile
		this.hits = [
			...found.cases.map((row) => ({ case: row })),
			...found.citizens.map((row) => ({ citizen: row })),
			{ text },
		];
		this.active = 0;
		this.show();
	}

	close() {
		this.hits = [];
		this.$list.empty();
		this.$input.attr("aria-expanded", "false").removeAttr("aria-activedescendant");
	}

	show() {
		const lines = this.hits.map(
			(hit, position) => `<li role="option" id="counter-hit-${position}" data-position="${position}"
				aria-selected="${position === this.active}">${hit_html(hit)}</li>`
		);
		this.$list.html(lines.join(""));
		this.$input.attr({ "aria-expanded": "true", "aria-activedescendant": `counter-hit-${this.active}` });
		this.$list.find("[aria-selected=true]")[0].scrollIntoView({ block: "nearest" });
	}

	key(event) {
		if (event.key === "Escape") this.close();
		if (!this.hits.length) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			this.active = (this.active + step + this.hits.length) % this.hits.length;
			this.show();
		} else if (event.key === "Enter" && !event.ctrlKey) {
			this.choose(this.active);
		} else {
			return;
		}
		event.preventDefault();
	}

	choose(position) {
		const hit = this.hits[position];
		this.close();
		if (hit.case) this.on.case_found(hit.case);
		else if (hit.citizen) this.take(hit.citizen);
		else this.take_new(hit.text);
	}

	take(citizen) {
		this.citizen = citizen;
		this.is_new = false;
		this.$input.val("").hide();
		this.$box.find(".counter-new").hide();
		this.$box
			.find(".counter-chosen")
			.html(`<b><bdi>${escaped(citizen.citizen_name)}</bdi></b> ${facts(citizen)}`)
			.append(this.another());
		this.on.chosen(citizen);
		this.on.moved_on();
	}

	take_new(text) {
		this.citizen = null;
		this.is_new = true;
		this.$input.val("").hide();
		this.$box.find(".counter-chosen").html(`<b>${__("New Citizen")}</b>`).append(this.another());
		this.$box.find(".counter-new").show();
		const field = kind_of(text);
		this.person.set_value(field, text);
		this.on.chosen(null);
		this.person.fields_dict[field === "citizen_name" ? "national_id" : "citizen_name"].set_focus();
	}

	another() {
		return $(`<button type="button" class="btn btn-xs btn-default">${__("Somebody Else")}</button>`).on(
			"click",
			() => {
				this.clear();
				this.on.chosen(null);
				this.focus();
			}
		);
	}
}

function hit_html(hit) {
	if (hit.case) {
		const pill = citizen_service.pill(__(hit.case.state), hit.case.is_open ? "blue" : "gray");
		return `<b><bdi>${hit.case.name}</bdi></b> <bdi>${escaped(hit.case.subject)}</bdi> ${pill}`;
	}
	if (hit.citizen) {
		const open = hit.citizen.open_cases
			? citizen_service.pill(__("Open: {0}", [hit.citizen.open_cases]), "blue")
			: "";
		return `<b><bdi>${escaped(hit.citizen.citizen_name)}</bdi></b> ${facts(hit.citizen)} ${open}`;
	}
	return `${frappe.utils.icon("add", "xs")} ${__("New citizen: {0}", [`<bdi>${escaped(hit.text)}</bdi>`])}`;
}

function facts(citizen) {
	const known = [
		citizen.citizen_type !== "Person" && __(citizen.citizen_type),
		...[citizen.national_id, citizen.mobile].map((text) => text && `<bdi dir="ltr">${escaped(text)}</bdi>`),
		citizen.area && escaped(__(citizen.area)),
	];
	return `<span class="text-muted">${known.filter(Boolean).join(" · ")}</span>`;
}

/** Which field was typed: a name has letters, a phone begins with a zero or a plus sign. */
function kind_of(text) {
	if (/\p{L}/u.test(text)) return text.includes("@") ? "email" : "citizen_name";
	return /^[0+٠۰]/.test(text) ? "mobile" : "national_id";
}
