frappe.pages["pass-on"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({
		parent: wrapper,
		title: __("Pass On to Reception"),
		single_column: true,
	});
	frappe.require("pass_on.bundle.js", () => {
		wrapper.pass_on = new citizen_service.PassOn(page);
	});
};
