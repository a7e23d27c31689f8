"""A citizen's appeal («تظلم»): a referral of its own to the next level, with its own clock.

The case is open again until the appeal is decided, by somebody who did not decide the first time, and until the
citizen has the full reply that follows from it.
"""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, now_datetime

from citizen_service.closing.levels import Level, levels, open_levels
from citizen_service.closing.rules import APPEAL, FULL_REPLY, last_day_to_reopen
from citizen_service.errors import AppealRefused, NotYours, OwnDecision
from citizen_service.outbox.post import post
from citizen_service.referral.actions import OPEN
from citizen_service.sla import records as clocks
from citizen_service.sla.instants import present
from citizen_service.sla.starting import start_case_clocks
from citizen_service.states.meaning import STATE_FIELD, meaning_of, move_to_stage, states_in
from citizen_service.study.assessment import refuse_other_scale

REFERRAL = "Case Referral"
MANAGER_ROLE = "Citizen Service Manager"
DECIDING_ROLES = frozenset({MANAGER_ROLE, "Department Manager"})


@frappe.whitelist(methods=["POST"])
def appeal(case: str, grounds: str) -> str:
	"""Record the citizen's appeal against how the case was closed, and pass it to the next level.

	:param grounds: what the citizen holds against the answer
	:return: the name of the referral that is the appeal
	:raises AppealRefused: no grounds, not closed, merged, too late, or no level left above
	"""
	document = frappe.get_doc("Case", case, for_update=True)
	document.check_permission("write")
	return record(document, grounds).name


def record(document: Document, grounds: str) -> Document:
	"""The step itself, for staff and for the citizen; who asks was checked, and the case is held.

	:return: the referral that is the appeal
	:raises AppealRefused: as `appeal`
	"""
	grounds = _given(grounds, _("Say what the citizen holds against the answer: the grounds are empty."))
	_refuse_wrong_time(document)
	level = next_level(document)
	document.flags.appeal = grounds
	move_to_stage(document, "Appeal")
	referral = frappe.get_doc(
		{
			"doctype": REFERRAL,
			"case": document.name,
			"department": level,
			"instruction": _("Study the appeal anew and decide on it, with reasons.", _language()),
			"required": 1,
		}
	)
	referral.flags.grounds = grounds
	referral.insert(ignore_permissions=True)  # Reception records appeals, and makes no other referrals
	post("notify", document, {"notice": "appeal_registered"}, key=f"appeal_registered:{referral.name}")
	return referral


def _language() -> str:
	"""A citizen reads another language than the office, perhaps."""
	if frappe.session.user != "Guest":
		return frappe.local.lang
	return frappe.get_cached_doc("Citizen Service Settings").notice_language or frappe.local.lang


@frappe.whitelist(methods=["POST"])
def decide_appeal(referral: str, decision: str, reasons: str) -> None:
	"""The level that has the appeal decides on it; the citizen is told, and Follow-up answers.

	:param decision: a level of the scale Appeal: upheld, partly upheld, rejected, as the admin named them
	:raises AppealRefused: no appeal, decided already, or no reasons
	:raises OwnDecision: one of those whose answer is appealed against
	"""
	document = frappe.get_doc(REFERRAL, referral)
	document.check_permission("read")
	_require_decider(document)
	frappe.db.get_value("Case", document.case, "name", for_update=True)  # first, as a closing does
	document = frappe.get_doc(REFERRAL, referral, for_update=True)
	if document.kind != APPEAL:
		_refuse(_("Referral {0} is no appeal.").format(referral))
	if document.status not in OPEN:
		_refuse(_("Appeal {0} is {1}: there is nothing left to decide.").format(referral, _(document.status)))
	reasons = _given(reasons, _("Give the reasons for the decision: they are empty."))
	_refuse_own(document)
	document.appeal_decision = _given(decision, _("Choose the decision: it is empty."))
	refuse_other_scale(document, "appeal_decision")
	document.status = "Answered"
	document.settled_on = now_datetime()
	document.settled_by = frappe.session.user
	document.settled_reason = reasons
	document.save(ignore_permissions=True)
	clocks.meet_clocks(referral=referral, clock=clocks.APPEAL)
	case = frappe.get_doc("Case", document.case)
	post("notify", case, {"notice": "appeal_decided"}, key=f"appeal_decided:{referral}")
	post("notify", case, {"notice": "appeal_to_answer"}, key=f"appeal_to_answer:{referral}")


