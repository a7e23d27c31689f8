frappe.views.calendar["Field Visit"] = {
	field_map: {
		start: "planned_start",
		end: "planned_end",
		id: "name",
		title: "subject",
		color: "color",
		allDay: "all_day",
	},
	options: { timeFormat: "HH:mm", ...(frappe.is_mobile() ? { contentHeight: "auto" } : {}) },
	get_events_method: "citizen_service.field_visit.calendar.events",
};

// Right to left, the framework's calendar cuts off the beginning of a title; on a phone, the end of the month.
frappe.dom.set_style(`
	[dir="rtl"] .fc-event .fc-content { direction: rtl; }
	.fc-day-grid-event .fc-title { white-space: normal; }
`);
