"""What the present user may do next with a referral, and what its form shows beside its fields."""

import frappe
from frappe.model.document import Document

from citizen_service.desk.names import names_of
from citizen_service.permissions.scope import scope_of
from citizen_service.referral.actions import REFERABLE_STAGES, case_to_refer, usual_instruction
from citizen_service.referral.assigning import assigned_to, manages, officers_of
from citizen_service.referral.files import files_of
from citizen_service.referral.legal import By, open_steps
from citizen_service.referral.order import UNSETTLED, WAITING, Turn, turn_after
from citizen_service.states.meaning import STATE_FIELD, meaning_of


@frappe.whitelist(methods=["GET"])
def of(referral: str) -> dict:
	"""The steps that the server would let the present user take now, and what its form needs for them.

	:return: `steps`, names of `legal.STEPS`; `assigned`, people as `user` and `name`; `officers`, who may be assigned
		(where assigning is a step); `waits_for`, the referral before it in an order (`name`, `department`, `status`,
		and `decide`: its turn will not come by itself); `names`, full names of the people on the referral
	"""
	document = frappe.get_doc("Case Referral", referral)
	document.check_permission("read")
	stage = meaning_of("Case", frappe.db.get_value("Case", document.case, STATE_FIELD))
	replaced = bool(frappe.db.exists("Case Referral", {"follows": referral}))
	steps = (
		open_steps(
			document.status, _parts(document), stage.stage in REFERABLE_STAGES, stage.is_closing or replaced
		)
		if document.get("kind", "Referral") == "Referral"
		else []
	)
	return {
		"steps": steps,
		"assigned": assigned_to(referral),
		"officers": officers_of(document.department) if "assign" in steps else [],
		"waits_for": _earlier(document),
		"names": names_of(_people(document)),
	}


def _parts(document: Document) -> frozenset[By]:
	"""What the user is to this referral."""
	if scope_of().departments is None:
		return frozenset({By.OFFICE} if document.has_permission("write") else ())
	return frozenset({By.DEPARTMENT, By.HEAD} if manages(document) else {By.DEPARTMENT})


def _earlier(document: Document) -> dict | None:
	if document.status != WAITING:
		return None
	row = frappe.db.get_value(
		"Case Referral", document.waits_for, ["name", "department", "status"], as_dict=True
	)
	return {**row, "decide": turn_after(row.status) is not Turn.WAIT}


def _people(document: Document) -> set[str]:
	people = {document.referred_by, document.acknowledged_by, document.settled_by}
	return {person for person in people | {row.chased_by for row in document.chases} if person}


@frappe.whitelist(methods=["GET"])
def to_refer(case: str) -> dict:
	"""What the dialog that refers a case begins with.

	:return: `usual`, the department of the case's category if it may get the case; `busy`, departments that have it
		already; `instruction`, `advice` and `extract` as they are without a change; `files` of the case
	"""
	document = case_to_refer(case)
	busy = frappe.get_all(
		"Case Referral", {"case": case, "status": ("in", UNSETTLED)}, pluck="department", order_by="name asc"
	)
	usual = (
		frappe.get_cached_value("Case Category", document.category, "department")
		if document.category
		else None
	)
	if usual and (usual in busy or not frappe.get_cached_value("Department", usual, "enabled")):
		usual = None
	return {
		"usual": usual,
		"busy": busy,
		"instruction": usual_instruction(),
		"advice": document.advice,
		"extract": document.description,
		"files": files_of("Case", case),
	}
