"""Following a case: reference and code are asked on GET, and answered on POST, so that neither is ever in an address."""

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.errors import CodeRefused, TooManyAttempts
from citizen_service.portal import dates
from citizen_service.portal.tracking import status_of

ROUTE = "/citizen-service/track"


def get_context() -> dict:
	if frappe.request.method != "POST":
		return ask()
	reference = str(frappe.form_dict.get("reference") or "")
	try:
		status = status_of(reference, str(frappe.form_dict.get("secret") or ""))
	except (CodeRefused, TooManyAttempts) as error:
		return ask(reference[:140], error)
	return {
		"template": "templates/portal/status.html",
		"title": _("Case"),
		"route": ROUTE,
		"status": status,
		"steps": [
			_("Received by the office"),
			_("Being studied"),
			_("The answer is being prepared"),
			_("Ended"),
		],
		"long_date": dates.long_date,
	}


def ask(reference: str = "", error: Exception | None = None) -> dict:
	"""The two questions; what was typed as the code is not shown again."""
	return {
		"template": "www/citizen_service_track.html",
		"title": _("Follow my case"),
		"route": ROUTE,
		"reference": reference,
		"message": strip_html(str(error)) if error else None,
		"http_status": error.http_status_code if error else 200,
	}
