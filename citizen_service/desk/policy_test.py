"""Which policy sets the time limits of a case, when they would be due, and why each other policy does not."""

import frappe
from frappe import _
from frappe.utils import cint, get_datetime

from citizen_service.errors import BadDate, InvalidPolicy
from citizen_service.permissions.require import require
from citizen_service.sla.calendar import NoWorkingTime
from citizen_service.sla.instants import instant_of, present, to_local
from citizen_service.sla.pointing import YEARS, quoted
from citizen_service.sla.policy import Facts, Policy, Reason, choose
from citizen_service.sla.reading import calendar_named, facts_of, policies
from citizen_service.sla.records import APPEAL_CLOCKS, CASE_CLOCKS, REFERRAL_CLOCKS
from citizen_service.sla.starting import department_limit, terms_of, unit_label
from citizen_service.sla.targets import due_for

LINKS = {
	"case_type": "Case Type",
	"category": "Case Category",
	"priority": "Case Priority",
	"channel": "Intake Channel",
}
DEPARTMENT = "Department"
OF_REFERRALS = (*REFERRAL_CLOCKS, *APPEAL_CLOCKS)


@frappe.whitelist(methods=["POST"])
def test(
	case: str | None = None,
	case_type: str | None = None,
	category: str | None = None,
	priority: str | None = None,
	channel: str | None = None,
	is_emergency: bool | int | str = 0,
	department: str | None = None,
	start: str | None = None,
) -> list[dict]:
	"""What the saved policies say of a case, or of one described by hand.

	:param case: then the other facts but the department are its own
	:param department: a department that it would be referred to
	:param start: when it would be registered, by the site's clock; empty: now
	:return: what holds for the case itself (for every clock if no department is given), then for the department:
		`department`, `policy` (None: none fits), `limits` (each `clock`, `amount`, `unit`, `due`, by the site's clock,
		and `source`, where from if not from the policy), `missing` (clocks without a limit) and `reasons` (all policies in the order in which
		they are asked: `policy`, `rank`, `criteria`, `chosen`, `why`)
	:raises NotYours, PermissionError: no permission to read policies, or the case
	:raises InvalidPolicy: a fact names what does not exist
	:raises BadDate: `start` is no time between 1900 and 2200
	"""
	require("Service Level Policy")
	if case:
		require("Case")
		known = frappe.get_doc("Case", case)
		known.check_permission("read")
	else:
		known = {
			"case_type": case_type,
			"category": category,
			"priority": priority,
			"channel": channel,
			"is_emergency": cint(is_emergency),
		}
		for field, doctype in LINKS.items():
			_must_exist(doctype, known[field])
	at = _instant(start)
	_must_exist(DEPARTMENT, department)
	clocks = CASE_CLOCKS if department else (*CASE_CLOCKS, *OF_REFERRALS)
	answer = [_part(facts_of(known, at), clocks, at)]
	if department:
		answer.append(_part(facts_of(known, at, department), OF_REFERRALS, at, department))
	return answer


def _part(facts: Facts, clocks: tuple[str, ...], at: int, department: str | None = None) -> dict:
	rows = policies()
	choice = choose(rows, facts)
	terms = terms_of(facts, clocks, department_limit(department) if department else None)
	by_name = {policy.name: policy for policy in rows}
	return {
		"department": department,
		"policy": choice.policy.name if choice.policy else None,
		"limits": [
			{
				"clock": clock,
				"amount": term.target.amount,
				"unit": unit_label(term.target),
				"due": _due(term, at),
				"source": None if term.policy else _("The department's own time limit"),
			}
			for clock, term in terms.items()
		],
		"missing": [clock for clock in clocks if clock not in terms],
		"reasons": [_reason(by_name[reason.policy], reason) for reason in choice.reasons],
	}


def _due(term, at: int) -> str | None:
	try:
		return (
			f"{to_local(due_for(term.target, at, calendar_named(term.working_calendar))):%Y-%m-%d %H:%M:%S}"
		)
	except NoWorkingTime:
		return None


def _reason(policy: Policy, reason: Reason) -> dict:
	return {
		"policy": policy.name,
		"rank": policy.rank,
		"criteria": [quoted(_said(name, getattr(policy, name))) for name in policy.criteria],
		"chosen": reason.codes == ("chosen",),
		"why": [WHY[code](policy) for code in reason.codes],
	}


def _said(criterion: str, value: str | bool) -> str:
	if criterion == "emergency":
		return _("Emergencies Only") if value else _("No Emergencies")
	return _(value)


WHY = {
	"chosen": lambda policy: _("This one holds: the first in order that fits"),
	"disabled": lambda policy: _("Switched off"),
	"not_yet_valid": lambda policy: _("Not valid yet on that day"),
	"expired": lambda policy: _("No longer valid on that day"),
	"other_case_type": lambda policy: _("Only for the type {0}").format(quoted(_(policy.case_type))),
	"other_category": lambda policy: _("Only for the category {0} and those below it").format(
		quoted(_(policy.category))
	),
	"other_department": lambda policy: _("Only for referrals to {0} and those below it").format(
		quoted(policy.department)
	),
	"other_priority": lambda policy: _("Only for the priority {0}").format(quoted(_(policy.priority))),
	"other_emergency": lambda policy: (
		_("Only for emergencies") if policy.emergency else _("Not for emergencies")
	),
	"other_channel": lambda policy: _("Only for the channel {0}").format(quoted(_(policy.channel))),
	"higher_rank": lambda policy: _("Fits too, but comes later: its order is {0}").format(policy.rank),
	"fewer_criteria": lambda policy: _("Fits too, but asks for less: the more exact one comes first"),
	"farther_category": lambda policy: _("Fits too, but its category is a wider one"),
	"farther_department": lambda policy: _("Fits too, but its department is a wider one"),
	"later_name": lambda policy: _("Fits too, but comes later by its name"),
}
"""The engine's codes in the user's language."""


def _must_exist(doctype: str, name: str | None) -> None:
	if name and not frappe.db.exists(doctype, name):
		frappe.throw(
			_("There is no {0} {1}: choose one from the list.").format(_(doctype), quoted(name)),
			InvalidPolicy,
			title=_("Test Policies"),
		)


def _instant(start: str | None) -> int:
	if not start:
		return present()
	try:
		moment = get_datetime(start)
	except ValueError:
		moment = None
	if moment is None or moment.tzinfo or moment.year not in YEARS[1:-1]:
		text = _("{0} is not a time. For example: {1}.").format(quoted(start), "2027-02-08 09:30")
		frappe.throw(text, BadDate, title=_("Test Policies"))
	return instant_of(moment)
