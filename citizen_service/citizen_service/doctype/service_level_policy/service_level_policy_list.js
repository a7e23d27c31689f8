frappe.listview_settings["Service Level Policy"] = {
	onload(list) {
		list.page.add_inner_button(__("Test Policies"), () =>
			frappe.require("policy_test.bundle.js", () => citizen_service.test_policies())
		);
	},
};
