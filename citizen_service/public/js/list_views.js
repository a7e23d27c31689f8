// Above a list, the views that the office works by, as buttons; what each shows is the server's word (desk/views.py).

frappe.provide("citizen_service");

/** For `onload` of a list's settings: one button per view, the chosen one pressed; pressed again it shows all. */
citizen_service.offer_views = async function (listview) {
	const { message: views } = await frappe.call({
		method: "citizen_service.desk.views.of_list",
		type: "GET",
		args: { doctype: listview.doctype },
	});
	const $bar = $(`<div class="citizen-service-views" role="toolbar" aria-label="${__("Views")}"></div>`);
	for (const view of views) {
		$(`<button type="button" class="btn btn-xs btn-default" aria-pressed="false"></button>`)
			.text(view.label)
			.on("click", (event) => choose(listview, view, $(event.currentTarget)))
			.appendTo($bar);
	}
	listview.$frappe_list.before($bar);
};

async function choose(listview, view, $button) {
	const was_pressed = $button.attr("aria-pressed") === "true";
	$button.parent().children().attr("aria-pressed", "false").removeClass("btn-primary").addClass("btn-default");
	await listview.filter_area.clear(false);
	if (!was_pressed) {
		$button.attr("aria-pressed", "true").removeClass("btn-default").addClass("btn-primary");
		await listview.filter_area.add(filters_of(listview.doctype, view.filters), false);
	}
	listview.start = 0;
	listview.refresh();
}

/** The framework's own form of the filters: one condition on a field, or several, each as JSON. */
function filters_of(doctype, options) {
	return Object.entries(options).flatMap(([field, value]) => {
		const several = typeof value[0] === "string" && value[0].startsWith("[");
		const conditions = several ? value.map((text) => JSON.parse(text)) : [value];
		return conditions.map(([operator, operand]) => [doctype, field, operator, operand]);
	});
}

frappe.dom.set_style(`
	.citizen-service-views { display: flex; flex-wrap: wrap; gap: 6px; padding: 8px var(--padding-md) 0; }
`);
