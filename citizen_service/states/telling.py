"""The citizen is written to when their case enters a state that the admin marked: the request's side of it."""

import frappe
from frappe.model.document import Document

from citizen_service.outbox.post import post
from citizen_service.states.citizens import CITIZEN
from citizen_service.states.meaning import Meaning

SETTLED = 60
"""Seconds until it is told: who clicked wrongly puts it right within, and the citizen hears nothing of it."""


def tell_citizen(case: Document, meaning: Meaning) -> None:
	"""Case, entering a state: post the letter, unless one of its own is sent for this (`flags.citizen_told`, an appeal),
	the citizen took the step themself, or there is nobody to write to. One statement at most."""
	if not (meaning.tell_citizen and meaning.citizen_text):
		return
	if case.flags.citizen_told or case.flags.appeal or frappe.session.user == CITIZEN:
		return
	if not (case.email or case.mobile or case.withhold_identity):
		return
	key = f"tell_stage:{case.name}:{case.modified}"
	post("tell_stage", case, {"state": meaning.state}, key=key, delay_seconds=SETTLED)
