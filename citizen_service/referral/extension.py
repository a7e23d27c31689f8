"""A department asks for more time for its full reply; Follow-up grants it, perhaps to another date, or refuses.

Each step checks who asks on its first line, and is in the ledger of the full reply's time limit.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from citizen_service.appointments.referral import tell_due_moved
from citizen_service.errors import ExtensionRefused, OwnExtension
from citizen_service.outbox.post import post
from citizen_service.referral.actions import for_department, for_office
from citizen_service.sla import clock as engine
from citizen_service.sla.byhand import instant_from, outside_hours, shown
from citizen_service.sla.clock import Kind
from citizen_service.sla.instants import present, to_local
from citizen_service.sla.records import change

REQUEST = "Extension Request"


@frappe.whitelist(methods=["POST"])
def ask(referral: str, until: str, reason: str) -> str:
	"""A department asks for time until a date (the site's time), later than the full reply is due now.

	:return: the request's name
	:raises ExtensionRefused: no open time limit, no later date, no reason, or a request that waits already
	:raises BadDate: not a date
	"""
	for_department(referral)
	request = frappe.get_doc(
		{"doctype": REQUEST, "referral": referral, "requested_due": until, "reason": reason}
	)
	return request.insert(ignore_permissions=True).name


@frappe.whitelist(methods=["POST"])
def grant(request: str, until: str | None = None, note: str | None = None) -> dict:
	"""Follow-up gives the time that was asked for, or until another date (the site's time).

	:return: `due_on`, the new due date, and `note` where it lies outside the working hours (else None)
	:raises OwnExtension: the present user asked for it
	:raises ExtensionRefused: decided already, no later date, or a time limit that has ended
	:raises BadDate: not a date
	"""
	document = _for_decision(request)
	due = instant_from(until or document.requested_due)
	reason = _said(_("Extension {0} granted", _language()), document.name, note or document.reason)

	def extend(held):
		refuse_no_later(due, held.clock.due)
		return engine.extend(held.clock, present(), due, reason)

	changes = change(extend, name=document.time_limit)
	if not changes:
		refuse(_("The time limit of the full reply has ended: refuse the request."))
	tell_due_moved(changes[0])
	document.granted_due = to_local(due)
	_decide(document, "Granted", note)
	return {"due_on": to_local(due), "note": outside_hours(due, changes[0].after.calendar)}


@frappe.whitelist(methods=["POST"])
def refuse_extension(request: str, reason: str) -> None:
	"""Follow-up refuses the request, saying why; the due date stays.

	:raises OwnExtension: the present user asked for it
	:raises ExtensionRefused: decided already, or no reason
	"""
	document = _for_decision(request)
	if not (reason or "").strip():
		refuse(_("Say why: the reason is empty."))
	said, at = _said(_("Extension {0} refused", _language()), document.name, reason), present()
	change(lambda held: engine.note(held.clock, Kind.REFUSED, at, None, said), name=document.time_limit)
	_decide(document, "Refused", reason)


def lapse(referral: str) -> None:
	"""The referral is settled: a request that waits is not decided any more. Called by Case Referral."""
	waiting = frappe.get_all(
		REQUEST, {"referral": referral, "status": "Requested"}, pluck="name", order_by="name asc"
	)
	for name in waiting:
		document = frappe.get_doc(REQUEST, name)
		document.update({"status": "Lapsed", "decided_on": now_datetime()})
		document.save(ignore_permissions=True)


def note_request(request: Document) -> None:
	"""A new request: on record in the ledger, and told to whoever referred the case."""
	at, asked = present(), instant_from(request.requested_due)
	said = _said(_("Extension {0} asked for", _language()), request.name, request.reason)
	change(lambda held: engine.note(held.clock, Kind.REQUESTED, at, asked, said), name=request.time_limit)
	post("notify", request, {"notice": "extension_requested"})


def refuse_no_later(until: int, due: int) -> None:
	"""An extension ends in the future, and later than the due date that it extends (both are instants)."""
	if until <= present():
		refuse(_("{0} lies in the past: choose a later date.").format(frappe.bold(shown(to_local(until)))))
	if until <= due:
		refuse(
			_("{0} is not later than the present due date, {1}.").format(
				frappe.bold(shown(to_local(until))), shown(to_local(due))
			)
		)


def refuse(message: str) -> None:
	frappe.throw(message, ExtensionRefused, title=_("Extension Not Possible"))


def _for_decision(request: str) -> Document:
	"""A request that waits, held with its referral, if the present user may decide on it."""
	referral = frappe.get_doc(REQUEST, request).referral
	for_office(referral)
	frappe.db.get_value("Case Referral", referral, "name", for_update=True)  # before its clocks are held
	document = frappe.get_doc(REQUEST, request, for_update=True)
	if document.status != "Requested":
		refuse(_("Request {0} is {1} already.").format(request, frappe.bold(_(document.status))))
	if document.requested_by == frappe.session.user:
		frappe.throw(
			_("You asked for extension {0} yourself: somebody else must decide on it.").format(request),
			OwnExtension,
			title=_("Your Own Request"),
		)
	return document


def _decide(document: Document, status: str, note: str | None) -> None:
	document.status = status
	document.decision_note = (note or "").strip() or None
	document.decided_by = frappe.session.user
	document.decided_on = now_datetime()
	document.save(ignore_permissions=True)
	post("notify", document, {"notice": "extension_decided"}, key=f"extension_decided:{document.name}")


def _said(what: str, request: str, reason: str) -> str:
	"""As it stays in the ledger."""
	return f"{what.format(request)}: {reason.strip()}"


def _language() -> str:
	return frappe.db.get_single_value("System Settings", "language") or "en"
