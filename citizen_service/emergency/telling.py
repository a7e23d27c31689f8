"""Whom an emergency is told, at any hour: the manager on duty of the case, the department's people of a referral.

The words are the framework's Notifications for User with the method "emergency", one for each language. They find
`doc.emergency` (see `Facts`). Nothing of a citizen's identity is in it.
"""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.model.document import Document
from frappe.utils import get_datetime, get_url_to_form

from citizen_service.emergency.record import TOLD, record
from citizen_service.outbox.digest import DigestNotice
from citizen_service.outbox.notices import matching, speaking
from citizen_service.outbox.people import HEAD, ON_DUTY, People
from citizen_service.referral.actions import OPEN

NOTICE = "emergency"


@dataclass(frozen=True)
class Facts:
	"""What a Notification finds in `doc.emergency`."""

	doctype: str
	name: str
	case: str
	url: str
	subject: str
	area: str
	address: str
	since: datetime
	department: str = ""
	instruction: str = ""


def tell_emergency(doc: Document, payload: dict) -> None:
	"""Action "tell_emergency": tell those whom the case or the referral concerns, and keep whom and when."""
	if not doc.is_emergency or (doc.doctype == "Case Referral" and doc.status not in OPEN):
		return
	facts, users = _facts(doc), _users(doc)
	for user in users:
		reader = frappe.get_doc("User", user)
		reader.language = reader.language or frappe.local.lang
		reader.emergency = facts
		with speaking(reader.language):
			for notice in matching(reader, NOTICE, EmergencyNotice):
				notice.send(reader)
	referral = doc.name if doc.doctype == "Case Referral" else None
	record({"case": facts.case, "event": TOLD, "user": user, "referral": referral} for user in users)


def _users(doc: Document) -> list[str]:
	if doc.doctype == "Case":
		row = frappe._dict(case=doc.name, referral=None, department=None)
		return People([row]).whom(row, ON_DUTY)
	row = frappe._dict(case=doc.case, referral=doc.name, department=doc.department)
	members = frappe.get_all(
		"Department Member",
		filters={"parent": doc.department, "parenttype": "Department", "available": 1},
		pluck="user",
		order_by="idx asc",
	)
	people = People([row])
	return list(dict.fromkeys([*people.whom(row, HEAD), *people.able(members, row)]))


def _facts(doc: Document) -> Facts:
	is_case = doc.doctype == "Case"
	return Facts(
		doctype=doc.doctype,
		name=doc.name,
		case=doc.name if is_case else doc.case,
		url=get_url_to_form(doc.doctype, doc.name),
		subject=doc.subject or "",
		area=doc.area or "",
		address=doc.address or "",
		since=get_datetime(doc.emergency_since if is_case else doc.referred_on),
		department="" if is_case else doc.department or "",
		instruction="" if is_case else doc.instruction,
	)


class EmergencyNotice(DigestNotice):
	"""A Notification that goes to nobody but the user who is to be told."""

	def create_system_notification(self, doc: Document, context: dict) -> None:
		log = frappe._dict(
			type="Alert",
			document_type=doc.emergency.doctype,
			document_name=doc.emergency.name,
			subject=frappe.render_template(self.subject, context),
			from_user=frappe.session.user,
			email_content=frappe.render_template(self.message, context),
		)
		make_notification_logs(log, [doc.email])
