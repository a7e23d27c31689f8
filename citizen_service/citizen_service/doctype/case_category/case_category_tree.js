frappe.treeview_settings["Case Category"] = {
	breadcrumb: "Citizen Service",
	title: __("Categories"),
	root_label: __("Categories"),
	get_tree_root: false,
	get_label: (node) => frappe.utils.escape_html(__(node.title || node.label)),
	add_tree_node: "citizen_service.desk.tree.add_node",
	fields: [
		{ fieldtype: "Data", fieldname: "category_name", label: __("Category"), reqd: 1 },
		{
			fieldtype: "Check",
			fieldname: "is_group",
			label: __("Is Group"),
			description: __("A group holds others below it."),
		},
		{
			fieldtype: "Link",
			fieldname: "department",
			label: __("Usual Department"),
			options: "Department",
		},
	],

	// All records without a parent stand below the title, however many they are.
	onload(view) {
		view.root_value = "";
		view.make_tree();
	},
};
