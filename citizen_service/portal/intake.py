"""A citizen's submission: checked, registered with its files, and answered with a receipt, in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.acting import acting_as
from citizen_service.desk.reading import rows_of
from citizen_service.errors import AttachmentRefused, SubmissionRefused
from citizen_service.portal import language, limits, site_tokens, uploads
from citizen_service.portal.code import code_for, first_nonce
from citizen_service.portal.doors import is_citizen
from citizen_service.portal.fields import check
from citizen_service.portal.files import attach
from citizen_service.portal.form import Form, read_form
from citizen_service.portal.identity import IDENTITY, MARKS, with_identity
from citizen_service.portal.messages import Problem
from citizen_service.portal.place import LATITUDE, LONGITUDE, check_place
from citizen_service.portal.started import Started, started
from citizen_service.portal.steps import asked
from citizen_service.portal.trust import Trust, refuse_unconfirmed, trust_in

Key = TypeVar("Key")
FILES = "attachments"
PROVEN_FACTOR = 10
"""Who proved work may send this many times more from one address than the settings say; a whole building may."""

AGAIN = timedelta(minutes=10)
"""How long the code is shown again to the form that registered the case."""


@dataclass(frozen=True)
class Receipt:
	"""What the citizen takes away. `code` is empty where it is not shown again; unless the case is `anonymous`, the counter
	can issue a new one."""

	reference: str
	code: str
	anonymous: bool
	subject: str
	registered_on: str
	due_on: str | None


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str = "") -> dict[str, str]:
	"""Register a case from a multipart or JSON request with the fields of the public form.

	`token` comes from the page of the form; the same token sent again answers with the same case, and for AGAIN with its
	first code, unless it got a new one. Files are sent
	as `attachments`, the solution of `confirmation.proof.challenge` as `proof`. Answers 422 with `problems` (by field
	name) for what is wrong, 429 beyond the hourly limit.

	:raises SubmissionRefused: an answer is missing or wrong
	:raises AttachmentRefused: only a file is wrong
	:raises ConfirmationNeeded: there is no proof of work, or the settings want the contact confirmed
	:raises TooManyAttempts: more submissions from one address than the settings allow
	"""
	receipt = receive(frappe.form_dict, uploaded(), token)
	return {"reference": receipt.reference, "code": receipt.code}


def uploaded() -> list[tuple[str, bytes]]:
	"""The files of the request: name as the browser sent it, and bytes."""
	files = frappe.request.files.getlist(FILES) if frappe.request else []
	return [(file.filename, file.stream.read()) for file in files if file.filename]


def receive(
	answers: Mapping[str, object], files: list[tuple[str, bytes]], token: str, keep: bool = False
) -> Receipt:
	"""Register a case, or answer with the one that the same token registered. Leaves nothing behind if it refuses.

	:param keep: files that are let in wait for the form, if something else is wrong
	:raises SubmissionRefused: with `problems` by field name in the response; see `submit`
	"""
	try:
		return _receive(with_identity(answers), files, token, keep)
	except frappe.UniqueValidationError:
		# The same form, sent twice at once: the other request was first.
		frappe.db.rollback()
		frappe.clear_messages()
		if case := _already_received(token):
			return _receipt_again(case)
		raise
	except Exception:
		frappe.db.rollback()
		raise


def _receive(
	answers: Mapping[str, object], files: list[tuple[str, bytes]], token: str, keep: bool
) -> Receipt:
	form = read_form(answers)
	if case := _already_received(token):
		return _receipt_again(case)
	values, problems = check_answers(form, answers)
	fresh, mark = site_tokens.is_fresh(token), site_tokens.mark(token)
	if not fresh:
		problems[""] = Problem(
			_("The form was open for too long. Please look it over and send it once more.")
		)
	if keep:
		wrong_files = uploads.hold(mark, files, form.limits) if fresh else []
		attached = uploads.room().contents(mark)
		wrong_files = wrong_files or uploads.excess(
			attached, form.limits
		)  # requests at once may have held more
	else:
		let_in, wrong_files = uploads.let_in(mark, files, form.limits)
		attached = [*uploads.room().contents(mark), *let_in]
	refuse_with(problems, wrong_files)
	trust = trust_in(values, answers, token)
	refuse_unconfirmed(trust, values)
	with _counted(trust), _as_nobody(values):
		case = _register(values, token, started(answers.get("procedure")))
		for attachment in attached:
			attach(attachment, case)
	# Not before: what is rolled back still has its files.
	frappe.db.after_commit.add(lambda: uploads.room().drop(mark))
	return _receipt(case)


def check_answers(form: Form, answers: Mapping[str, object]) -> tuple[dict[str, object], dict[str, Problem]]:
	"""The values that a case would get, and the problems by field name, of all that is asked."""
	values, problems = check(asked(form.fields, answers), answers)
	if IDENTITY in problems:
		problems[IDENTITY] = Problem(
			_("This does not go with the kind of case you chose. Please choose again.")
		)
	if choice := values.pop(IDENTITY, None):
		values.update({mark: int(choice == value) for mark, value in MARKS.items()})
	problems.update(check_place(values))
	if LONGITUDE in problems:  # the two are one question to the citizen
		problems.setdefault(LATITUDE, problems.pop(LONGITUDE))
	return values, problems


@contextmanager
def _counted(trust: Trust) -> Iterator[None]:
	"""Count a submission of this address that succeeds. Whose contact is confirmed is counted there.

	:raises TooManyAttempts: there are too many in this hour
	"""
	if trust.confirmed:
		yield
		return
	allowed = frappe.get_cached_doc("Citizen Service Settings").submissions_per_hour
	noted = limits.note("submit", limits.address())
	try:
		if noted > allowed * (PROVEN_FACTOR if trust.proven else 1):
			limits.refuse()
		yield
	except Exception:
		limits.note("submit", limits.address(), by=-1)
		raise


def _as_nobody(values: Mapping[str, object]) -> AbstractContextManager:
	"""The records name whoever made them: an account of the citizen's own would tell an identity that is not given, and
	staff who use the public form do so as anybody."""
	hidden = values.get("withhold_identity") or values.get("anonymous")
	as_themselves = frappe.session.user == "Guest" or (is_citizen() and not hidden)
	return nullcontext() if as_themselves else acting_as("Guest")


def refuse_with(problems: Mapping[str, Problem], wrong_files: list[Problem]) -> None:
	"""Refuse if there are problems, with all of them in the response, in the reader's language.

	:raises AttachmentRefused: if only files are wrong
	:raises SubmissionRefused: otherwise
	"""
	texts = said(problems)
	if wrong_files:
		texts[FILES] = " ".join(said(dict(enumerate(wrong_files))).values())
	if not texts:
		return
	frappe.local.response["problems"] = texts
	frappe.throw(
		texts.get("") or _("Some answers are missing or wrong. Please look at the marked fields."),
		AttachmentRefused if list(texts) == [FILES] else SubmissionRefused,
		title=_("Not Sent Yet"),
	)


def said(problems: Mapping[Key, Problem]) -> dict[Key, str]:
	"""The problems in the reader's language."""
	return {name: _(problem.text).format(*problem.values) for name, problem in problems.items()}


