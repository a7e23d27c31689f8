"""A door of the framework's charts that asks for less than it shows."""

import frappe
from frappe import _
from frappe.desk.doctype.dashboard_chart import dashboard_chart

from citizen_service.calls import refuse_argument
from citizen_service.permissions.require import require


@frappe.whitelist(methods=["GET", "POST"])
def chart(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: str | int | None = None,
	filters: str | list | dict | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: str | int | None = None,
	refresh: str | int | None = None,
) -> dict | None:
	"""Stands in for `frappe.desk.doctype.dashboard_chart.dashboard_chart.get`.

	That counts any DocType's rows for a heat map by `get_all`, whoever asks, and takes the chart's definition from the
	call: a department could count another's referrals, or cases by the name of a citizen. Of a DocType that has a criterion
	of its own, or is not the user's to read, there is no heat map.

	:raises NotYours: the chart's DocType is not the user's to read
	:raises BadRequest: the chart has no DocType, or is a heat map of one whose rows are not everybody's
	"""
	found = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else _given(chart)
	doctype = found.get("document_type")
	if not doctype or not isinstance(doctype, str):
		refuse_argument("chart", _("chart of a DocType"))
	require(doctype)
	if found.get("type") == "Heatmap" and frappe.get_hooks("permission_query_conditions").get(doctype):
		refuse_argument("chart", _("chart that is no heat map"))
	arguments = {
		"chart_name": chart_name,
		"chart": chart,
		"no_cache": no_cache,
		"filters": filters,
		"from_date": from_date,
		"to_date": to_date,
		"timespan": timespan,
		"time_interval": time_interval,
		"heatmap_year": heatmap_year,
		"refresh": refresh,
	}
	return dashboard_chart.get(**{key: value for key, value in arguments.items() if value is not None})


def _given(chart: str | dict | None) -> dict:
	try:
		found = frappe.parse_json(chart)
	except ValueError:
		found = None
	if not isinstance(found, dict):
		refuse_argument("chart", _("chart of a DocType"))
	return found
