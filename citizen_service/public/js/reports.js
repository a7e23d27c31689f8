// What several reports ask for.

frappe.provide("citizen_service");

/** The days from which to which a report counts: this month until today. */
citizen_service.period_filters = function () {
	return [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.month_start(),
			reqd: 1,
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
	];
};