def _register(values: Mapping[str, object], token: str, procedure: Started | None) -> Document:
	channels = rows_of("Intake Channel", ["name"], ["modified"], is_portal=1, enabled=1)
	if not channels:
		frappe.throw(
			_("The office does not receive cases here at present. Please come to the office or call it."),
			SubmissionRefused,
			title=_("Closed at Present"),
		)
	case = frappe.new_doc("Case")
	case.update({name: value for name, value in values.items() if value is not None})
	case.update({"channel": channels[-1].name, "language": language.choose()})
	if procedure:
		case.procedure = procedure.name
	case.flags.submission_key = site_tokens.mark(token)
	# A guest has no permission on Case, and gets none: this is the one door, and it is checked above.
	return case.insert(ignore_permissions=True)


def _already_received(token: str) -> Document | None:
	"""The case that this token registered, as long as the token lives."""
	if not site_tokens.is_fresh(token):
		return None
	found = rows_of("Case", ["name"], [], submission_key=site_tokens.mark(token))
	return frappe.get_doc("Case", found[0].name) if found else None


def _receipt(case: Document) -> Receipt:
	return Receipt(case.name, code_for(case), bool(case.anonymous), case.subject, case.opened_on, case.due_on)


def _receipt_again(case: Document) -> Receipt:
	"""For who pressed twice, or lost the answer on the way; whoever comes later to the same browser learns no code."""
	receipt = _receipt(case)
	is_first = case.code_nonce == first_nonce(case.submission_key)
	return receipt if is_first and now_datetime() - case.creation < AGAIN else replace(receipt, code="")
