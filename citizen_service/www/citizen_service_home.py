"""The first page: to submit, to follow, to read how things are done, and where the office is."""

import frappe
from frappe import _

from citizen_service.portal import navigation, opening


def get_context() -> dict:
	return {
		"template": "www/citizen_service_home.html",
		"title": _("How can we help you?"),
		"route": navigation.HOME,
		"types": case_types(),
		"has_figures": navigation.has_figures(),
		"has_accounts": frappe.get_cached_doc("Citizen Service Settings").citizen_accounts,
		"open_today": opening.today(),
	}


def case_types() -> list[frappe._dict]:
	"""The types of cases that citizens may submit, in the office's order."""
	return frappe.get_all(
		"Case Type",
		filters={"public": 1, "enabled": 1},
		fields=["name", "description"],
		order_by="`rank` asc, name asc",
	)
