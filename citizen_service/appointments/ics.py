"""An appointment as an .ics file (RFC 5545, RFC 5546), as Outlook takes it. Plain Python, no frappe import.

The same UID with a higher SEQUENCE moves an appointment that was sent before; METHOD:CANCEL takes it out of the
calendar again. Times are written in UTC, so that no reader needs the office's time-zone data.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

PRODUCT = "-//Citizen Service//Appointments//EN"
MINUTE = timedelta(minutes=1)
LINE_BREAKS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True)
class Person:
	"""Somebody with an e-mail address, as the reader's calendar shows them."""

	email: str
	name: str = ""


@dataclass(frozen=True)
class Appointment:
	"""What a calendar shows. `start`, `end` and `stamp` (when this was written) are instants in seconds.

	`alarm` is how many minutes before the start the reader is reminded, None for never. `busy` says whether the
	time counts as taken: a visit does, a due date does not.
	"""

	uid: str
	sequence: int
	stamp: int
	start: int
	end: int
	summary: str
	description: str = ""
	location: str = ""
	url: str = ""
	organizer: Person | None = None
	attendees: tuple[Person, ...] = ()
	alarm: int | None = None
	busy: bool = True
	cancelled: bool = False

	@property
	def method(self) -> str:
		"""What the reader's calendar is to do with it: CANCEL, REQUEST (somebody invites somebody) or PUBLISH."""
		if not (self.organizer and self.attendees):
			return "CANCEL" if self.cancelled else "PUBLISH"
		return "CANCEL" if self.cancelled else "REQUEST"


def write(appointment: Appointment) -> bytes:
	"""The file: UTF-8, CRLF, lines folded at 75 octets, text escaped."""
	calendar = Calendar()
	calendar.add("prodid", PRODUCT)
	calendar.add("version", "2.0")
	calendar.add("method", appointment.method)
	calendar.add_component(_event(clean(appointment)))
	return calendar.to_ical()


def clean(appointment: Appointment) -> Appointment:
	"""The same with texts that the format can hold: one kind of line break, no control characters."""
	return replace(
		appointment,
		summary=" ".join(plain(appointment.summary).split()),
		description=plain(appointment.description),
		location=", ".join(part.strip() for part in plain(appointment.location).split("\n") if part.strip()),
	)


def plain(text: str) -> str:
	"""Text without what RFC 5545 forbids in it."""
	for mark in LINE_BREAKS:
		text = text.replace(mark, "\n")
	return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))


def _event(appointment: Appointment) -> Event:
	event = Event()
	event.add("uid", appointment.uid)
	event.add("sequence", appointment.sequence)
	event.add("dtstamp", _utc(appointment.stamp))
	event.add("dtstart", _utc(appointment.start))
	event.add("dtend", _utc(appointment.end))
	event.add("summary", appointment.summary)
	event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
	event.add("transp", "OPAQUE" if appointment.busy and not appointment.cancelled else "TRANSPARENT")
	for name in ("description", "location", "url"):
		if value := getattr(appointment, name):
			event.add(name, value)
	if appointment.organizer:
		event.add("organizer", _address(appointment.organizer))
	for person in appointment.attendees:
		event.add("attendee", _address(person, {"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}))
	if appointment.alarm is not None and not appointment.cancelled:
		event.add_component(_alarm(appointment))
	return event


def _alarm(appointment: Appointment) -> Alarm:
	alarm = Alarm()
	alarm.add("action", "DISPLAY")
	alarm.add("description", appointment.summary)
	alarm.add("trigger", -MINUTE * appointment.alarm)
	return alarm


def _address(person: Person, params: dict[str, str] | None = None) -> vCalAddress:
	address = vCalAddress(f"mailto:{person.email}")
	name = plain(person.name).replace('"', "'").replace("\n", " ").strip()
	if name:
		address.params["CN"] = vText(name)
	for key, value in (params or {}).items():
		address.params[key] = vText(value)
	return address


def _utc(instant: int) -> datetime:
	return datetime.fromtimestamp(instant, timezone.utc)
