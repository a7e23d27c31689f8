"""The steps of a referral: refer, acknowledge, return, withdraw, transfer, open now. Each checks who asks first."""

import json
from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.closing.rules import APPEAL
from citizen_service.errors import NotYours, ReferralRefused, StageNotReached
from citizen_service.listing import listed
from citizen_service.outbox.post import post
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import scope_of
from citizen_service.referral.files import attach, chosen_of, chosen_rows, file_names
from citizen_service.referral.legal import statuses
from citizen_service.referral.order import OPEN, UNSETTLED, Wanted, doubled, places, wanted
from citizen_service.sla.records import cancel_clocks
from citizen_service.states.meaning import move_to_stage, stage_of, states_in

REFERABLE_STAGES = frozenset({"Study", "Referred", "Answering", "Appeal"})


@frappe.whitelist(methods=["POST"])
def refer(
	case: str,
	departments: str | list,
	instruction: str | None = None,
	required: bool | int | str = 1,
	in_order: bool | int | str = 0,
	files: str | list | None = None,
) -> list[str]:
	"""Refer a case to one or many departments and move it to the stage Referred.

	:param departments: names, as a list or as JSON; where one department is to get something else than the others, a
		mapping with `department` and any of `required`, `instruction`, `advice`, `extract`, `files`
	:param instruction: what is asked; empty for the usual sentence
	:param required: whether each department's full reply is needed before the case may be closed
	:param in_order: on: the departments get the case one after the other, as `referral.order` says; off: all at once
	:param files: names of the File rows of the case that the departments get
	:return: the names of the referrals
	:raises ReferralRefused: no department, one named twice, a disabled one, or one that has the case already
	:raises FileRefused: a file that is not one of the case's
	"""
	document = case_to_refer(case)
	chosen = _wanted(departments, bool(frappe.utils.cint(required)), file_names(files))
	turns = places([one.required for one in chosen]) if frappe.utils.cint(in_order) else [None] * len(chosen)
	made: list[str] = []
	for one, awaited in zip(chosen, turns, strict=True):
		one = replace(one, instruction=one.instruction or (instruction or "").strip() or usual_instruction())
		follows = _returned_by(document.name, one.department)
		made.append(_insert(document.name, one, follows, None if awaited is None else made[awaited]))
	if stage_of(document) != "Referred" and may_move(document, "Referred"):
		move_to_stage(document, "Referred")
	return made


def usual_instruction() -> str:
	"""What departments are asked where Follow-up says nothing else, in the language of the office's notices."""
	language = frappe.get_cached_doc("Citizen Service Settings").notice_language
	return _("Please study the matter, take the necessary action, and send us your reply.", language)


