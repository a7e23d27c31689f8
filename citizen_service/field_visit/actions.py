"""The steps of a field visit: move it, arrive, record what was found, cancel. Each checks who asks on its first line."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, now_datetime

from citizen_service.errors import BadDate, NotYours, StageNotReached
from citizen_service.field_visit.access import VISIT
from citizen_service.field_visit.refusal import refuse

SIGNATURE = "data:image/png;base64,"
LARGEST_SIGNATURE = 400_000


@frappe.whitelist(methods=["POST"])
def reschedule(visit: str, planned_start: str, planned_end: str, reason: str) -> None:
	"""Move a planned visit, saying why. Everybody who attends is told, and their calendars follow.

	:raises VisitRefused: no reason, a time in the past, an end before the start
	"""
	document = for_office(visit)
	expect_planned(document)
	document.reschedule_reason = _given(reason)
	document.planned_start, document.planned_end = _moment(planned_start), _moment(planned_end)
	document.planned_on = now_datetime()
	document.flags.rescheduled = True
	_save(document)


@frappe.whitelist(methods=["POST"])
def arrive(
	visit: str,
	arrived_on: str | None = None,
	latitude: float | str | None = None,
	longitude: float | str | None = None,
) -> None:
	"""Enter time and place on the spot, as typed or as the phone knows them.

	:param arrived_on: the site's time; empty for now
	:raises BadDate: a time in the future
	:raises BadLocation: off the map
	"""
	document = for_attending(visit)
	expect_planned(document)
	_note_arrival(document, arrived_on, latitude, longitude)
	_save(document)


@frappe.whitelist(methods=["POST"])
def record_findings(
	visit: str,
	findings: str,
	arrived_on: str | None = None,
	latitude: float | str | None = None,
	longitude: float | str | None = None,
	met_person: str | None = None,
	met_signature: str | None = None,
) -> None:
	"""Say what was found: the visit is done, and stays as it was.

	:param met_signature: a PNG as a data URL, as the framework's Signature field makes it
	:raises VisitRefused: nothing was found, or a signature that is none
	:raises StageNotReached: it was done or cancelled before
	"""
	document = for_attending(visit)
	expect_planned(document)
	if not (findings or "").strip():
		refuse(_("Write what was found: the findings are empty."))
	if not document.arrived_on or arrived_on or latitude or longitude:
		_note_arrival(document, arrived_on, latitude, longitude)
	document.findings = findings.strip()
	document.met_person = (met_person or "").strip() or None
	document.met_signature = _signature(met_signature)
	document.status = "Done"
	document.done_by, document.done_on = frappe.session.user, now_datetime()
	_save(document)


@frappe.whitelist(methods=["POST"])
def cancel(visit: str, reason: str) -> None:
	"""The visit does not take place; everybody who attends is told why, and their calendars let go of it.

	:raises VisitRefused: no reason
	"""
	document = for_office(visit)
	expect_planned(document)
	_cancel(document, _given(reason))


def cancel_left_over(case: str) -> None:
	"""The case was closed: nobody goes there any more. Called by Case."""
	for name in frappe.get_all(
		VISIT, filters={"case": case, "status": "Planned"}, pluck="name", order_by="name asc"
	):
		_cancel(frappe.get_doc(VISIT, name, for_update=True), _("Case closed"))


def for_office(visit: str) -> Document:
	"""The visit, held, if the present user plans visits.

	:raises NotYours: a role that does not
	"""
	document = frappe.get_doc(VISIT, visit, for_update=True)
	if not (document.has_permission("read") and frappe.has_permission(VISIT, "write")):
		_not_yours(document)
	return document


def for_attending(visit: str) -> Document:
	"""The visit, held, if the present user plans visits or attends this one by name.

	:raises NotYours: anybody else
	"""
	document = frappe.get_doc(VISIT, visit, for_update=True)
	attends = frappe.session.user in [row.user for row in document.people]
	if not (document.has_permission("read") and (attends or frappe.has_permission(VISIT, "write"))):
		_not_yours(document)
	return document


def _not_yours(document: Document) -> None:
	frappe.throw(
		_("This step on {0} {1} is not open to your role.").format(_(document.doctype), document.name),
		NotYours,
		title=_("Not Permitted"),
	)


def expect_planned(document: Document) -> None:
	"""
	:raises StageNotReached: the visit is done or cancelled
	"""
	if document.status != "Planned":
		frappe.throw(
			_("Visit {0} is {1}: this step is no longer open.").format(
				document.name, frappe.bold(_(document.status))
			),
			StageNotReached,
			title=_("Step Not Open"),
		)


def _note_arrival(document: Document, arrived_on: str | None, latitude: object, longitude: object) -> None:
	moment = _moment(arrived_on) if arrived_on else now_datetime().replace(microsecond=0)
	if moment > now_datetime():
		frappe.throw(_("“Arrived On” lies in the future."), BadDate, title=_("Arrived On"))
	document.arrived_on, document.arrived_by = moment, frappe.session.user
	document.found_latitude = flt(latitude) or document.found_latitude
	document.found_longitude = flt(longitude) or document.found_longitude


def _cancel(document: Document, reason: str) -> None:
	document.status, document.cancel_reason = "Cancelled", reason
	document.cancelled_by, document.cancelled_on = frappe.session.user, now_datetime()
	_save(document)


def _signature(sent: str | None) -> str | None:
	if not sent:
		return None
	if not sent.startswith(SIGNATURE) or len(sent) > LARGEST_SIGNATURE:
		refuse(_("The signature is no picture as the signature field makes it: sign again."))
	return sent


def _given(reason: str) -> str:
	if not (reason or "").strip():
		refuse(_("Say why: the reason is empty."))
	return reason.strip()


def _moment(text: str) -> datetime:
	try:
		found = get_datetime(text) if text else None
	except (ValueError, OverflowError, TypeError):
		found = None
	if not found or found.tzinfo:  # the site's time is meant
		shown = frappe.utils.escape_html(str(text or ""))
		frappe.throw(
			_("“{0}” is not a date and time. For example: {1}.").format(shown, "2027-02-08 14:30"),
			BadDate,
			title=_("Field Visit"),
		)
	return found


def _save(document: Document) -> None:
	"""Save fields that only these steps may set; who asks was checked before."""
	document.flags.ignore_permissions = True
	document.save()
