"""A file that goes to the citizen with an answer, for whoever has the ticket of its case."""

import frappe
from frappe import _

from citizen_service.following.door import FORGET, present
from citizen_service.following.files import download, meant_for_citizen
from citizen_service.following.link import TRACK
from citizen_service.www.citizen_service_case import ROUTE as CASE


def get_context() -> dict:
	visit = present()
	if not visit:
		return {"redirect": TRACK, "cookies": [FORGET]}
	key = frappe.form_dict.get("file")
	file = meant_for_citizen(visit.case.name, key) if isinstance(key, str) else None
	try:
		response = download(file) if file else None
	except OSError:
		frappe.log_error(
			title="Citizen's Page", message=f"{visit.case.name}: the bytes of {file.name} are gone"
		)
		response = None
	if response:
		return {"response": response, "cookies": [visit.cookie]}
	return {
		"template": "templates/portal/refusal.html",
		"title": _("Not possible now"),
		"route": CASE,
		"http_status": 404,
		"message": _("There is no such file in your case."),
	}
