frappe.views.calendar["Field Visit"] = {
	field_map: {
		start: "planned_start",
		end: "planned_end",
		id: "name",
		title: "subject",
		color: "color",
	},
	get_events_method: "citizen_service.field_visit.calendar.events",
};
