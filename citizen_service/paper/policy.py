"""The office's policy: which cases are referred only once their signed form is accepted."""

import frappe
from frappe import _

from citizen_service.errors import SignedFormMissing
from citizen_service.paper.rules import needs_form

SETTINGS = "Citizen Service Settings"


def refuse_without_signed_form(case: str, follows: str | None = None) -> None:
	"""A case that needs its signed form is not referred without it. Every way to a referral asks here.

	:param follows: the referral that the new one goes on from; a case that was referred is not stopped on its way
	:raises SignedFormMissing: says what to do
	"""
	if follows or not needs_signed_form(case) or accepted_form(case):
		return
	waiting = frappe.db.get_value("Signed Form", {"case": case, "status": "Received"})
	frappe.throw(
		_("Case {0} is referred only once its signed form is accepted as the original.").format(case)
		+ " "
		+ (
			_("Its scan {0} is there: compare it with the paper and accept it.").format(waiting)
			if waiting
			else _("Print the form, let the citizen sign it, attach the scan and accept it.")
		),
		SignedFormMissing,
		title=_("Signed Form Missing"),
	)


def needs_signed_form(case: str) -> bool:
	"""Whether the policy speaks of the case's type and channel."""
	rules = frappe.get_cached_doc(SETTINGS).signed_form_rules
	if not rules:
		return False
	case_type, channel, is_emergency = frappe.db.get_value(
		"Case", case, ["case_type", "channel", "is_emergency"]
	)
	spoken_of = [(rule.case_type, rule.channel, bool(rule.holds_for_emergencies)) for rule in rules]
	return needs_form(spoken_of, case_type, channel, bool(is_emergency))


def accepted_form(case: str) -> str | None:
	"""The signed form that was accepted as the case's original."""
	return frappe.db.get_value("Signed Form", {"case": case, "status": "Accepted"})
