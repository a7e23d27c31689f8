"""Following a case: reference and code are asked on GET, and taken on POST, so that neither is ever in an address."""

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.errors import CodeRefused, TooManyAttempts
from citizen_service.following.door import FORGET, enter
from citizen_service.following.link import TRACK as ROUTE
from citizen_service.www.citizen_service_case import ROUTE as CASE


def get_context() -> dict:
	if frappe.request.method != "POST":
		return ask()
	reference = str(frappe.form_dict.get("reference") or "")
	try:
		ticket = enter(reference, str(frappe.form_dict.get("secret") or ""))
	except (CodeRefused, TooManyAttempts) as error:
		return ask(reference[:140], error)
	return {"redirect": CASE, "cookies": [ticket]}


def ask(reference: str = "", error: Exception | None = None) -> dict:
	"""The two questions; what was typed as the code is not shown again. A visit that was open ends."""
	return {
		"template": "www/citizen_service_track.html",
		"title": _("Follow my case"),
		"route": ROUTE,
		"scripts": ["portal-track.js"],
		"reference": reference,
		"ended": "ended" in frappe.form_dict,
		"message": strip_html(str(error)) if error else None,
		"http_status": error.http_status_code if error else 200,
		"cookies": [FORGET] if error else [],
	}
