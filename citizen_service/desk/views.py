"""The views of a list that the office works by: what waits, for whom, and how late it is.

Each view is said once. A number card counts it, and the list offers it as a button above its rows. Conditions are
worked out when they are asked for, by the meaning of states and by the clock, which a List Filter of the framework
cannot hold: it keeps names of states, that an admin may change, and moments, that pass.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _

from citizen_service.desk import lists
from citizen_service.desk.lists import Condition
from citizen_service.desk.returned import names_waiting_after_return
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import department_scope
from citizen_service.referral.actions import OPEN
from citizen_service.states.meaning import states_in

CASE, REFERRAL, RESPONSE = "Case", "Case Referral", "Response"
IS_OPEN: Condition = ("closed_on", "is", "not set")
WITH_DEPARTMENT: Condition = ("status", "in", list(OPEN))


@dataclass(frozen=True)
class View:
	"""`label` for the button of a list, `conditions` for the present user now; `office`: none of a department's."""

	doctype: str
	label: Callable[[], str]
	conditions: Callable[[], list[Condition]]
	office: bool = False


def _in_stage(doctype: str, *stages: str) -> Callable[[], list[Condition]]:
	return lambda: [("workflow_state", "in", states_in(doctype, *stages))]


def _assigned() -> Condition:
	return ("_assign", "like", f'%"{frappe.session.user}"%')


def _to_decide() -> list[Condition]:
	"""A department's own responses wait for its manager, the others for Follow-up."""
	stage = "Follow-up Review" if department_scope() is None else "Department Review"
	return [("workflow_state", "in", states_in(RESPONSE, stage))]


def _to_deliver() -> list[Condition]:
	return [
		("audience", "=", "Citizen"),
		("workflow_state", "in", states_in(RESPONSE, "Accepted")),
		("delivered_on", "is", "not set"),
	]


def _passed_on() -> list[Condition]:
	"""What a department passed on and Reception has not looked at yet."""
	return [*_in_stage(CASE, "Received")(), ("passed_on_department", "is", "set")]


def _to_confirm() -> list[Condition]:
	"""The citizen has heard them; Follow-up confirms."""
	return [*_in_stage(RESPONSE, "Follow-up Review")(), ("given_on", "is", "set")]


VIEWS: dict[str, View] = {
	"overdue_cases": View(CASE, lambda: _("Overdue"), lambda: [IS_OPEN, *lists.overdue()]),
	"cases_due_today": View(CASE, lambda: _("Due Today"), lambda: [IS_OPEN, *lists.due_today()]),
	"open_emergencies": View(CASE, lambda: _("Emergencies"), lambda: [IS_OPEN, ("is_emergency", "=", 1)]),
	"my_cases": View(CASE, lambda: _("Mine"), lambda: [IS_OPEN, _assigned()]),
	"cases_to_pass_on": View(CASE, lambda: _("To Pass On"), _in_stage(CASE, "Received")),
	"cases_passed_on": View(CASE, lambda: _("Passed On by Departments"), _passed_on),
	"cases_to_study": View(CASE, lambda: _("To Study"), _in_stage(CASE, "Registered")),
	"cases_to_refer": View(CASE, lambda: _("To Refer"), _in_stage(CASE, "Study")),
	"cases_to_answer": View(CASE, lambda: _("To Answer"), _in_stage(CASE, "Answering")),
	"cases_awaiting_the_citizen": View(CASE, lambda: _("Awaiting the Citizen"), _in_stage(CASE, "Waiting")),
	"overdue_referrals": View(REFERRAL, lambda: _("Overdue"), lambda: [WITH_DEPARTMENT, *lists.overdue()]),
	"referrals_due_today": View(
		REFERRAL, lambda: _("Due Today"), lambda: [WITH_DEPARTMENT, *lists.due_today()]
	),
	"new_referrals": View(REFERRAL, lambda: _("New"), lambda: [("status", "=", "Open")]),
	"emergency_referrals": View(
		REFERRAL, lambda: _("Emergencies"), lambda: [WITH_DEPARTMENT, ("is_emergency", "=", 1)]
	),
	"my_referrals": View(REFERRAL, lambda: _("Mine"), lambda: [WITH_DEPARTMENT, _assigned()]),
	"returned_referrals": View(
		REFERRAL, lambda: _("Returned"), lambda: [("name", "in", names_waiting_after_return())], office=True
	),
	"responses_to_decide": View(RESPONSE, lambda: _("To Decide"), _to_decide),
	"responses_being_written": View(
		RESPONSE, lambda: _("Being Written"), _in_stage(RESPONSE, "Draft", "Sent Back")
	),
	"responses_sent_back": View(RESPONSE, lambda: _("Sent Back"), _in_stage(RESPONSE, "Sent Back")),
	"answers_to_confirm": View(RESPONSE, lambda: _("Given on the Spot"), _to_confirm, office=True),
	"answers_to_deliver": View(RESPONSE, lambda: _("To Deliver"), _to_deliver, office=True),
}


@frappe.whitelist(methods=["GET"])
def of_list(doctype: str) -> list[dict]:
	"""The views of a list, for the buttons above it: `label`, and `filters` as the desk takes them.

	:raises NotYours: no permission on the DocType
	"""
	require(doctype)
	in_office = department_scope() is None
	return [
		{"label": view.label(), "filters": lists.route_options(view.conditions())}
		for view in VIEWS.values()
		if view.doctype == doctype and (in_office or not view.office)
	]


def count(name: str) -> dict:
	"""For a number card: how many the present user may see of a view, and the list that shows exactly those.

	:raises NotYours: no permission on the view's DocType
	"""
	view = VIEWS[name]
	require(view.doctype)
	conditions = view.conditions()
	within = [] if view.doctype == CASE else lists.within(department_scope())
	return lists.card(view.doctype, conditions, within)
