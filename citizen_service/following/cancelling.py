"""A citizen no longer wants an answer. Before anybody has begun, the case ends at once with the reply that the office
keeps for it; later the office is told of the wish, and ends the case with a reply of its own (rule 1)."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import escape_html, now_datetime

from citizen_service.acting import acting_as
from citizen_service.answer.facts import values_of
from citizen_service.answer.placeholders import fill
from citizen_service.closing.rules import FULL_REPLY
from citizen_service.delivery.actions import mark_delivered
from citizen_service.desk.reading import rows_of
from citizen_service.errors import StepNotOffered
from citizen_service.following.letters import tell
from citizen_service.portal.kept import kept
from citizen_service.states.meaning import STATE_FIELD, closing_states, states_in

CANCELLED = "Cancelled by Citizen"
"""A kind of closing."""


def is_ready(case: Mapping) -> bool:
	"""Whether the office has what a case needs that ends at its citizen's wish: an outcome and a reply."""
	language = case["language"]
	return kept(f"cancelling:{language}", lambda: bool(_outcome() and _template(language)))


def cancel_now(case: Document, reason: str | None) -> None:
	"""End a case that nobody has begun with. `case` is held, and the citizen acts.

	:raises StepNotOffered: the workflow does not let the citizen end it, or the office keeps no reply for it
	"""
	outcome, template = _outcome(), _template(case.language)
	action = next(
		(row["action"] for row in get_transitions(case) if row["next_state"] in closing_states()), None
	)
	if not (outcome and template and action):
		_refuse()
	_reply(case, template)
	case.outcome = outcome
	case.closing_note = reason
	case.save()
	apply_workflow(case, action)


def wish(case: Document, reason: str | None) -> None:
	"""Note that the citizen asks to cancel, and tell whoever has the case. `case` is held."""
	case.db_set({"cancel_wished_on": now_datetime(), "cancel_wish": reason})
	tell(case, "cancel_wished")


def _reply(case: Document, template: str) -> None:
	"""The office's own words for it, accepted and delivered: the citizen reads them on the page."""
	language, body = frappe.db.get_value("Response Template", template, ["language", "body"])
	now = now_datetime()
	with acting_as("Administrator"):
		response = frappe.get_doc(
			{
				"doctype": "Response",
				"case": case.name,
				"kind": FULL_REPLY,
				"audience": "Citizen",
				"language": language,
				"body": fill(body, values_of(case, language), escape_html),
			}
		).insert()
		row = response.append(
			"deliveries", {"channel": "Portal", "status": "Delivered", "delivered_on": now, "note": _note()}
		)
		row.db_insert()
		mark_delivered(response, now)
		# The text was accepted when the office wrote its template; the way of a response asks for a person.
		response.db_set(
			{
				STATE_FIELD: states_in("Response", "Accepted")[0],
				"submitted_on": now,
				"accepted_on": now,
				"delivered_on": now,
			}
		)


def _note() -> str:
	settings = frappe.get_cached_doc("Citizen Service Settings")
	return _("The citizen cancelled the case on its page.", settings.notice_language or frappe.local.lang)


def _outcome() -> str | None:
	found = rows_of("Case Outcome", ["name"], ["rank", "name"], closing_kind=CANCELLED, enabled=1)
	return found[0].name if found else None


def _template(language: str | None) -> str | None:
	"""The office's own, in the citizen's language if there is one."""
	found = rows_of(
		"Response Template", ["name", "language", "department"], ["name"], for_cancellation=1, enabled=1
	)
	rows = [row for row in found if not row.department]
	rows.sort(key=lambda row: row.language != language)
	return rows[0].name if rows else None


def _refuse() -> None:
	frappe.throw(
		_("This case can no longer be cancelled here. Please call the office."),
		StepNotOffered,
		title=_("Not possible now"),
	)
