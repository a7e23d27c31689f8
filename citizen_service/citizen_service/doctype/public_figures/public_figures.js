const METHOD = "citizen_service.figures.actions.";

frappe.ui.form.on("Public Figures", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_preview(frm);
		headline(frm);
		if (!frm.perm[0].write) return;
		if (frm.doc.status === "Published") {
			frm.add_custom_button(__("Withdraw from the Public"), () =>
				step(
					frm,
					"withdraw",
					__("The figures of {0} disappear from the public pages. Whoever has kept them keeps them.", [
						frm.doc.name,
					])
				)
			);
			return;
		}
		frm.add_custom_button(__("Compute Figures"), async () => {
			await frappe.xcall(`${METHOD}compute`, { figures: frm.doc.name });
			await frm.reload_doc();
		});
		if (frm.doc.computation === "Done") {
			frm.add_custom_button(__("Publish Figures"), () =>
				step(
					frm,
					"publish",
					__(
						"Everybody will see the figures of {0} as they stand in the preview, and they will not change any more.",
						[frm.doc.name]
					)
				)
			).addClass("btn-primary");
		}
	},
});

function step(frm, name, question) {
	frappe.confirm(question, async () => {
		await frappe.xcall(`${METHOD}${name}`, { figures: frm.doc.name });
		await frm.reload_doc();
	});
}

function headline(frm) {
	const { computation, status } = frm.doc;
	citizen_service.follow_computation(frm, `${METHOD}progress`, { figures: frm.doc.name });
	if (status === "Draft" && computation === "Done") {
		frm.dashboard.set_headline(__("Nobody outside sees these figures before they are published."), "orange");
	}
}

/** The tables as the public sees them, in the user's language. */
async function show_preview(frm) {
	const name = frm.doc.name;
	const { message } = await frappe.call({
		method: `${METHOD}preview`,
		type: "GET",
		args: { figures: name },
	});
	if (frm.doc.name === name) frm.get_field("preview").$wrapper.html(message);
}
