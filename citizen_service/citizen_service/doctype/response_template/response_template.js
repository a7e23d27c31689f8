frappe.ui.form.on("Response Template", {
	setup(frm) {
		frm.set_query("department", () => ({ filters: { enabled: 1 } }));
		frm.set_query("case_type", () => ({ filters: { enabled: 1 } }));
		frm.set_query("category", () => ({ filters: { enabled: 1 } }));
	},

	async refresh(frm) {
		const { message: places } = await frappe.call({
			method: "citizen_service.answer.templates.places",
			type: "GET",
		});
		const wrapper = frm.get_field("places").$wrapper.html(places_html(places));
		wrapper.find("[data-place]").on("click", (event) => insert(frm, $(event.currentTarget).text().trim()));
	},
});

function places_html(places) {
	const buttons = places
		.map(
			(place) =>
				`<button type="button" class="btn btn-xs btn-default mb-1" data-place>
					<bdi>${frappe.utils.escape_html(`{${place}}`)}</bdi></button>`
		)
		.join(" ");
	return `<p class="text-muted small">${__("A click puts the place into the text.")}</p>${buttons}`;
}

/** Where the cursor stands in the text, or at its end. */
function insert(frm, place) {
	const editor = frm.get_field("body").quill;
	if (!editor || !frm.perm[0].write) return;
	const at = editor.getSelection()?.index ?? editor.getLength() - 1;
	editor.insertText(at, place, "user");
}
