"""What a citizen sees of their own case. Nothing internal, ever: what is not read here cannot be shown.

Plain statements only, each by an index; no document of a case, a referral or a response is loaded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime, strip_html
from frappe.utils.html_utils import clean_html

from citizen_service.answer.portal import NOTICE_ONLY, were_read
from citizen_service.closing.appeal import levels_left
from citizen_service.closing.rules import APPEAL, FULL_REPLY
from citizen_service.desk.reading import rows_of
from citizen_service.following import cancelling, letters, rating
from citizen_service.following.rules import Facts, Offers, offers
from citizen_service.referral.asking import REQUEST
from citizen_service.referral.order import OPEN as OPEN_REFERRALS
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.records import ANSWER, OPEN, RECORD
from citizen_service.states.citizens import open_to_citizen
from citizen_service.states.meaning import STATE_FIELD, Meaning, meaning_of, states_in

STEPS = (("Received", "Registered"), ("Study", "Referred", "Waiting", "Appeal"), ("Answering",))
"""The steps that the citizen sees, by the stages that belong to each; the last one is every closing state."""


@dataclass(frozen=True)
class Attached:
	"""A file that goes to the citizen with an answer; `key` names it to the page of files."""

	key: str
	name: str


@dataclass(frozen=True)
class Answer:
	"""A response meant for the citizen, accepted and delivered; `body` is cleaned HTML.

	`score`: how the citizen rated it. `may_rate`, `may_dispute`: what is offered. `disputed_on`: when they said that it
	did not arrive.
	"""

	name: str
	kind: str
	delivered_on: datetime
	body: str
	files: tuple[Attached, ...] = ()
	score: int | None = None
	may_rate: bool = False
	may_dispute: bool = False
	disputed_on: datetime | None = None


@dataclass(frozen=True)
class Question:
	"""What the citizen is asked, and is to answer."""

	name: str
	text: str
	asked_on: datetime


@dataclass(frozen=True)
class Appeal:
	"""The citizen's appeal; `decision` and `reasons` once it is decided."""

	grounds: str
	made_on: datetime
	due_on: datetime | None
	decision: str | None
	reasons: str
	decided_on: datetime | None


@dataclass(frozen=True)
class View:
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
	answers: tuple[Answer, ...] = ()
	questions: tuple[Question, ...] = ()
	appeals: tuple[Appeal, ...] = ()
	sent: tuple[letters.Sent, ...] = ()
	wished_on: datetime | None = None
	offers: Offers = field(default_factory=Offers)


def view_of(case: Mapping) -> View:
	"""The view of a case, as the citizen; `case` has its columns. What is read on it now counts as delivered."""
	meaning = meaning_of("Case", case[STATE_FIELD])
	due_on = None if meaning.is_closing else _expected_on(case)
	appeals, asked = _appeals(case["name"]), _asked(case["name"])
	return View(
		reference=case["name"],
		subject=case["subject"],
		told=_(meaning.citizen_text) if meaning.citizen_text else _("Your case is with the office."),
		step=_step(meaning),
		waiting=meaning.stage == "Waiting",
		closed=meaning.is_closing,
		late=bool(due_on) and due_on < now_datetime(),
		registered_on=case["opened_on"],
		due_on=due_on,
		closed_on=case["closed_on"] if meaning.is_closing else None,
		answers=tuple(_answers(case["name"])),
		questions=tuple(
			Question(row.name, row.question, row.asked_on) for row in asked if not row.answered_on
		),
		appeals=tuple(_appeal(row) for row in appeals if row.appeal_decision or row.status in OPEN_REFERRALS),
		sent=tuple(letters.sent_by_citizen(case, [row for row in asked if row.answered_on])),
		wished_on=case["cancel_wished_on"],
		offers=_offers(case, meaning, appeals),
	)


def _expected_on(case: Mapping) -> datetime | None:
	"""When the citizen may expect the answer: the new date that they were given, else the due date."""
	clocks = rows_of(
		RECORD, ["promised_utc"], ["modified"], case=case["name"], clock=ANSWER, status=list(OPEN)
	)
	promised = clocks[-1].promised_utc if clocks else None
	return to_local(from_column(promised)) if promised else case["due_on"]


def _step(meaning: Meaning) -> int:
	if meaning.is_closing:
		return len(STEPS)
	return next((at for at, stages in enumerate(STEPS) if meaning.stage in stages), 0)


# Answers -------------------------------------------------------------------------------------------


