"""The forms of a case's page: what each asks, and the check of what was answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.utils import cint

from citizen_service.following import rating
from citizen_service.following.rules import Cancel
from citizen_service.following.view import View
from citizen_service.portal import attachments, fields
from citizen_service.portal.attachments import MEGABYTE, Attachment, Limits
from citizen_service.portal.fields import Choice, Field
from citizen_service.portal.messages import Problem, mark

FILES = "attachments"
TEXT = "text"
SCORE = "score"
LONGEST = 4000
TOO_MUCH = mark("All files together may have {0} MB at most.")


@dataclass(frozen=True)
class Answers:
	"""What was sent, cleaned; `problems` by field name where something is wrong."""

	values: Mapping[str, object]
	files: Sequence[Attachment] = ()
	problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
	"""One form: its words, its questions, and whether it takes files. `about` names an answer or a question."""

	step: str
	about: str
	title: str
	told: str
	button: str
	fields: tuple[Field, ...]
	takes_files: bool = False
	quoted: str = ""
	reasons: tuple[dict, ...] = ()

	@property
	def key(self) -> str:
		"""What its token is made for."""
		return f"{self.step}/{self.about}"


def form_of(view: View, step: str, about: str) -> Form | None:
	"""The form of a step, in the reader's language; None if the step is not offered now."""
	maker = FORMS.get(step)
	return maker(view, about) if maker else None


def check(form: Form, answers: Mapping[str, object], files: Sequence[tuple[str, bytes]]) -> Answers:
	"""What was sent, and everything that is wrong with it, in the reader's language."""
	values, problems = fields.check(form.fields, answers)
	attached, wrong = attachments.check(files if form.takes_files else (), file_limits())
	if sum(len(one.content) for one in attached) > together():
		wrong.append(Problem(TOO_MUCH, (together() // MEGABYTE,)))
	said = {name: _said(problem) for name, problem in problems.items()}
	if wrong:
		said[FILES] = " ".join(_said(problem) for problem in wrong)
	if form.step == "letter" and not said and not values[TEXT] and not attached:
		said[TEXT] = _("Write something or attach a file.")
	return Answers(values, attached, said)


def together() -> int:
	"""Bytes that the files of one letter may have in all."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	return cint(settings.attachments_mb_per_case) * MEGABYTE


def file_limits() -> Limits:
	"""How many files one letter may bring, and how large."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	largest = min(cint(settings.max_attachment_mb) * MEGABYTE, get_max_file_size())
	return Limits(cint(settings.max_attachments), largest // MEGABYTE * MEGABYTE)


def _said(problem: Problem) -> str:
	return _(problem.text).format(*problem.values)


def _text(label: str, help: str = "", required: bool = True) -> Field:
	return Field(TEXT, fields.LINES, label, help, required, LONGEST)


def _letter(view: View, about: str) -> Form:
	told = _("Your letter is added to your case, and whoever works on it is told.")
	if view.closed:
		told = _(
			"Your letter is kept with your case and the office can read it. It does not open the case again."
		)
	return Form(
		"letter",
		"",
		_("Add information or a file"),
		told,
		_("Send"),
		(_text(_("What do you want to add?"), required=False),),
		takes_files=True,
	)


def _answer(view: View, about: str) -> Form | None:
	asked = next((question for question in view.questions if question.name == about), None)
	return asked and Form(
		"answer",
		about,
		_("Answer the question"),
		_("The office needs this from you to go on."),
		_("Send my answer"),
		(_text(_("Your answer")),),
		takes_files=True,
		quoted=asked.text,
	)


def _not_received(view: View, about: str) -> Form | None:
	if not any(answer.name == about and answer.may_dispute for answer in view.answers):
		return None
	return Form(
		"not_received",
		about,
		_("I did not get this answer"),
		_(
			"The office is told that its answer did not reach you, and may send it again. You can read it on this page."
		),
		_("Tell the office"),
		(_text(_("What should the office know?"), _("For example another address or number."), False),),
	)


def _cancel(view: View, about: str) -> Form | None:
	if not view.offers.cancel:
		return None
	told = (
		_("Nobody has begun with your case yet: it ends at once, and you get a confirmation here.")
		if view.offers.cancel is Cancel.NOW
		else _(
			"The office has begun with your case. It is told of your wish, and ends the case with a reply to you."
		)
	)
	return Form(
		"cancel", "", _("Cancel my case"), told, _("Cancel my case"), (_text(_("Why?"), required=False),)
	)


def _rate(view: View, about: str) -> Form | None:
	if not any(answer.name == about and answer.may_rate for answer in view.answers):
		return None
	scores = (
		("5", _("Very satisfied")),
		("4", _("Satisfied")),
		("3", _("Neither satisfied nor dissatisfied")),
		("2", _("Dissatisfied")),
		("1", _("Very dissatisfied")),
	)
	choices = tuple(Choice(value, label) for value, label in scores)
	return Form(
		"rate",
		about,
		_("Rate this answer"),
		_("You can rate an answer once. It changes nothing in your case."),
		_("Send my rating"),
		(
			Field(
				SCORE,
				fields.CHOICE,
				_("How satisfied are you with the answer?"),
				required=True,
				choices=choices,
			),
			_text(_("Anything else?"), required=False),
		),
		reasons=tuple(rating.reasons()),
	)


def _reopen(view: View, about: str) -> Form | None:
	return (
		Form(
			"reopen",
			"",
			_("Open my case again"),
			_("If the matter is not settled, the office takes your case up again."),
			_("Open my case again"),
			(_text(_("What is not settled?")),),
		)
		if view.offers.reopen
		else None
	)


def _appeal(view: View, about: str) -> Form | None:
	return (
		Form(
			"appeal",
			"",
			_("Appeal against the answer"),
			_(
				"Somebody who did not decide the first time looks at your case anew. It stays open until that is decided."
			),
			_("Send my appeal"),
			(_text(_("What do you hold against the answer?")),),
			takes_files=True,
		)
		if view.offers.appeal
		else None
	)


FORMS: dict[str, Callable[[View, str], Form | None]] = {
	"letter": _letter,
	"answer": _answer,
	"not_received": _not_received,
	"cancel": _cancel,
	"rate": _rate,
	"reopen": _reopen,
	"appeal": _appeal,
}
"""Each step of the page. A form is there only while its step is offered."""
