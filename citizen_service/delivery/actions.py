"""How an accepted response reaches the citizen, and the record that it did."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.answer.gateway import require_gateway
from citizen_service.errors import DeliveryRefused, NotYours
from citizen_service.identity.copies import MARK
from citizen_service.identity.sealing import reachable
from citizen_service.listing import listed
from citizen_service.outbox.post import post
from citizen_service.permissions.scope import scope_of
from citizen_service.sla.instants import instant_of
from citizen_service.sla.records import ANSWER, meet_clocks
from citizen_service.states.meaning import stage_of

BY_HAND = ("Phone", "Letter", "In Person", "Portal")


@frappe.whitelist(methods=["POST"])
def send_by_email(response: str) -> str:
	"""Send an accepted response to the citizen's e-mail address, through the outbox.

	:return: the name of the delivery row; it turns Delivered once the mail server has taken the message
	:raises DeliveryRefused: not accepted, not for the citizen, or the case has no e-mail address
	"""
	document = _deliverable(response)
	case = frappe.get_doc("Case", document.case)
	if not reachable(case)[0]:
		_refuse(
			_("Case {0} has no e-mail address: hand the reply over another way and record it.").format(
				case.name
			)
		)
	document.email = case.email
	return _send(document, "E-mail", case.email, "deliver_email")


@frappe.whitelist(methods=["POST"])
def send_by_sms(response: str) -> str:
	"""Send an accepted response to the citizen's mobile number, through the outbox.

	It is delivered by that only if the message carries its whole text; a longer one is announced, see answer/README.md.
	:return: the name of the delivery row; it turns Delivered, or Notice Only, once the gateway has taken the message
	:raises DeliveryRefused: not accepted, not for the citizen, the case has no mobile number, or there is no gateway
	"""
	document = _deliverable(response)
	require_gateway()
	case = frappe.get_doc("Case", document.case)
	if not reachable(case)[1]:
		_refuse(
			_("Case {0} has no mobile number: hand the reply over another way and record it.").format(
				case.name
			)
		)
	document.mobile = case.mobile
	return _send(document, "SMS", case.mobile, "deliver_sms")


def _send(document: Document, channel: str, recipient: str | None, action: str) -> str:
	"""Have the worker send it.

	:param recipient: None where the identity is withheld: the worker finds the address, nobody reads it
	"""
	if any(row.status == "Pending" for row in document.deliveries):
		_refuse(_("Response {0} is being sent already.").format(document.name))
	row = document.append(
		"deliveries", {"channel": channel, "recipient": recipient or MARK, "status": "Pending"}
	)
	row.delivered_by = frappe.session.user
	_save(document)
	post(action, document, {"delivery": row.name}, key=f"{action}:{row.name}")
	return row.name


@frappe.whitelist(methods=["POST"])
def record_delivery(
	response: str,
	channel: str,
	recipient: str | None = None,
	note: str | None = None,
	reached: bool | int | str = 1,
	delivered_on: str | None = None,
) -> str:
	"""Record that a response was handed over, or that the attempt failed.

	:param channel: Phone, Letter, In Person or Portal
	:param reached: 0 records an attempt that did not reach the citizen
	:param delivered_on: local time, not in the future; default now
	:return: the name of the delivery row
	:raises DeliveryRefused: not accepted, not for the citizen, an unknown channel or a future time
	"""
	document = _deliverable(response)
	if channel not in BY_HAND:
		_refuse(_("Choose by what means it was handed over: {0}.").format(listed(_(c) for c in BY_HAND)))
	when = _time_of_delivery(document, delivered_on)
	arrived = bool(frappe.utils.cint(reached))
	row = document.append(
		"deliveries",
		{
			"channel": channel,
			"recipient": recipient,
			"note": note,
			"status": "Delivered" if arrived else "Failed",
			"delivered_on": when if arrived else None,
			"delivered_by": frappe.session.user,
		},
	)
	if arrived:
		mark_delivered(document, when)
	_save(document)
	return row.name


def _time_of_delivery(document: Document, given: str | None) -> datetime:
	"""Between acceptance and now."""
	try:
		when = get_datetime(given) if given else now_datetime()
	except (ValueError, OverflowError):
		_refuse(_("The time of delivery is not a date and time."))
	if when > now_datetime():
		_refuse(_("The time of delivery lies in the future."))
	if when < get_datetime(document.accepted_on):
		_refuse(_("The time of delivery lies before the response was accepted."))
	return when


def mark_delivered(response: Document, when) -> None:
	"""Set when the response first reached the citizen, and meet the clock of the answer if it is a full one.

	The caller saves the document.
	"""
	response.delivered_on = response.delivered_on or when
	if response.kind == "Full Reply":
		# The case first, as whoever changes it does: meeting a paused clock writes its due date.
		frappe.db.get_value("Case", response.case, "name", for_update=True)
		meet_clocks(instant_of(when), case=response.case, clock=ANSWER)


def _deliverable(response: str) -> Document:
	"""An accepted response for the citizen, asked for by somebody of the office who may write it.

	:raises NotYours: a department's officer asks
	:raises DeliveryRefused: not accepted or not for the citizen
	"""
	document = frappe.get_doc("Response", response)
	document.check_permission("write")
	if scope_of().departments is not None:
		frappe.throw(
			_("Only the office delivers responses to the citizen."), NotYours, title=_("Not Permitted")
		)
	if stage_of(document) != "Accepted":
		_refuse(_("Response {0} is not accepted yet.").format(document.name))
	if document.audience != "Citizen":
		_refuse(
			_("Response {0} is for the office only. Write the answer for the citizen.").format(document.name)
		)
	return document


def _save(document: Document) -> None:
	"""Save fields that only these steps may set; who asks was checked before."""
	document.flags.ignore_permissions = True
	document.save()


def _refuse(message: str) -> None:
	frappe.throw(message, DeliveryRefused, title=_("Delivery Not Possible"))