def _refuse_wrong_time(case: Document) -> None:
	if not meaning_of("Case", case.get(STATE_FIELD)).is_closing:
		if _undecided(case.name):
			_refuse(_("An appeal in case {0} is being decided already.").format(case.name))
		_refuse(_("Case {0} is not closed: there is no answer yet to appeal against.").format(case.name))
	if case.merged_into:
		_refuse(
			_("Case {0} was merged into {1}: record the appeal there.").format(case.name, case.merged_into)
		)
	days = frappe.get_cached_doc("Citizen Service Settings").appeal_days or 0
	last = last_day_to_reopen(getdate(case.closed_on), days)
	if last and getdate() > last and MANAGER_ROLE not in frappe.get_roles():
		_refuse(
			_("An appeal in case {0} was possible until {1}; later only the manager records one.").format(
				case.name, format_date(last)
			)
		)


# Levels --------------------------------------------------------------------------------------------


def next_level(case: Document) -> Level:
	"""The department that decides on the case's next appeal; None: the manager's level.

	:raises AppealRefused: the highest level has decided already
	"""
	left = levels_left(case)
	if not left:
		_refuse(_("The highest level has decided on an appeal in case {0}: none is left.").format(case.name))
	return left[0]


def levels_left(case: Document) -> list[Level]:
	"""The levels that have not decided in the case, the next one first; of `case` only name and type are read."""
	referrals = frappe.get_all(
		REFERRAL,
		filters={"case": case.name},
		fields=["department", "kind", "status", "settled_on"],
		order_by="settled_on desc, name desc",
	)
	answered = [row.department for row in referrals if row.kind != APPEAL and row.status == "Answered"]
	decided = [row.department for row in referrals if row.kind == APPEAL and row.status == "Answered"]
	above = _above(answered[0], answerers(case.name)) if answered else []
	possible = levels(_configured(case), above, answered)
	return open_levels(possible, decided)


def _configured(case: Document) -> str | None:
	wanted = frappe.get_cached_value("Case Type", case.case_type, "appeal_department") or (
		frappe.get_cached_doc("Citizen Service Settings").appeal_department
	)
	return wanted if wanted and frappe.get_cached_value("Department", wanted, "enabled") else None


def _above(department: str, barred: set[str]) -> list[str]:
	"""The departments above that are enabled and have a head who is not one of `barred`, nearest first."""
	lft, rgt = frappe.get_cached_value("Department", department, ["lft", "rgt"])
	rows = frappe.get_all(
		"Department",
		filters={"lft": ("<", lft), "rgt": (">", rgt), "enabled": 1, "department_head": ("is", "set")},
		fields=["name", "department_head"],
		order_by="lft desc",
	)
	return [row.name for row in rows if row.department_head not in barred]


# Who decides ---------------------------------------------------------------------------------------


def _require_decider(referral: Document) -> None:
	roles = DECIDING_ROLES if referral.department else {MANAGER_ROLE}
	if not roles.intersection(frappe.get_roles()):
		frappe.throw(
			_("Appeal {0} is decided by {1}.").format(
				referral.name, frappe.bold(referral.department or _(MANAGER_ROLE))
			),
			NotYours,
			title=_("Not Permitted"),
		)


def _refuse_own(referral: Document) -> None:
	if frappe.session.user in first_deciders(referral):
		frappe.throw(
			_("You had a part in what appeal {0} is against: somebody else must decide on it.").format(
				referral.name
			),
			OwnDecision,
			title=_("Your Own Decision"),
		)


