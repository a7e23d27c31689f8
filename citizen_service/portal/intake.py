"""A citizen's submission: checked, registered with its files, and answered with a receipt, in one transaction."""

import secrets
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.password import get_encryption_key

from citizen_service.acting import acting_as
from citizen_service.errors import AttachmentRefused, SubmissionRefused
from citizen_service.portal import attachments, language, limits
from citizen_service.portal.attachments import Attachment
from citizen_service.portal.code import code_for
from citizen_service.portal.fields import check
from citizen_service.portal.form import read_form
from citizen_service.portal.messages import Problem
from citizen_service.portal.tokens import Tokens

FILES = "attachments"
TOKEN_LIFE = 24 * 3600


@dataclass(frozen=True)
class Receipt:
	"""What the citizen takes away. `code` is shown now and can be issued again at the counter."""

	reference: str
	code: str
	subject: str
	registered_on: str
	due_on: str | None


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str = "") -> dict[str, str]:
	"""Register a case from a multipart or JSON request with the fields of the public form.

	`token` comes from the page of the form; the same token sent again answers with the same case. Files are sent
	as `attachments`. Answers 422 with `problems` (by field name) for what is wrong, 429 beyond the hourly limit.

	:raises SubmissionRefused: an answer is missing or wrong
	:raises AttachmentRefused: only a file is wrong
	:raises TooManyAttempts: more submissions from one address than the settings allow
	"""
	receipt = receive(frappe.form_dict, uploaded(), token)
	return {"reference": receipt.reference, "code": receipt.code}


def new_token() -> str:
	"""A token for one showing of the form."""
	return _tokens().issue(secrets.token_hex(16), int(time.time()))


def uploaded() -> list[tuple[str, bytes]]:
	"""The files of the request: name as the browser sent it, and bytes."""
	files = frappe.request.files.getlist(FILES) if frappe.request else []
	return [(file.filename, file.stream.read()) for file in files if file.filename]


def receive(answers: Mapping[str, object], files: list[tuple[str, bytes]], token: str) -> Receipt:
	"""Register a case, or answer with the one that the same token registered. Leaves nothing behind if it refuses.

	:raises SubmissionRefused: with `problems` by field name in the response; see `submit`
	"""
	try:
		return _receive(answers, files, token)
	except frappe.UniqueValidationError:
		# The same form, sent twice at once: the other request was first.
		frappe.db.rollback()
		frappe.clear_messages()
		if case := _already_received(token):
			return _receipt(case)
		raise
	except Exception:
		frappe.db.rollback()
		raise


def _receive(answers: Mapping[str, object], files: list[tuple[str, bytes]], token: str) -> Receipt:
	form = read_form()
	if case := _already_received(token):
		return _receipt(case)
	allowed = frappe.get_cached_doc("Citizen Service Settings").submissions_per_hour
	if limits.note("submit", limits.address()) > allowed:
		limits.refuse()
	values, problems = check(form.fields, answers)
	attached, wrong_files = attachments.check(files, form.limits)
	if not _tokens().is_fresh(token, int(time.time())):
		problems[""] = Problem(
			_("The form was open for too long. Please look it over and send it once more.")
		)
	refuse_with(problems, wrong_files)
	# The records name whoever made them: an account of the citizen's own would tell a withheld identity.
	with acting_as("Guest") if values.get("withhold_identity") else nullcontext():
		case = _register(values, token)
		for attachment in attached:
			_attach(attachment, case)
	return _receipt(case)


def refuse_with(problems: Mapping[str, Problem], wrong_files: list[Problem]) -> None:
	"""Refuse if there are problems, with all of them in the response, in the reader's language.

	:raises AttachmentRefused: if only files are wrong
	:raises SubmissionRefused: otherwise
	"""
	said = {name: _(problem.text).format(*problem.values) for name, problem in problems.items()}
	if wrong_files:
		said[FILES] = " ".join(_(problem.text).format(*problem.values) for problem in wrong_files)
	if not said:
		return
	frappe.local.response["problems"] = said
	frappe.throw(
		said.get("") or _("Some answers are missing or wrong. Please look at the marked fields."),
		AttachmentRefused if list(said) == [FILES] else SubmissionRefused,
		title=_("Not Sent Yet"),
	)


def _register(values: Mapping[str, object], token: str) -> Document:
	channel = frappe.db.get_value("Intake Channel", {"is_portal": 1, "enabled": 1})
	if not channel:
		frappe.throw(
			_("The office does not receive cases here at present. Please come to the office or call it."),
			SubmissionRefused,
			title=_("Closed at Present"),
		)
	case = frappe.new_doc("Case")
	case.update({name: value for name, value in values.items() if value is not None})
	case.update({"channel": channel, "language": language.choose()})
	case.flags.submission_key = _tokens().mark(token)
	# A guest has no permission on Case, and gets none: this is the one door, and it is checked above.
	return case.insert(ignore_permissions=True)


def _attach(attachment: Attachment, case: Document) -> None:
	frappe.get_doc(
		{
			"doctype": "File",
			"file_name": attachment.name,
			"content": attachment.content,
			"attached_to_doctype": case.doctype,
			"attached_to_name": case.name,
			"is_private": 1,
		}
	).insert(ignore_permissions=True)


def _already_received(token: str) -> Document | None:
	"""The case that this token registered, as long as the token lives."""
	if not _tokens().is_fresh(token, int(time.time())):
		return None
	name = frappe.db.get_value("Case", {"submission_key": _tokens().mark(token)})
	return frappe.get_doc("Case", name) if name else None


def _receipt(case: Document) -> Receipt:
	due_on = frappe.db.get_value("Case", case.name, "due_on")
	return Receipt(case.name, code_for(case), case.subject, case.opened_on, due_on)


def _tokens() -> Tokens:
	return Tokens(get_encryption_key(), TOKEN_LIFE)
