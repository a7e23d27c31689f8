"""The citizen's page of one case, for whoever has its ticket; and each step they may take there, on a page of its own."""

from contextlib import nullcontext

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.acting import acting_as
from citizen_service.errors import FormRefused, StepNotOffered, TooManyAttempts
from citizen_service.following import steps
from citizen_service.following.door import COOKIE, FORGET, Visit, leave, present
from citizen_service.following.forms import FILES, Answers, Form, check, file_limits, form_of, together
from citizen_service.following.link import TRACK
from citizen_service.following.view import View, view_of
from citizen_service.portal import dates
from citizen_service.portal.attachments import MEGABYTE
from citizen_service.states.citizens import CITIZEN

ROUTE = "/citizen-service/case"
MOST_REASONS = 20
SAID = (FormRefused, StepNotOffered, TooManyAttempts)
"""Refusals whose words are meant for the citizen; of any other they are told only that it was not possible."""


def get_context() -> dict:
	is_post = frappe.request.method == "POST"
	visit = present(hold=is_post)
	if not visit:
		had_one = COOKIE in frappe.request.cookies
		return {"redirect": f"{TRACK}?ended=1" if had_one else TRACK, "cookies": [FORGET]}
	if is_post:
		return take(visit)
	view = seen(visit)
	asked = form_of(view, _given("do"), _given("about"))
	return show_form(visit, view, asked) if asked else show(visit, view)


def seen(visit: Visit) -> View:
	"""The case as its citizen sees it, whoever is logged in."""
	with nullcontext() if frappe.session.user == CITIZEN else acting_as(CITIZEN):
		view = view_of(visit.case)
	frappe.local.flags.commit = True  # that answers were read is noted, on GET too
	return view


def take(visit: Visit) -> dict:
	"""A form was sent: done and answered with a redirect, or shown again with what is wrong."""
	step, about = _given("step"), _given("about")
	if step == "leave":
		return go(visit)
	view = seen(visit)
	form = form_of(view, step, about)
	try:
		if not form:
			frappe.throw(_("This is not possible now."), StepNotOffered, title=_("Not possible now"))
		visit.check_token(frappe.form_dict.get("token"), form.key)
		steps.count(visit.case.name, step)
		answers = check(form, frappe.form_dict, _uploaded())
		if answers.problems:
			frappe.db.rollback()
			return show_form(visit, view, form, answers, 422)
		steps.count_files(answers.files)
		ticked = frappe.request.form.getlist("reasons")[:MOST_REASONS]
		done = steps.take(visit.case.name, form, answers, frappe.form_dict["token"], ticked)
	except (frappe.ValidationError, frappe.PermissionError) as error:
		frappe.db.rollback()
		frappe.clear_messages()
		if not isinstance(error, SAID):
			frappe.log_error(
				title="Citizen's Page", message=f"{step}: {visit.case.name}\n{frappe.get_traceback()}"
			)
			frappe.db.commit()
		return refused(visit, form, error)
	return {"redirect": f"{ROUTE}?done={done}#told", "cookies": [visit.cookie]}


def go(visit: Visit) -> dict:
	"""The citizen leaves: the ticket is worth nothing, here and elsewhere."""
	try:
		visit.check_token(frappe.form_dict.get("token"), "leave")
	except FormRefused as error:
		return refused(visit, None, error)
	leave()
	return {"redirect": "/citizen-service", "cookies": [FORGET]}


def refused(visit: Visit, form: Form | None, error: Exception) -> dict:
	"""Shown again, with what was typed where the step is still offered."""
	visit = present() or visit
	said = (
		strip_html(str(error))
		if isinstance(error, SAID)
		else _("This was not possible. Please call the office.")
	)
	status = error.http_status_code if isinstance(error, SAID) else 409
	view = seen(visit)
	form = form and form_of(view, form.step, form.about)
	if not form:
		return {**show(visit, view), "message": said, "http_status": status}
	typed = {name: frappe.form_dict.get(name) for name in (field.name for field in form.fields)}
	return {**show_form(visit, view, form, Answers(typed), status), "message": said}


def show(visit: Visit, view: View) -> dict:
	"""The case itself, with the steps that are open."""
	done = _given("done")
	return {
		**_common(visit, view),
		"template": "www/citizen_service_case.html",
		"title": _("Case"),
		"steps": [
			_("Received by the office"),
			_("Being studied"),
			_("The answer is being prepared"),
			_("Ended"),
		],
		"done": told().get(done),
		"message": None,
	}


def show_form(
	visit: Visit, view: View, form: Form, answers: Answers | None = None, status: int = 200
) -> dict:
	"""One step: what it does, its questions, and the button."""
	problems = dict(answers.problems) if answers else {}
	if form.takes_files and FILES not in problems and any(name for name, _bytes in _uploaded()):
		problems[FILES] = _("Please choose your files again.")
	limits = file_limits()
	return {
		**_common(visit, view),
		"template": "templates/portal/case_step.html",
		"title": form.title,
		"form": form,
		"token": visit.token(form.key),
		"answers": {
			field.name: str(frappe.form_dict.get(field.name) or "") if answers else ""
			for field in form.fields
		},
		"ticked": frappe.request.form.getlist("reasons") if answers else [],
		"problems": problems,
		"labels": {FILES: _("Attach files"), **{field.name: field.label for field in form.fields}},
		"message": _("Some answers are missing or wrong. Please look at the marked fields.")
		if problems
		else None,
		"limits": limits,
		"together": together(),
		"files_help": _("Up to {0} files: photos, PDF or Word, each of at most {1} MB.").format(
			limits.count, limits.size // MEGABYTE
		),
		"http_status": status,
	}


def told() -> dict[str, str]:
	"""What is said after each step, on the page that follows it."""
	return {
		"letter": _("We have received your letter and added it to your case."),
		"answer": _("We have received your answer. Thank you."),
		"not_received": _("The office is told that its answer did not reach you."),
		"cancel": _("Your case is cancelled."),
		"cancel_wish": _("The office is told that you wish to cancel your case."),
		"rate": _("Thank you for your rating."),
		"reopen": _("Your case is open again."),
		"appeal": _("We have received your appeal."),
		steps.AGAIN: _("We have received this already. Nothing was done twice."),
	}


def _common(visit: Visit, view: View) -> dict:
	return {
		"route": ROUTE,
		"styles": ["portal-case.css"],
		"scripts": ["portal-case.js"],
		"cookies": [visit.cookie],
		"view": view,
		"leave_token": visit.token("leave"),
		"long_date": dates.long_date,
	}


def _given(name: str) -> str:
	"""A short text from the request; never a place to go to."""
	value = frappe.form_dict.get(name)
	return value[:140] if isinstance(value, str) else ""


def _uploaded() -> list[tuple[str, bytes]]:
	"""The files of the request: name as the browser sent it, and bytes."""
	found = []
	for file in frappe.request.files.getlist(FILES):
		if file.filename:
			file.stream.seek(0)
			found.append((file.filename, file.stream.read()))
	return found
