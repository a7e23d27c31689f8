// A manager who opens the form of a new case is told in whose place they register, or what is missing for it.

frappe.ui.form.on("Case", { refresh: (frm) => show_delegation(frm) });

async function show_delegation(frm) {
	if (!frm.is_new() || frappe.user_roles.includes("Reception Officer")) return;
	const { message: mine } = await frappe.call({
		method: "citizen_service.delegation.holding.mine",
		type: "GET",
	});
	if (!mine.needed || !frm.is_new()) return;
	if (mine.delegation) {
		frm.set_intro(
			__("You register in place of {0}, until {1}.", [
				frappe.utils.escape_html(mine.absent),
				frappe.datetime.str_to_user(mine.until),
			]),
			"blue"
		);
		return;
	}
	const link = `<a href="${frappe.utils.get_form_link("Delegation", "new")}">${__("Record a delegation")}</a>`;
	frm.set_intro(
		__("A manager registers cases only in place of an absent clerk, and no delegation holds today.") + ` ${link}`,
		"orange"
	);
};
