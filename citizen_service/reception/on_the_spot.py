"""Answers on the spot: given at the counter or on the telephone, confirmed by Follow-up with one click.

Rule 1 and “nobody accepts their own” hold. The clerk's answer is a full response to the citizen like any other: it goes
to Follow-up at once, and only somebody else's acceptance makes it count, from the time it was given.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions

from citizen_service.calls import names_in
from citizen_service.desk import views
from citizen_service.errors import BadRequest, StageNotReached
from citizen_service.permissions.require import require
from citizen_service.permissions.scope import scope_of
from citizen_service.reception.answers import add_given
from citizen_service.states.meaning import closing_states, meaning_of, move_to_stage, stage_of, states_in

RESPONSE = "Response"
MOST = 200
"""Answers that one request confirms at most."""


@frappe.whitelist(methods=["GET"])
def proposal(case_type: str | None = None, channel: str | None = None) -> dict[str, str | None]:
	"""What the form of an answer on the spot begins with.

	:return: `outcome`, that of the type; `means`, In Person or Phone, that of the channel; None where none is set
	:raises NotYours: no permission on Case
	"""
	require("Case")
	return {"outcome": _outcome_of(case_type), "means": _means_of(channel)}


@frappe.whitelist(methods=["POST"])
def answer(
	case: str,
	body: str,
	means: str | None = None,
	recipient: str | None = None,
	procedure: str | None = None,
	outcome: str | None = None,
	given_on: str | None = None,
) -> str:
	"""Record the full answer that the citizen of a new case has just heard, and pass both to Follow-up.

	:param body: HTML, as it was said
	:param means: In Person or Phone; default that of the case's channel
	:param recipient: who heard it; default the citizen's name
	:param outcome: proposed to Follow-up; default that of the case's type
	:param given_on: local time; default now
	:return: the name of the response, which waits for Follow-up
	:raises NotYours: no permission
	:raises StageNotReached: Follow-up has the case already
	:raises ResponseRefused: an empty text
	:raises DeliveryRefused: no means, or a time in the future or before the case was opened
	"""
	require(RESPONSE, "create")
	document = frappe.get_doc("Case", case)
	document.check_permission("write")
	return answer_case(
		document,
		{
			"body": body,
			"means": means,
			"recipient": recipient,
			"procedure": procedure,
			"outcome": outcome,
			"given_on": given_on,
		},
	).name


def answer_case(case: Document, given: dict[str, Any]) -> Document:
	"""The step itself; `given` has the arguments of `answer`. The caller has checked the permissions on the case."""
	if stage_of(case) != "Received":
		frappe.throw(
			_("Follow-up has case {0} already: write the answer there with the button “New Answer”.").format(
				case.name
			),
			StageNotReached,
			title=_("Answer on the Spot"),
		)
	procedure = given.get("procedure") or case.procedure
	response = frappe.get_doc(
		{
			"doctype": RESPONSE,
			"case": case.name,
			"kind": "Full Reply",
			"audience": "Citizen",
			"language": case.language,
			"procedure": procedure,
			"body": given.get("body"),
		}
	).insert()
	response = _give(response, case, given)
	case.update(
		{
			"outcome": given.get("outcome") or case.outcome or _outcome_of(case.case_type),
			"procedure": procedure,
		}
	)
	case.save()
	if _next_states(case).intersection(states_in("Case", "Registered")):
		move_to_stage(case, "Registered")
	return response


@frappe.whitelist(methods=["POST"])
def give_again(response: str, means: str | None = None, recipient: str | None = None) -> str:
	"""A draft that was sent back before has been corrected and told to the citizen anew: pass it to Follow-up again.

	:return: the name of the response
	:raises StageNotReached: it is no draft for the citizen
	:raises DeliveryRefused: no means
	"""
	document = frappe.get_doc(RESPONSE, response)
	document.check_permission("write")
	if stage_of(document) != "Draft" or document.audience != "Citizen" or scope_of().departments is not None:
		_not_so(_("Response {0} is no draft of an answer to the citizen.").format(document.name))
	case = frappe.get_doc("Case", document.case)
	return _give(document, case, {"means": means, "recipient": recipient}).name


def _give(response: Document, case: Document, given: dict[str, Any]) -> Document:
	add_given(
		response,
		given.get("means") or _means_of(case.channel) or "",
		given.get("recipient") or case.citizen_name,
		given.get("given_on"),
		case.opened_on,
	)
	# Fields that only these steps may set; who asks was checked before.
	response.flags.ignore_permissions = True
	response.save()
	return move_to_stage(response, "Follow-up Review")


@frappe.whitelist(methods=["POST"])
def confirm(responses: str | list[str]) -> dict[str, list]:
	"""Accept answers given on the spot and close their cases, each for itself: what fails keeps no other back.

	A single one that fails is refused with its own error.

	:param responses: names, at most 200
	:return: `closed`, the cases that are closed now; `refused`, a dict for each of the others: `response`, `error` (the
		stable name), `message`
	:raises BadRequest: no names, or too many
	:raises StageNotReached: the response was not given on the spot, or does not wait for Follow-up
	:raises OwnResponse: the user wrote it
	:raises ClosingRefused: something else is missing before the case may end
	"""
	require(RESPONSE, "write")
	is_one = isinstance(responses, str) and not responses.startswith("[")
	names = [responses] if is_one else names_in(responses, "responses")
	if not 0 < len(names) <= MOST:
		frappe.throw(
			_("Choose from 1 to {0} responses.").format(MOST), BadRequest, title=_("Confirm and Close")
		)
	if len(names) == 1:
		return {"closed": [_confirm(names[0])], "refused": []}
	closed, refused = [], []
	for name in names:
		frappe.db.savepoint("confirming")
		try:
			closed.append(_confirm(name))
		except (frappe.ValidationError, frappe.PermissionError) as error:
			frappe.db.rollback(save_point="confirming")
			frappe.clear_last_message()
			refused.append({"response": name, "error": type(error).__name__, "message": str(error)})
	return {"closed": closed, "refused": refused}


def _confirm(name: str) -> str:
	"""The name of the case, which is closed now."""
	response = frappe.get_doc(RESPONSE, name)
	response.check_permission("write")
	if scope_of().departments is not None or not response.given_on:
		_not_so(_("Response {0} was not given on the spot: accept it on its own form.").format(response.name))
	frappe.db.get_value("Case", response.case, "name", for_update=True)  # first, as a closing does
	move_to_stage(response, "Accepted")
	case = frappe.get_doc("Case", response.case)
	if meaning_of("Case", case.workflow_state).is_closing:
		return case.name
	if not case.outcome and (outcome := _outcome_of(case.case_type)):
		case.outcome = outcome
		case.save()
	closing = set(closing_states())
	for transition in get_transitions(case):
		if transition["next_state"] in closing:
			apply_workflow(case, transition["action"])
			return case.name
	_not_so(_("Case {0} cannot be closed from its present state, or not by you.").format(case.name))


@frappe.whitelist(methods=["GET", "POST"])
def to_confirm(filters: str | list | dict | None = None) -> dict:
	"""The number card: answers given on the spot that wait for Follow-up."""
	return views.count("answers_to_confirm")


def _next_states(document: Document) -> set[str]:
	return {transition["next_state"] for transition in get_transitions(document)}


def _outcome_of(case_type: str | None) -> str | None:
	"""The proposed outcome of a type, if it is still in use."""
	outcome = frappe.get_cached_value("Case Type", case_type, "spot_outcome") if case_type else None
	return outcome if outcome and frappe.get_cached_value("Case Outcome", outcome, "enabled") else None


def _means_of(channel: str | None) -> str | None:
	return (frappe.get_cached_value("Intake Channel", channel, "spot_delivery") if channel else None) or None


def _not_so(message: str) -> None:
	frappe.throw(message, StageNotReached, title=_("Answer on the Spot"))
