// What some builds of the framework lack.

// The 2023 build does not open the list behind a number that a method of ours counts; later ones do.
const card = frappe.widget?.widget_factory?.number_card?.prototype;
if (card && !card.set_route_for_custom_card) {
	const { set_events } = card;
	card.set_events = function () {
		set_events.call(this);
		if (this.card_doc.type !== "Custom") return;
		$(this.body).click(() => {
			if (!this.in_customize_mode) frappe.xcall(this.card_doc.method).then(open_list);
		});
	};
}

// It shows the names of charts and cards as they are in the database; a dashboard speaks the user's language.
for (const kind of ["chart", "number_card"]) {
	const widget = frappe.widget?.widget_factory?.[kind]?.prototype;
	if (!widget) continue;
	const { set_title } = widget;
	widget.set_title = function (...most) {
		const { label } = this;
		this.label = __(label || this.name);
		set_title.apply(this, most);
		this.label = label;
	};
}

function open_list({ route, route_options }) {
	frappe.route_options = route_options;
	frappe.set_route(route);
}

// Where times are shown without seconds it hides those of its date picker, which not every release of that has.
const { Timepicker } = $.fn.datepicker || {};
if (Timepicker) {
	Timepicker.prototype.$seconds ||= $();
	Timepicker.prototype.$secondsText ||= $();
}

// On a phone a long title pushes the state beneath the buttons: the title gives way instead.
frappe.dom.set_style(`
	@media (max-width: 767px) {
		.page-head .title-area, .page-head .title-area > div, .page-head .title-area .flex, .page-head .title-text { min-width: 0; }
		.page-head .title-area .indicator-pill { flex: none; }
	}
`);
