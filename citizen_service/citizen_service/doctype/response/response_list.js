// The state's colour is the Workflow State's own; an accepted answer that has not reached the citizen is marked here.

frappe.listview_settings["Response"] = {
	add_fields: ["audience", "delivered_on", "workflow_state"],

	formatters: {
		kind(value, df, doc) {
			const waits =
				doc.audience === "Citizen" &&
				!doc.delivered_on &&
				citizen_service.meaning({ ...doc, doctype: "Response" }).stage === "Accepted";
			const kind = `<span class="ellipsis">${frappe.utils.escape_html(__(value))}</span>`;
			return waits ? `${citizen_service.pill(__("To Deliver"), "orange")} ${kind}` : kind;
		},
	},

	onload(list) {
		citizen_service.offer_views(list);
		citizen_service.offer_confirming(list);
	},
};