def case_to_refer(case: str) -> Document:
	"""The case, if the present user may write it and make referrals.

	:raises NotYours: a role that does not refer
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	require("Case Referral", "create")
	return document


def _wanted(departments: str | list, required: bool, files: list) -> list[Wanted]:
	chosen = wanted(_list(departments), required, files)
	if not chosen or not all(one.department for one in chosen):
		_refuse(_("Choose at least one department."))
	if twice := doubled(one.department for one in chosen):
		_refuse(
			_("{0} is named more than once: each department gets the case once.").format(
				frappe.bold(listed(twice))
			)
		)
	return chosen


def _list(given: str | list | None) -> list:
	"""A list as REST sends it: itself, as JSON, or one name."""
	try:
		found = json.loads(given) if isinstance(given, str) and given else given
	except ValueError:
		found = [given]
	return found if isinstance(found, list) else []


def _returned_by(case: str, department: str) -> str | None:
	"""The referral that this department returned and that none replaced yet: a new one takes its place."""
	returned = frappe.get_all(
		"Case Referral",
		filters={"case": case, "department": department, "status": "Returned"},
		pluck="name",
		order_by="referred_on desc",
	)
	return next((name for name in returned if not frappe.db.exists("Case Referral", {"follows": name})), None)


def may_move(case: Document, stage: str) -> bool:
	"""Whether the present user has a workflow action that takes the case to a state of that stage."""
	from frappe.model.workflow import get_transitions

	wanted_states = states_in("Case", stage)
	return any(t["next_state"] in wanted_states for t in get_transitions(case))


def _insert(case: str, one: Wanted, follows: str | None = None, waits_for: str | None = None) -> str:
	referral = frappe.get_doc(
		{
			"doctype": "Case Referral",
			"case": case,
			"department": one.department,
			"instruction": one.instruction,
			"advice": one.advice,
			"extract": one.extract,
			"required": int(one.required),
		}
	)
	referral.flags.follows, referral.flags.waits_for = follows, waits_for
	files = chosen_rows(one.files, case, follows)
	referral.insert()
	attach(referral, files)
	return referral.name


@frappe.whitelist(methods=["POST"])
def acknowledge(referral: str) -> None:
	"""A department takes the referral up."""
	document = for_department(referral)
	expect(document, "acknowledge")
	document.acknowledged_on = now_datetime()
	document.acknowledged_by = frappe.session.user
	document.status = "Acknowledged"
	save_kept(document)


@frappe.whitelist(methods=["POST"])
def return_to_follow_up(referral: str, reason: str, belongs_to: str | None = None) -> None:
	"""A department hands the referral back, saying why. Never a closing: Follow-up is told and refers it on.

	:param belongs_to: “not ours”: the department whose matter it is, as far as they know
	:raises ReferralRefused: no reason, or a department that is not there, or their own
	"""
	document = for_department(referral)
	expect(document, "return")
	if belongs_to and not frappe.db.exists("Department", belongs_to):
		_refuse(_("There is no department {0}: choose one from the list.").format(frappe.bold(belongs_to)))
	if belongs_to == document.department:
		_refuse(_("{0} is the department that has it: name another one.").format(frappe.bold(belongs_to)))
	document.belongs_to = belongs_to or None
	_settle(document, "Returned", reason)
	post("notify", document, {"notice": "referral_returned"}, key=f"referral_returned:{document.name}")


@frappe.whitelist(methods=["POST"])
def withdraw(referral: str, reason: str) -> None:
	"""Follow-up takes the referral back; it no longer counts."""
	document = for_office(referral)
	expect(document, "withdraw")
	_settle(document, "Withdrawn", reason)


@frappe.whitelist(methods=["POST"])
def transfer(referral: str, department: str, reason: str, instruction: str | None = None) -> str:
	"""Follow-up gives the referral to another department, whose own clocks begin.

	Also the way on from a returned referral. The new one takes its place: also in an order, and with what Follow-up
	wrote and chose for it.
	:return: the new referral's name
	"""
	document = for_office(referral)
	expect(document, "transfer")
	frappe.db.get_value("Case", document.case, "name", for_update=True)  # first, as a closing does
	if frappe.db.exists("Case Referral", {"follows": referral}):
		_refuse(_("{0} has been referred on already.").format(referral))
	if document.status in OPEN:
		_settle(document, "Transferred", reason)
	else:
		_note_reason(document, reason)
	one = Wanted(
		department,
		bool(document.required),
		(instruction or "").strip() or document.instruction,
		document.advice,
		document.extract,
		chosen_of(document),
	)
	return _insert(document.case, one, referral)


@frappe.whitelist(methods=["POST"])
def open_now(referral: str) -> None:
	"""Follow-up gives a department the case before its turn in the order, or where its turn will not come by itself.

	:raises ReferralRefused: the department is disabled
	:raises StageNotReached: it does not wait, or the case is not one that may be referred
	"""
	document = for_office(referral)
	expect(document, "open_now")
	case = document.hold_case()
	document.refuse_closed_department()
	document.refuse_unready_case(case)
	document.open_turn(case)


def withdraw_left_over(case: str) -> None:
	"""The case was closed: what departments still have of it for information only is theirs no longer."""
	left = frappe.get_all(
		"Case Referral",
		filters={"case": case, "status": ("in", UNSETTLED)},
		pluck="name",
		order_by="name asc",
	)
	for name in left:
		_settle(frappe.get_doc("Case Referral", name), "Withdrawn", _("Case closed"))


def settle_answered(referral: str) -> None:
	"""A full reply was accepted: the referral is answered; an appeal is only by its decision. Called by Response,
	whose acceptance was checked."""
	document = frappe.get_doc("Case Referral", referral)
	if document.status in OPEN and document.kind != APPEAL:
		document.status = "Answered"
		document.settled_on = now_datetime()
		document.settled_by = frappe.session.user
		save_kept(document)


def note_stage(referral: str, text: str) -> None:
	"""The department's latest word on where the matter stands. Called by Response when it reaches Follow-up."""
	document = frappe.get_doc("Case Referral", referral)
	document.latest_stage = text
	document.latest_stage_on = now_datetime()
	save_kept(document)


def _note_reason(document: Document, reason: str) -> None:
	document.settled_reason = f"{document.settled_reason}\n{_given(reason)}"
	save_kept(document)


def _given(reason: str) -> str:
	if not (reason or "").strip():
		_refuse(_("Say why: the reason is empty."))
	return reason.strip()


def _settle(document: Document, status: str, reason: str) -> None:
	reason = _given(reason)
	document.status = status
	document.settled_on = now_datetime()
	document.settled_by = frappe.session.user
	document.settled_reason = reason
	save_kept(document)
	cancel_clocks(reason, referral=document.name)


def for_department(referral: str) -> Document:
	"""The referral, if the present user works in its department or in Follow-up.

	:raises NotYours: another department's, or a role that only reads
	"""
	document = frappe.get_doc("Case Referral", referral)
	document.check_permission("read")
	if scope_of().departments is None and not frappe.has_permission("Case Referral", "write"):
		refuse_foreign_step(document)
	return document


def for_office(referral: str) -> Document:
	"""The referral, if the present user may write it, which no department may."""
	document = frappe.get_doc("Case Referral", referral)
	if not document.has_permission("write"):
		refuse_foreign_step(document)
	return document


def refuse_foreign_step(document: Document) -> None:
	"""
	:raises NotYours: always
	"""
	frappe.throw(
		_("This step on {0} {1} is not open to your role.").format(_(document.doctype), document.name),
		NotYours,
		title=_("Not Permitted"),
	)


def expect(document: Document, step: str) -> None:
	"""
	:raises StageNotReached: the referral's status does not allow the step
	"""
	if document.status not in statuses(step):
		frappe.throw(
			_("Referral {0} is {1}: this step is no longer open.").format(
				document.name, frappe.bold(_(document.status))
			),
			StageNotReached,
			title=_("Step Not Open"),
		)


def save_kept(document: Document) -> None:
	"""Save fields that only these steps may set; who asks was checked before."""
	document.flags.ignore_permissions = True
	document.save()


def _refuse(message: str) -> None:
	frappe.throw(message, ReferralRefused, title=_("Referral Not Possible"))
