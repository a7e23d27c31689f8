"""What speaks for a submission: a solved proof of work, or a contact confirmed by its one-time code."""

from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from frappe import _

from citizen_service.confirmation import one_time, proof, wire
from citizen_service.errors import ConfirmationNeeded
from citizen_service.portal import site_tokens
from citizen_service.portal.fields import EMAIL, PHONE

CONTACTS = {"mobile": PHONE, "email": EMAIL}
"""The fields of a case by which the office reaches a citizen, the quickest first."""
PROOF = "proof"
CONFIRMED = "confirmed_{0}"
"""Under which name the form carries the confirmation of a contact."""
NEVER, ALWAYS = "Never", "Always"


@dataclass(frozen=True)
class Trust:
	"""Whether work was proven, and which fields hold a confirmed contact."""

	proven: bool
	confirmed: tuple[str, ...]


def purpose(token: str) -> str:
	"""What a code is for: this very form, so that no other one can use its confirmation."""
	return f"submit:{site_tokens.mark(token)}"


def trust_in(values: Mapping[str, object], answers: Mapping[str, object], token: str) -> Trust:
	"""What speaks for the submission of `values`; proof and confirmations stand among the `answers`."""
	confirmed = [
		field
		for field in CONTACTS
		if values.get(field)
		and one_time.is_confirmed(
			purpose(token), str(values[field]), str(answers.get(CONFIRMED.format(field)) or "")
		)
	]
	return Trust(proof.is_proof(token, answers.get(PROOF)), tuple(confirmed))


def refuse_unconfirmed(trust: Trust, values: Mapping[str, object]) -> None:
	"""Refuse what neither proof nor code speaks for, or what the settings want a code for.

	:raises ConfirmationNeeded: with `confirm` in the response: the field whose contact is to be confirmed now; None where
		no contact was given that a code can be sent to
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	possible = wire.possible() if _may_need_code(settings, trust) else frozenset()
	reachable = [field for field, kind in CONTACTS.items() if values.get(field) and kind in possible]
	if settings.contact_confirmation != NEVER:
		for field in reachable:
			if field not in trust.confirmed:
				_refuse(field, _("One more step: please confirm how the office reaches you."))
		if settings.contact_confirmation == ALWAYS and possible and not reachable:
			if not values.get("anonymous"):
				_refuse(None, _need(possible))
	if settings.proof_of_work and not trust.proven and not trust.confirmed:
		if reachable:
			_refuse(reachable[0], _("One more step: please confirm how the office reaches you."))
		_refuse(None, _unproven(possible))


def _may_need_code(settings: object, trust: Trust) -> bool:
	unproven = settings.proof_of_work and not trust.proven and not trust.confirmed
	return bool(unproven) or settings.contact_confirmation != NEVER


def _need(possible: frozenset[str]) -> str:
	if EMAIL in possible and PHONE in possible:
		return _("Please give a mobile number or an e-mail address; the office sends a code to confirm it.")
	if PHONE in possible:
		return _("Please give a mobile number; the office sends a code to confirm it.")
	return _("Please give an e-mail address; the office sends a code to confirm it.")


def _unproven(possible: frozenset[str]) -> str:
	reason = _("Your browser could not do the check that keeps programs out.")
	office = _("You can also come to the office or call it.")
	return " ".join([reason, *([_need(possible)] if possible else []), office])


def _refuse(field: str | None, message: str) -> None:
	frappe.local.response["confirm"] = field
	frappe.throw(message, ConfirmationNeeded, title=_("Not Sent Yet"))
