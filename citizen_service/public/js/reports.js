// What several reports ask for, and the way from a figure to what it counts.

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

/** A filter that names a record. */
citizen_service.link_filter = function (fieldname, label, doctype) {
	return { fieldname, label, fieldtype: "Link", options: doctype };
};

/** A filter with a choice of words: [value, label] each. */
citizen_service.choice_filter = function (fieldname, label, choices, more) {
	const options = choices.map(([value, text]) => ({ value, label: text }));
	return { fieldname, label, fieldtype: "Select", options, ...more };
};

citizen_service.department_filter = () =>
	citizen_service.link_filter("department", __("Department"), "Department");
citizen_service.clock_filter = () =>
	citizen_service.choice_filter("clock", __("Time Limit For"), [
		["", ""],
		...[
			"Acknowledge",
			"First Reply of Department",
			"Full Reply of Department",
			"Answer to Citizen",
			"Appeal",
		].map((value) => [value, __(value)]),
	]);
citizen_service.type_filter = () => citizen_service.link_filter("case_type", __("Type"), "Case Type");

const TIMES = () => [
	["Month", __("Month")],
	["Quarter", __("Quarter")],
	["Half-year", __("Half-year")],
	["Year", __("Year")],
];

const OF_CASES = () => [
	...TIMES(),
	["Type", __("Type")],
	["Main Category", __("Main Category")],
	["Category", __("Category")],
	["Channel", __("Channel")],
	["Area", __("Area")],
];

const ALL = () => [
	...OF_CASES(),
	["Department", __("Department")],
	["Priority", __("Priority")],
	["Outcome", __("Outcome")],
	["Root Cause", __("Root Cause")],
];

/** The filters of a report on what happens to cases; `first` are groupings of its own. */
citizen_service.event_filters = function (group_by, first = []) {
	return [
		...citizen_service.period_filters(),
		citizen_service.choice_filter("group_by", __("Group By"), [...first, ...OF_CASES()], {
			default: group_by,
			reqd: 1,
		}),
		citizen_service.type_filter(),
		citizen_service.department_filter(),
	];
};

/** Which cases a report counts, whatever it groups them by. */
citizen_service.case_filters = function () {
	const link = citizen_service.link_filter;
	return [
		citizen_service.type_filter(),
		link("category", __("Category"), "Case Category"),
		citizen_service.department_filter(),
		link("channel", __("Channel"), "Intake Channel"),
		link("area", __("Area"), "Case Area"),
		link("outcome", __("Outcome"), "Case Outcome"),
		link("root_cause", __("Root Cause"), "Root Cause"),
	];
};

/** The filters of a table of cases. */
citizen_service.table_filters = function (group_by, across, basis) {
	const choice = citizen_service.choice_filter;
	return [
		...citizen_service.period_filters(),
		choice("group_by", __("Group By"), ALL(), { default: group_by, reqd: 1 }),
		choice("across", __("Columns"), [["", ""], ...ALL()], { default: across }),
		choice(
			"basis",
			__("By Day Of"),
			[
				["Received", __("Opening")],
				["Closed", __("Closing")],
			],
			{ default: basis, reqd: 1 }
		),
		...citizen_service.case_filters(),
	];
};

/** Cells with a way to what they count become links. */
citizen_service.with_ways = function (value, row, column, data, default_formatter) {
	const shown = default_formatter(value, row, column, data);
	const way = data && data.ways && data.ways[column.fieldname];
	if (!way) return shown;
	const said = frappe.utils.escape_html(JSON.stringify(way));
	const style = "text-decoration: underline dotted; text-underline-offset: 4px";
	return `<a href="#" class="citizen-service-way" style="${style}" data-way="${said}">${shown}</a>`;
};

$(document).on("click", "a.citizen-service-way", function (event) {
	event.preventDefault();
	const way = JSON.parse(this.dataset.way);
	frappe.route_options = way.filters;
	if (way.report) frappe.set_route("query-report", way.report);
	else frappe.set_route("List", way.list);
});
