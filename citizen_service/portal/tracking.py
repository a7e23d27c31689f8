"""What a citizen sees of their own case, by its reference and secret code. Nothing internal, ever."""

import re
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.html_utils import clean_html

from citizen_service.answer.portal import ready_answers, were_read
from citizen_service.errors import CodeRefused
from citizen_service.portal import limits
from citizen_service.portal.code import is_right_code
from citizen_service.portal.fields import clean, latin_digits
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.records import ANSWER, OPEN, RECORD
from citizen_service.states.meaning import STATE_FIELD, Meaning, meaning_of, states_in

# One address may be a whole building.
ADDRESS_FACTOR = 10
# The steps that the citizen sees, by the stages that belong to each; the last one is every closing state.
STEPS = (("Received", "Registered"), ("Study", "Referred", "Waiting", "Appeal"), ("Answering",))
FIELDS = ("name", "code_nonce", "subject", "opened_on", "due_on", "closed_on", STATE_FIELD)


@dataclass(frozen=True)
class Answer:
	"""A response meant for the citizen, accepted and delivered; `body` is cleaned HTML."""

	kind: str
	delivered_on: datetime
	body: str


@dataclass(frozen=True)
class Status:
	"""Where a case stands, in the citizen's words. `step` counts from 0; instants are in the site's time."""

	reference: str
	subject: str
	told: str
	step: int
	waiting: bool
	closed: bool
	late: bool
	registered_on: datetime
	due_on: datetime | None
	closed_on: datetime | None
	answers: tuple[Answer, ...]


def status_of(reference: str, secret: str) -> Status:
	"""The status of the case, if `secret` is its code.

	:raises CodeRefused: in the same words and after the same work whether the case or the code is unknown
	:raises TooManyAttempts: too many wrong codes in this hour, for this case or from this address
	"""
	reference = tidy_reference(reference)
	case = frappe.db.get_value("Case", reference, FIELDS, as_dict=True)
	allowed = frappe.get_cached_doc("Citizen Service Settings").code_attempts_per_hour
	attempts = (("code", case.name if case else reference.casefold(), allowed),)
	attempts += (("code-address", limits.address(), allowed * ADDRESS_FACTOR),)
	# Counted before the code is looked at, and given back if it is right: parallel guesses all count.
	if any([limits.note(what, who) > most for what, who, most in attempts]):
		limits.refuse()
	if not is_right_code(case, secret):
		frappe.throw(
			_("The reference and the code do not belong together. Please check both, digit by digit."),
			CodeRefused,
			title=_("Not Found"),
		)
	for what, who, _most in attempts:
		limits.note(what, who, by=-1)
	return _status(case)


def tidy_reference(text: str) -> str:
	"""A reference as it was typed, with plain digits and hyphens and without what cannot be seen."""
	text = latin_digits(clean(text[:140]))
	return re.sub(r"[‐‑–—−ـ]", "-", re.sub(r"[\u200b-\u200f\s]", "", text))


def _status(case: dict) -> Status:
	meaning = meaning_of("Case", case[STATE_FIELD])
	due_on = None if meaning.is_closing else _expected_on(case)
	return Status(
		reference=case.name,
		subject=case.subject,
		told=_(meaning.citizen_text) if meaning.citizen_text else _("Your case is with the office."),
		step=_step(meaning),
		waiting=meaning.stage == "Waiting",
		closed=meaning.is_closing,
		late=bool(due_on) and due_on < now_datetime(),
		registered_on=case.opened_on,
		due_on=due_on,
		closed_on=case.closed_on if meaning.is_closing else None,
		answers=tuple(_answers(case.name)),
	)


def _expected_on(case: dict) -> datetime | None:
	"""When the citizen may expect the answer: the new date that they were given, else the due date."""
	promised = frappe.db.get_value(
		RECORD, {"case": case.name, "clock": ANSWER, "status": ("in", OPEN)}, "promised_utc"
	)
	return to_local(from_column(promised)) if promised else case.due_on


def _step(meaning: Meaning) -> int:
	if meaning.is_closing:
		return len(STEPS)
	return next((at for at, stages in enumerate(STEPS) if meaning.stage in stages), 0)


def _answers(case: str) -> list[Answer]:
	rows = frappe.get_all(
		"Response",
		filters={
			"case": case,
			"audience": "Citizen",
			STATE_FIELD: ("in", states_in("Response", "Accepted")),
		},
		fields=["name", "kind", "delivered_on", "body"],
		order_by="accepted_on asc, name asc",
	)
	ready = ready_answers(case)  # announced by SMS: the citizen reads them now
	were_read(ready)
	shown = [row for row in rows if row.delivered_on or row.name in ready]
	return [Answer(_(row.kind), row.delivered_on or now_datetime(), clean_html(row.body)) for row in shown]
