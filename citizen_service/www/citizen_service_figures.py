"""The office's published figures of one period; the newest unless another is chosen."""

import frappe
from frappe import _

from citizen_service.figures.periods import Period
from citizen_service.figures.showing import period_name, published_names, shown
from citizen_service.portal import dates
from citizen_service.portal.missing import missing

ROUTE = "/citizen-service/figures"


def get_context() -> dict:
	names = published_names()
	chosen = str(frappe.form_dict.get("period") or "") or (names[0] if names else "")
	if chosen not in names:
		return missing(
			_("These figures are not published"),
			ROUTE,
			_("The office publishes figures of whole months, quarters or years once they are complete."),
		)
	document = frappe.get_doc("Public Figures", chosen)
	return {
		"template": "www/citizen_service_figures.html",
		"title": _("Figures of the office"),
		"route": ROUTE,
		"styles": ["portal-figures.css"],
		"chosen": chosen,
		"periods": [(name, period_name(Period.named(name))) for name in names],
		"document": document,
		"licence": frappe.get_cached_doc("Citizen Service Settings").figures_licence,
		"long_date": dates.long_date,
		**shown(document),
	}
