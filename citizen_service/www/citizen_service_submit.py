"""The public form: shown on GET; on POST it registers the case and answers with the receipt, or shows what is wrong."""

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.errors import SubmissionRefused, TooManyAttempts
from citizen_service.portal import dates
from citizen_service.portal.attachments import MEGABYTE
from citizen_service.portal.form import Form, read_form
from citizen_service.portal.intake import FILES, new_token, receive, uploaded

ROUTE = "/citizen-service/submit"


def get_context() -> dict:
	try:
		form = read_form()
	except SubmissionRefused as error:
		return refusal(error)
	if frappe.request.method != "POST":
		return show(form)
	answers = frappe.form_dict
	try:
		receipt = receive(answers, uploaded(), str(answers.get("token") or ""))
	except TooManyAttempts as error:
		return refusal(error)
	except frappe.ValidationError as error:
		return show_again(form, answers, error)
	return {
		"template": "templates/portal/receipt.html",
		"title": _("Your case has been received"),
		"route": ROUTE,
		"receipt": receipt,
		"long_date": dates.long_date,
	}


def show(form: Form) -> dict:
	"""The form, empty, under a fresh token."""
	return {
		"template": "www/citizen_service_submit.html",
		"title": form.title,
		"route": ROUTE,
		"form": form,
		"files_help": _("Up to {0} files: photos, PDF or Word, each of at most {1} MB.").format(
			form.limits.count, form.limits.size // MEGABYTE
		),
		"token": new_token(),
		"answers": {},
		"problems": {},
		"message": None,
	}


def show_again(form: Form, answers: dict, error: Exception) -> dict:
	"""The form with what was answered, and beside each field what is wrong with it."""
	problems = frappe.local.response.pop("problems", {})
	if any(name for name, _bytes in uploaded()) and FILES not in problems:
		problems[FILES] = _("Please choose your files again.")
	return {
		**show(form),
		"http_status": getattr(error, "http_status_code", 417),
		"answers": {field.name: answers.get(field.name) or "" for field in form.fields},
		"problems": problems,
		"labels": {FILES: _("Attach files"), **{field.name: field.label for field in form.fields}},
		"message": strip_html(str(error)),
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
