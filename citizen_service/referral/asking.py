"""A department asks for information that only the citizen has: Follow-up asks, time stands still, the answer is kept.

The question and the answer stay on the department's request, a Response of the kind “Request for Information”.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.errors import NotYours, QuestionRefused
from citizen_service.identity.sealing import reachable
from citizen_service.outbox.post import post
from citizen_service.permissions.scope import scope_of
from citizen_service.referral.actions import may_move, save_kept
from citizen_service.referral.files import attach, chosen_rows, file_names
from citizen_service.referral.order import OPEN
from citizen_service.states.meaning import move_to_stage, stage_of

REQUEST = "Request for Information"
FIELDS = ("question", "asked_on", "asked_by", "citizen_answer", "answered_on", "answer_recorded_by")
"""What these steps keep on the request."""


@frappe.whitelist(methods=["POST"])
def ask_citizen(response: str, question: str) -> None:
	"""Accept a department's request for information and put the question to the citizen.

	The case goes to its Waiting stage, in which its time limits and its referrals' stand still for the reason that the
	admin gave that state. The citizen is written to where the case has a contact.
	:raises QuestionRefused: not such a request, not before Follow-up, asked already, or nothing asked
	:raises StageNotReached: the case cannot wait for the citizen from where it stands
	:raises OwnResponse: the present user wrote the request
	"""
	document = _request(response)
	if document.asked_on or stage_of(document) not in ("Follow-up Review", "Accepted"):
		_refuse(_("Response {0} does not wait for a question to the citizen.").format(document.name))
	if not (question or "").strip():
		_refuse(_("The question is empty: write what the citizen is asked."))
	case = frappe.get_doc("Case", document.case, for_update=True)  # first, as a closing does
	document = move_to_stage(document, "Accepted")
	document.update(
		{"question": question.strip(), "asked_on": now_datetime(), "asked_by": frappe.session.user}
	)
	document.update({"email": case.email, "mobile": case.mobile})
	save_kept(document)
	case.flags.citizen_told = True  # by the question itself
	move_to_stage(case, "Waiting")
	if any(reachable(case)):
		post("notify", document, {"notice": "citizen_asked"}, key=f"citizen_asked:{document.name}")


@frappe.whitelist(methods=["POST"])
def citizen_answered(response: str, answer: str, files: str | list | None = None) -> None:
	"""Record the citizen's answer; once no question is open, the case goes on and its time runs again.

	:param files: names of File rows of the case, or newly uploaded ones, that belong to the answer; the department
		gets them with it
	:raises QuestionRefused: nothing was asked, it was answered already, or the answer is empty
	:raises FileRefused: a file that is not one of the case's
	"""
	document = _request(response)
	if not document.asked_on or document.answered_on:
		_refuse(_("Response {0} does not wait for the citizen's answer.").format(document.name))
	if not (answer or "").strip():
		_refuse(_("The answer is empty: write what the citizen said."))
	case = frappe.get_doc("Case", document.case, for_update=True)
	keep_answer(document, answer)
	attach(document, chosen_rows(file_names(files), case.name))
	_go_on(case)


def keep_answer(document: Document, answer: str) -> None:
	"""The citizen's answer on the department's request, and word of it to the department."""
	document.update(
		{
			"citizen_answer": answer.strip(),
			"answered_on": now_datetime(),
			"answer_recorded_by": frappe.session.user,
		}
	)
	save_kept(document)
	_tell_department(document)


def go_on_if_open(case: Document) -> None:
	"""The same step as `citizen_answered` takes, by the citizen; where the workflow does not leave it to them, Follow-up
	takes it."""
	if any(may_move(case, stage) for stage in ("Referred", "Study")):
		_go_on(case)


def _go_on(case: Document) -> None:
	"""From Waiting back to the departments, where one has the case still; else to its study."""
	if stage_of(case) != "Waiting" or _open_questions(case.name):
		return
	with_department = frappe.db.exists("Case Referral", {"case": case.name, "status": ("in", OPEN)})
	move_to_stage(case, "Referred" if with_department and may_move(case, "Referred") else "Study")


def _open_questions(case: str) -> bool:
	return bool(
		frappe.db.exists(
			"Response", {"case": case, "asked_on": ("is", "set"), "answered_on": ("is", "not set")}
		)
	)


def _tell_department(request: Document) -> None:
	"""A note on the referral, and a notice to the department."""
	referral = frappe.get_doc("Case Referral", request.referral)
	if referral.status not in OPEN:
		return
	text = _("The citizen answered the question of {0}: {1}").format(request.name, request.citizen_answer)
	referral.add_comment("Comment", frappe.utils.escape_html(text))
	post("notify", referral, {"notice": "citizen_answered"}, key=f"citizen_answered:{request.name}")


def _request(response: str) -> Document:
	"""A department's request for information, if the present user is of the office and may write it.

	:raises NotYours: a department's staff ask
	"""
	document = frappe.get_doc("Response", response)
	document.check_permission("write")
	if scope_of().departments is not None or not frappe.has_permission("Case Referral", "write"):
		frappe.throw(_("Only Follow-up asks the citizen."), NotYours, title=_("Not Permitted"))
	if document.kind != REQUEST or not document.referral:
		_refuse(_("Response {0} is no department's request for information.").format(document.name))
	return document


def _refuse(message: str) -> None:
	frappe.throw(message, QuestionRefused, title=_("Question to the Citizen"))
