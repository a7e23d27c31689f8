"""A field visit as an appointment, and when those who attend hear of it."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from citizen_service.appointments.common import office, uid
from citizen_service.appointments.ics import Appointment, Person
from citizen_service.field_visit.attending import addresses
from citizen_service.outbox.post import post
from citizen_service.sla.instants import instant_of, present

ALARM_MINUTES = 60
TOLD = (
	"subject",
	"purpose",
	"area",
	"address",
	"latitude",
	"longitude",
	"planned_start",
	"planned_end",
)
"""What those who attend are told anew when it changes; and who else attends."""


def appointment_of(doc: Document) -> Appointment:
	"""Field Visit: when and where, what to look at, who attends."""
	url = get_url_to_form(doc.doctype, doc.name)
	attending = addresses(doc)
	place = [_(doc.area) if doc.area else "", doc.address or ""]
	if doc.latitude and doc.longitude:
		place.append(f"{doc.latitude:.6f}, {doc.longitude:.6f}")
	return Appointment(
		uid=uid(doc.name),
		sequence=0,
		stamp=present(),
		start=instant_of(doc.planned_start),
		end=instant_of(doc.planned_end),
		summary=_("Field visit: {0}").format(doc.subject),
		description="\n".join([_("Case {0}").format(doc.case), doc.purpose or "", url]),
		location="\n".join(filter(None, place)),
		url=url,
		organizer=office(),
		attendees=tuple(Person(email, name) for email, name in attending.items()),
		alarm=ALARM_MINUTES,
	)


def tell_planned(visit: Document) -> None:
	"""A new visit: everybody who attends is invited."""
	post("invite", visit, {"notice": "visit_planned"}, key=f"visit_planned:{visit.name}")


def tell_change(visit: Document, before: Document) -> None:
	"""A visit was changed, moved or cancelled: whoever it concerns hears of it, each change once."""
	key = f"{visit.name}:{visit.modified}"
	if visit.status == "Cancelled" and before.status == "Planned":
		post("invite", visit, {"notice": "visit_cancelled", "cancel": True}, key=f"visit_cancelled:{key}")
	if visit.status != "Planned":
		return
	now, then = addresses(visit), addresses(before)
	if gone := sorted(then.keys() - now.keys()):
		payload = {"notice": "visit_cancelled", "cancel": True, "only": gone}
		post("invite", visit, payload, key=f"visit_left:{key}")
	if now != then or any(_differs(visit, before, field) for field in TOLD):
		post("invite", visit, {"notice": "visit_changed"}, key=f"visit_changed:{key}")


def _differs(visit: Document, before: Document, field: str) -> bool:
	return (visit.get_value(field) or None) != (before.get_value(field) or None)
