"""The public form in steps: shown on GET; each POST answers with the step that follows, and the last with the receipt."""

import frappe
from frappe import _
from frappe.utils import get_url, strip_html

from citizen_service.errors import SubmissionRefused
from citizen_service.following.link import tracking_link
from citizen_service.paper.qr import qr_code
from citizen_service.portal import dates
from citizen_service.portal.intake import Receipt
from citizen_service.portal.showing import ROUTE
from citizen_service.portal.walk import Visit


def get_context() -> dict:
	is_post = frappe.request.method == "POST"
	try:
		visit = Visit(frappe.form_dict if is_post else {}, frappe.form_dict.get("procedure"))
	except SubmissionRefused as error:
		return refusal(error)
	answer = visit.answer() if is_post else visit.first(frappe.form_dict.get("case_type"))
	return receipt_page(answer) if isinstance(answer, Receipt) else answer


def receipt_page(receipt: Receipt) -> dict:
	"""What the citizen takes away; its script forgets the draft."""
	return {
		"template": "templates/portal/receipt.html",
		"title": _("Your case has been received"),
		"route": ROUTE,
		"styles": ["portal-receipt.css"],
		"scripts": ["portal-submit.js"],
		"receipt": receipt,
		"qr": receipt.code and qr_code(tracking_link(get_url(), receipt.reference, receipt.code)),
		"long_date": dates.long_date,
	}


def refusal(error: Exception) -> dict:
	"""A page that says only why nothing can be sent now."""
	return {
		"template": "templates/portal/refusal.html",
		"title": _("Not possible now"),
		"route": ROUTE,
		"http_status": getattr(error, "http_status_code", 417),
		"message": strip_html(str(error)),
	}
