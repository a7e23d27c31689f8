frappe.treeview_settings["Department"] = {
	breadcrumb: "Citizen Service",
	title: __("Departments"),
	root_label: __("Departments"),
	get_tree_root: false,
	get_label: (node) => frappe.utils.escape_html(__(node.title || node.label)),
	add_tree_node: "citizen_service.desk.tree.add_node",
	ignore_fields: ["assignment_method"],
	fields: [
		{ fieldtype: "Data", fieldname: "department_name", label: __("Department"), reqd: 1 },
		{
			fieldtype: "Check",
			fieldname: "is_group",
			label: __("Is Group"),
			description: __("A group holds others below it."),
		},
		{ fieldtype: "Data", fieldname: "department_code", label: __("Code") },
		{
			fieldtype: "Link",
			fieldname: "department_head",
			label: __("Head"),
			options: "User",
			ignore_user_permissions: 1,
		},
		{ fieldtype: "Data", fieldname: "email", label: __("E-mail"), options: "Email" },
	],

	// All records without a parent stand below the title, however many they are.
	onload(view) {
		view.root_value = "";
		view.make_tree();
	},
};
