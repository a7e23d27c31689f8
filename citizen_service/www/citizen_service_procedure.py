"""One procedure: what to do, what to bring, what it costs, how long it takes, and the forms."""

import frappe
from frappe import _

from citizen_service.errors import ProcedureNotOpen
from citizen_service.portal import dates, procedures
from citizen_service.portal.missing import missing
from citizen_service.reception.leaflet import fee_in_words
from citizen_service.reception.wording import time_it_takes

ROUTE = "/citizen-service/procedures"


def get_context() -> dict:
	name = str(frappe.form_dict.get("procedure") or "")
	try:
		procedure = procedures.read(name)
	except ProcedureNotOpen as error:
		return no_procedure(error)
	return {
		"template": "www/citizen_service_procedure.html",
		"title": procedures.title_of(procedure),
		"route": f"{ROUTE}/{procedure.name}",
		"styles": ["portal-procedures.css"],
		"procedure": procedure,
		"forms": procedures.forms_of(procedure),
		"fees": [fee_in_words(row) for row in procedure.fees] or [_("Free of charge")],
		"time": time_it_takes(procedure.duration, procedure.duration_unit),
		"updated_on": procedure.modified,
		"long_date": dates.long_date,
	}


def no_procedure(error: ProcedureNotOpen) -> dict:
	"""A page of ours that says so."""
	title = _("No longer valid") if error.http_status_code == 410 else _("Not found")
	return missing(title, ROUTE, str(error), error.http_status_code)