def _answers(case: str) -> list[Answer]:
	rows = rows_of(
		"Response",
		["name", "kind", "delivered_on", "body", "prepared_by"],
		["accepted_on", "name"],
		case=case,
		audience="Citizen",
		**{STATE_FIELD: states_in("Response", "Accepted") or [""]},
	)
	if not rows:
		return []
	deliveries = _by_parent(
		"Response Delivery",
		[row.name for row in rows],
		["name", "channel", "status", "not_received_on"],
	)
	# Announced only, by SMS: the citizen reads them now.
	ready = [
		row.name
		for row in rows
		if not row.delivered_on and any(d.status == NOTICE_ONLY for d in deliveries.get(row.name, ()))
	]
	were_read(ready)
	shown = [row for row in rows if row.delivered_on or row.name in ready]
	names = [row.name for row in shown]
	files = _by_parent("Response Attachment", names, ["name", "file_name"]) if names else {}
	scores = rating.scores_of(names) if any(row.kind == FULL_REPLY for row in shown) else {}
	return [_answer(row, deliveries.get(row.name, ()), files.get(row.name, ()), scores) for row in shown]


def _answer(row: frappe._dict, deliveries: Iterable, files: Iterable, scores: Mapping[str, int]) -> Answer:
	latest = disputable(deliveries)
	return Answer(
		name=row.name,
		kind=_(row.kind),
		delivered_on=row.delivered_on or now_datetime(),
		body=clean_html(row.body),
		files=tuple(Attached(file.name, file.file_name) for file in files),
		score=scores.get(row.name),
		may_rate=rating.is_rated_kind(row) and row.name not in scores,
		may_dispute=bool(latest) and not latest.not_received_on,
		disputed_on=latest.not_received_on if latest else None,
	)


def disputable(deliveries: Iterable[frappe._dict]) -> frappe._dict | None:
	"""The latest delivery, unless it was on the page itself: what is read there has arrived."""
	arrived = [row for row in deliveries if row.status == "Delivered"]
	return arrived[-1] if arrived and arrived[-1].channel != "Portal" else None


def _by_parent(doctype: str, parents: list[str], fields: list[str]) -> dict[str, list[frappe._dict]]:
	rows = rows_of(doctype, ["parent", *fields], ["parent", "idx"], parent=parents, parenttype="Response")
	found: dict[str, list[frappe._dict]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


# What is asked, and appeals ------------------------------------------------------------------------


def _asked(case: str) -> list[frappe._dict]:
	"""The questions put to the citizen; of a department's request nothing but these."""
	fields = ["name", "question", "asked_on", "citizen_answer", "answered_on"]
	rows = rows_of("Response", fields, ["asked_on", "name"], case=case, kind=REQUEST)
	return [row for row in rows if row.asked_on]


def _appeals(case: str) -> list[frappe._dict]:
	fields = ["name", "grounds", "referred_on", "creation", "due_on", "status"]
	fields += ["appeal_decision", "settled_reason", "settled_on"]
	return rows_of("Case Referral", fields, ["creation", "name"], case=case, kind=APPEAL)


def _appeal(row: frappe._dict) -> Appeal:
	decided = bool(row.appeal_decision)
	return Appeal(
		grounds=row.grounds or "",
		made_on=row.referred_on or row.creation,
		due_on=row.due_on if row.status in OPEN_REFERRALS else None,
		decision=_(row.appeal_decision) if decided else None,
		reasons=strip_html(row.settled_reason or "") if decided else "",
		decided_on=row.settled_on if decided else None,
	)


# What is offered -----------------------------------------------------------------------------------


def _offers(case: Mapping, meaning: Meaning, appeals: list[frappe._dict]) -> Offers:
	settings = frappe.get_cached_doc("Citizen Service Settings")
	ways = open_to_citizen(case)
	is_open = not meaning.is_closing
	begun = meaning.stage not in ("Received", "Registered")
	return offers(
		Facts(
			closed_on=None if is_open else getdate(case["closed_on"]),
			today=getdate(),
			begun=begun,
			merged=bool(case["merged_into"]),
			may_close=is_open and any(way.is_closing for way in ways),
			may_reopen=any(not way.is_closing and way.stage != "Appeal" for way in ways),
			may_appeal=any(way.stage == "Appeal" for way in ways),
			has_reply=is_open and not begun and cancelling.is_ready(case),
			wished=bool(case["cancel_wished_on"]),
			appeal_open=any(row.status in OPEN_REFERRALS for row in appeals),
			level_left=not appeals or is_open or bool(levels_left(case)),
			reopen_days=settings.reopen_days or 0,
			appeal_days=settings.appeal_days or 0,
		)
	)
