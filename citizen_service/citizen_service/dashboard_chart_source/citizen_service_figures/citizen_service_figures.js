frappe.provide("frappe.dashboards.chart_sources");

// All charts of Citizen Service: who asks, and for which one, is all that the server needs.
frappe.dashboards.chart_sources["Citizen Service Figures"] = {
	method: "citizen_service.dashboards.charts.get",
	filters: [],
};
