"""The steps of a referral: refer, acknowledge, return, withdraw, transfer. Each checks who asks on its first line."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.errors import NotYours, ReferralRefused, StageNotReached
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import scope_of
from citizen_service.sla.records import cancel_clocks
from citizen_service.states.meaning import move_to_stage, stage_of, states_in

OPEN = ("Open", "Acknowledged")
REFERABLE_STAGES = frozenset({"Study", "Referred", "Answering"})


@frappe.whitelist(methods=["POST"])
def refer(
	case: str,
	departments: str | list,
	instruction: str,
	required: bool | int | str = 1,
) -> list[str]:
	"""Refer a case to one or many departments and move it to the stage Referred.

	:param departments: names, as a list or as JSON
	:param required: whether each department's full reply is needed before the case may be closed
	:return: the names of the referrals
	:raises ReferralRefused: no department, a disabled one, or one that has the case already
	"""
	document = _case_to_refer(case)
	made = [
		_insert(
			document.name, name, instruction, frappe.utils.cint(required), _returned_by(document.name, name)
		)
		for name in _names(departments)
	]
	if stage_of(document) != "Referred" and _may_move(document):
		move_to_stage(document, "Referred")
	return made


def _case_to_refer(case: str) -> Document:
	"""The case, if the present user may write it and make referrals.

	:raises NotYours: a role that does not refer
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	require("Case Referral", "create")
	return document


def _names(departments: str | list) -> list[str]:
	try:
		names = json.loads(departments) if isinstance(departments, str) else departments
	except ValueError:
		names = [departments]
	if not names or not isinstance(names, list):
		_refuse(_("Choose at least one department."))
	return names


def _returned_by(case: str, department: str) -> str | None:
	"""The referral that this department returned and that none replaced yet: a new one takes its place."""
	returned = frappe.get_all(
		"Case Referral",
		filters={"case": case, "department": department, "status": "Returned"},
		pluck="name",
		order_by="referred_on desc",
	)
	return next((name for name in returned if not frappe.db.exists("Case Referral", {"follows": name})), None)


def _may_move(case: Document) -> bool:
	from frappe.model.workflow import get_transitions

	wanted = states_in("Case", "Referred")
	return any(t["next_state"] in wanted for t in get_transitions(case))


def _insert(case: str, department: str, instruction: str, required: int, follows: str | None = None) -> str:
	referral = frappe.get_doc(
		{
			"doctype": "Case Referral",
			"case": case,
			"department": department,
			"instruction": instruction,
			"required": required,
		}
	)
	referral.flags.follows = follows
	return referral.insert().name


@frappe.whitelist(methods=["POST"])
def acknowledge(referral: str) -> None:
	"""A department takes the referral up."""
	document = for_department(referral)
	_expect(document, "Open")
	document.acknowledged_on = now_datetime()
	document.acknowledged_by = frappe.session.user
	document.status = "Acknowledged"
	_save(document)


@frappe.whitelist(methods=["POST"])
def return_to_follow_up(referral: str, reason: str) -> None:
	"""A department hands the referral back, saying why ("not ours" names whose it is). Never a closing."""
	document = for_department(referral)
	_expect(document, *OPEN)
	_settle(document, "Returned", reason)


@frappe.whitelist(methods=["POST"])
def withdraw(referral: str, reason: str) -> None:
	"""Follow-up takes the referral back; it no longer counts."""
	document = for_office(referral)
	_expect(document, *OPEN)
	_settle(document, "Withdrawn", reason)


@frappe.whitelist(methods=["POST"])
def transfer(referral: str, department: str, reason: str, instruction: str | None = None) -> str:
	"""Follow-up gives the referral to another department, whose own clocks begin.

	Also the way on from a returned referral.
	:return: the new referral's name
	"""
	document = for_office(referral)
	_expect(document, *OPEN, "Returned")
	frappe.db.get_value("Case", document.case, "name", for_update=True)  # first, as a closing does
	if frappe.db.exists("Case Referral", {"follows": referral}):
		_refuse(_("{0} has been referred on already.").format(referral))
	if document.status in OPEN:
		_settle(document, "Transferred", reason)
	else:
		_note_reason(document, reason)
	return _insert(
		document.case, department, instruction or document.instruction, document.required, referral
	)


def withdraw_left_over(case: str) -> None:
	"""The case was closed: what departments still have of it for information only is theirs no longer."""
	left = frappe.get_all(
		"Case Referral", filters={"case": case, "status": ("in", OPEN)}, pluck="name", order_by="name asc"
	)
	for name in left:
		_settle(frappe.get_doc("Case Referral", name), "Withdrawn", _("Case closed"))


def withhold_from_departments(case: str) -> None:
	"""Take the citizen's identity out of the extracts; without a version, which would keep it."""
	frappe.db.set_value("Case Referral", {"case": case}, {"citizen_name": None, "mobile": None})


def settle_answered(referral: str) -> None:
	"""A full reply was accepted: the referral is answered. Called by Response, whose acceptance was checked."""
	document = frappe.get_doc("Case Referral", referral)
	if document.status in OPEN:
		document.status = "Answered"
		document.settled_on = now_datetime()
		document.settled_by = frappe.session.user
		_save(document)


def note_stage(referral: str, text: str) -> None:
	"""The department's latest word on where the matter stands. Called by Response when it reaches Follow-up."""
	document = frappe.get_doc("Case Referral", referral)
	document.latest_stage = text
	document.latest_stage_on = now_datetime()
	_save(document)


def _note_reason(document: Document, reason: str) -> None:
	document.settled_reason = f"{document.settled_reason}\n{_given(reason)}"
	_save(document)


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
	_save(document)
	cancel_clocks(reason, referral=document.name)


def for_department(referral: str) -> Document:
	"""The referral, if the present user works in its department or in Follow-up.

	:raises NotYours: another department's, or a role that only reads
	"""
	document = frappe.get_doc("Case Referral", referral)
	document.check_permission("read")
	if scope_of().departments is None and not frappe.has_permission("Case Referral", "write"):
		_not_yours(document)
	return document


def for_office(referral: str) -> Document:
	"""The referral, if the present user may write it, which no department may."""
	document = frappe.get_doc("Case Referral", referral)
	if not document.has_permission("write"):
		_not_yours(document)
	return document


def _not_yours(document: Document) -> None:
	frappe.throw(
		_("This step on {0} {1} is not open to your role.").format(_(document.doctype), document.name),
		NotYours,
		title=_("Not Permitted"),
	)


def _expect(document: Document, *statuses: str) -> None:
	if document.status not in statuses:
		frappe.throw(
			_("Referral {0} is {1}: this step is no longer open.").format(
				document.name, frappe.bold(_(document.status))
			),
			StageNotReached,
			title=_("Step Not Open"),
		)


def _save(document: Document) -> None:
	"""Save fields that only these steps may set; who asks was checked before."""
	document.flags.ignore_permissions = True
	document.save()


def _refuse(message: str) -> None:
	frappe.throw(message, ReferralRefused, title=_("Referral Not Possible"))
