"""The citizen's letter at a stage that the admin marked: the worker's side of `states.telling`."""

import frappe
from frappe import _
from frappe.model.document import Document

from citizen_service.outbox import notices
from citizen_service.states.meaning import STATE_FIELD, meaning_of

NOTICE = "stage_reached"


def tell_stage(doc: Document, payload: dict) -> None:
	"""Action "tell_stage": the state's words for citizens, in the language of the case.

	Nothing where the case has moved on meanwhile, where the admin took the mark away, or where it has ended with an
	answer that the citizen was given.
	"""
	meaning = meaning_of("Case", doc.get(STATE_FIELD))
	if meaning.state != payload["state"] or not meaning.tell_citizen:
		return
	if meaning.is_closing and _was_answered(doc):
		return
	notices.notify(doc, {"notice": NOTICE})


def stage_text(case: Document) -> str:
	"""For Notifications: what the citizen is told of the present state, in the language that is being spoken."""
	return _(meaning_of("Case", case.get(STATE_FIELD)).citizen_text or "")


def _was_answered(case: Document) -> bool:
	since = case.reopened_on or case.opened_on
	answer = {"case": case.name, "audience": "Citizen", "delivered_on": (">=", since)}
	return bool(frappe.db.exists("Response", answer))