def first_deciders(referral: Document) -> set[str]:
	"""Who had a part in the answer that the appeal is against, and who decided on earlier appeals in the case."""
	appeals = frappe.get_all(
		REFERRAL,
		filters={"case": referral.case, "kind": APPEAL, "status": "Answered"},
		pluck="settled_by",
		order_by="name asc",
	)
	return answerers(referral.case, referral.referred_on) | set(appeals)


def answerers(case: str, before: datetime | None = None) -> set[str]:
	"""Who wrote, approved or accepted the case's full replies.

	:param before: accepted by then; default all
	"""
	replies = frappe.get_all(
		"Response",
		filters={
			"case": case,
			"kind": FULL_REPLY,
			STATE_FIELD: ("in", states_in("Response", "Accepted")),
			"accepted_on": ("<=", before or now_datetime()),
		},
		fields=["prepared_by", "approved_by", "accepted_by"],
		order_by="name asc",
	)
	return {user for row in replies for user in row.values() if user}


# On the referral and on the case -------------------------------------------------------------------


def begin_appeal(referral: Document) -> None:
	"""A new referral is an appeal if it was made as one, or takes the place of one (a transfer)."""
	grounds = referral.flags.grounds
	if not grounds and referral.follows:
		grounds = frappe.db.get_value(REFERRAL, {"name": referral.follows, "kind": APPEAL}, "grounds")
	referral.kind = APPEAL if grounds else "Referral"
	referral.grounds = grounds
	referral.appeal_decision = None
	if grounds and referral.department in _answering(referral.case):
		_refuse(
			_("{0} gave the answer that the appeal is against: choose another level.").format(
				frappe.bold(referral.department)
			)
		)


def _answering(case: str) -> list[str]:
	return frappe.get_all(
		REFERRAL,
		filters={"case": case, "kind": ("!=", APPEAL), "status": "Answered"},
		pluck="department",
		order_by="name asc",
	)


def end_appeal(referral: Document) -> None:
	"""An appeal was decided or withdrawn: from now on the office owes the citizen the answer.

	:raises NotYours: withdrawn by somebody else than the manager
	"""
	if referral.kind != APPEAL or referral.status not in ("Answered", "Withdrawn"):
		return
	if referral.status == "Withdrawn" and MANAGER_ROLE not in frappe.get_roles():
		frappe.throw(
			_("Only the manager takes an appeal back, when the citizen no longer wants it."),
			NotYours,
			title=_("Not Permitted"),
		)
	running = {"case": referral.case, "clock": clocks.ANSWER, "status": ("in", clocks.OPEN)}
	if not frappe.db.exists(clocks.RECORD, running):
		start_case_clocks(frappe.get_doc("Case", referral.case), (clocks.ANSWER,), present())


def refuse_bare_appeal(case: Document) -> None:
	"""No case enters the stage of appeals without one: it is recorded with its grounds first.

	:raises AppealRefused: the state was taken by itself
	"""
	if not case.flags.appeal and not _undecided(case.name):
		_refuse(_("Record the appeal with its grounds: use the action “Appeal” on the closed case."))


def _undecided(case: str) -> bool:
	return bool(frappe.db.exists(REFERRAL, {"case": case, "kind": APPEAL, "status": ("in", OPEN)}))


def latest_appeal(case: str) -> dict:
	"""The case's latest appeal for letters: `appeal_decision`, `settled_reason`, `due_on`; empty without one."""
	fields = ["appeal_decision", "settled_reason", "due_on"]
	found = frappe.get_all(
		REFERRAL, {"case": case, "kind": APPEAL}, fields, order_by="referred_on desc, name desc", limit=1
	)
	return found[0] if found else {}


def _given(text: str, otherwise: str) -> str:
	if not (text or "").strip():
		_refuse(otherwise)
	return text.strip()


def _refuse(message: str) -> None:
	frappe.throw(message, AppealRefused, title=_("Appeal Not Possible"))
