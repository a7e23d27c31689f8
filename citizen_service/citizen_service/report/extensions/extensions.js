frappe.query_reports["Extensions"] = {
	filters: citizen_service.event_filters("Department", [["Department", __("Department")]]),
	formatter: citizen_service.with_ways,
};
