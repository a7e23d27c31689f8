frappe.pages["counter"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Counter"), single_column: true });
	frappe.require("counter.bundle.js", () => {
		wrapper.counter = new citizen_service.Counter(page);
	});
};

frappe.pages["counter"].on_page_show = function (wrapper) {
	if (wrapper.counter) wrapper.counter.ready.then(() => wrapper.counter.focus());
};
