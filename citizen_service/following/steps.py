"""A citizen takes a step on their case: checked, offered still, and done once. Whoever is logged in acts as a guest."""

from collections.abc import Callable, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import cint, now_datetime

from citizen_service.acting import acting_as
from citizen_service.closing import appeal as appeals
from citizen_service.errors import StepNotOffered
from citizen_service.following import cancelling, letters, once, rating
from citizen_service.following.forms import SCORE, TEXT, Answers, Form, form_of
from citizen_service.following.rules import Cancel
from citizen_service.following.view import View, disputable, view_of
from citizen_service.portal import limits
from citizen_service.portal.attachments import Attachment
from citizen_service.referral.asking import go_on_if_open, keep_answer
from citizen_service.states.citizens import CITIZEN
from citizen_service.states.meaning import meaning_of

STEPS_PER_HOUR = 60
LETTERS_PER_HOUR = 10
"""Of one case; whoever has its code is its citizen."""

AGAIN = "again"
"""Said to whoever sends the same form twice."""


def count(case: str, step: str) -> None:
	"""
	:raises TooManyAttempts: more steps, or letters, than an hour bears
	"""
	over = limits.note("case-step", case) > STEPS_PER_HOUR
	if over or (step == "letter" and limits.note("case-letter", case) > LETTERS_PER_HOUR):
		limits.refuse()


def count_files(files: Sequence[Attachment]) -> None:
	"""Uploads count with those of the public form, by address.

	:raises TooManyAttempts: more than an hour bears
	"""
	most = frappe.get_cached_doc("Citizen Service Settings").uploads_mb_per_hour * 1024
	kilobytes = sum(len(file.content) // 1024 + 1 for file in files)
	if kilobytes and limits.note("upload", limits.address(), kilobytes) > most:
		limits.note("upload", limits.address(), -kilobytes)
		limits.refuse()


def take(name: str, form: Form, answers: Answers, token: str, ticked: list[str] | None = None) -> str:
	"""Do the step of a form whose token was checked. The caller's transaction holds the case and is rolled back on error.

	:param ticked: reasons beside a rating
	:return: what to say: the name of the step, `cancel_wish`, or AGAIN
	:raises StepNotOffered: it is not open any more
	"""
	if not once.claim(token):
		return AGAIN
	with acting_as(CITIZEN):
		case = frappe.get_doc("Case", name, for_update=True)
		case.flags.ignore_permissions = case.flags.by_citizen = True
		view = view_of(case.as_dict())
		if not form_of(view, form.step, form.about):
			frappe.throw(
				_("This is no longer possible here: your case has changed meanwhile."),
				StepNotOffered,
				title=_("Not possible now"),
			)
		return TAKERS[form.step](case, view, form, answers, ticked or []) or form.step


def _letter(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	letters.add(case, answers.values[TEXT] or "", answers.files)


def _answer(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	request = frappe.get_doc("Response", form.about, for_update=True)
	keep_answer(request, answers.values[TEXT])
	letters.keep(case, answers.files)
	letters.keep(request, answers.files)  # the department gets them with it
	go_on_if_open(case)
	letters.tell(case, letters.LETTERS["Case"])


def _not_received(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	response = frappe.get_doc("Response", form.about, for_update=True)
	row = disputable(response.deliveries)
	row.not_received_on, row.not_received_note = now_datetime(), answers.values[TEXT]
	response.flags.ignore_permissions = True
	response.save()
	letters.tell(case, "reply_not_received")


def _cancel(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> str | None:
	if view.offers.cancel is Cancel.NOW:
		cancelling.cancel_now(case, answers.values[TEXT])
		return None
	cancelling.wish(case, answers.values[TEXT])
	return "cancel_wish"


def _rate(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	rating.rate(case.name, form.about, cint(answers.values[SCORE]), ticked, answers.values[TEXT])


def _reopen(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	case.flags.reopen_reason = answers.values[TEXT]
	for transition in get_transitions(case):
		meaning = meaning_of("Case", transition["next_state"])
		if not meaning.is_closing and meaning.stage != "Appeal":
			apply_workflow(case, transition["action"])
			return


def _appeal(case: Document, view: View, form: Form, answers: Answers, ticked: list[str]) -> None:
	referral = appeals.record(case, answers.values[TEXT])
	letters.keep(case, answers.files)
	letters.keep(referral, answers.files)


TAKERS: dict[str, Callable[[Document, View, Form, Answers, list[str]], str | None]] = {
	"letter": _letter,
	"answer": _answer,
	"not_received": _not_received,
	"cancel": _cancel,
	"rate": _rate,
	"reopen": _reopen,
	"appeal": _appeal,
}
