"""What the form of a case shows of its appeals, and the priority proposed after its assessment."""

import frappe
from frappe.model.document import Document

from citizen_service.closing.rules import APPEAL
from citizen_service.following.happenings import lines
from citizen_service.permissions.require import require
from citizen_service.study.assessment import meaning_of_level, proposed_priority


@frappe.whitelist(methods=["GET"])
def case_panel(case: str) -> dict:
	"""For those who may read the case: `appeals` (latest first), `citizen` (in a line each, what the citizen rated, asks
	or misses), and `proposed`, a priority if another one than the case has is proposed."""
	require("Case")
	document = frappe.get_doc("Case", case)
	document.check_permission("read")
	return {"appeals": _appeals(case), "citizen": lines(case), "proposed": _proposed(document)}


def _appeals(case: str) -> list[dict]:
	rows = frappe.get_all(
		"Case Referral",
		filters={"case": case, "kind": APPEAL},
		fields=["name", "department", "status", "due_on", "appeal_decision", "settled_on", "settled_reason"],
		order_by="referred_on desc, name desc",
	)
	for row in rows:
		row.meaning = meaning_of_level(row.appeal_decision)
	return rows


def _proposed(case: Document) -> str | None:
	proposed = proposed_priority(case.severity, case.urgency) if case.severity and case.urgency else None
	return proposed if proposed != case.priority else None
