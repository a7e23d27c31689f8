frappe.treeview_settings["Case Area"] = {
	breadcrumb: "Citizen Service",
	title: __("Areas"),
	root_label: __("Areas"),
	get_tree_root: false,
	get_label: (node) => frappe.utils.escape_html(__(node.title || node.label)),
	add_tree_node: "citizen_service.desk.tree.add_node",
	fields: [
		{ fieldtype: "Data", fieldname: "area_name", label: __("Area"), reqd: 1 },
		{
			fieldtype: "Check",
			fieldname: "is_group",
			label: __("Is Group"),
			description: __("A group holds others below it."),
		},
	],

	// All records without a parent stand below the title, however many they are.
	onload(view) {
		view.root_value = "";
		view.make_tree();
	},
};
