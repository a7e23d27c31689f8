"""What the writer of .ics files writes is what any reader reads: the library's, and our own reader of holidays."""

import unittest
from dataclasses import replace
from datetime import datetime, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from citizen_service.appointments.ics import Appointment, Person, clean, write
from citizen_service.sla.ics import read
from citizen_service.sla.ics_text import source_of

START = 1_794_902_400  # 2026-11-17 08:00 UTC
VISIT = Appointment(
	uid="FV-2026-000001@office.example",
	sequence=0,
	stamp=START - 86_400,
	start=START,
	end=START + 5400,
	summary="زيارة ميدانية: حفرة في الشارع الرئيسي، أمام المدرسة؛ بالقرب من المسجد",
	description="المطلوب:\nمعاينة الحفرة, وقياسها; والتصوير\\ثم الإفادة",
	location="الشارع الرئيسي\nحي الزهور",
	organizer=Person("office@example.com", "مكتب خدمة المواطن"),
	attendees=(Person("roads@example.com", 'قسم "الطرق"'), Person("water@example.com")),
	alarm=60,
)
texts = st.text(max_size=300)
names = st.text(max_size=60)
appointments = st.builds(
	Appointment,
	uid=st.just("uid@office.example"),
	sequence=st.integers(0, 2**31 - 1),
	stamp=st.integers(0, 4_000_000_000),
	start=st.integers(0, 4_000_000_000),
	end=st.integers(4_000_000_001, 4_100_000_000),
	summary=texts,
	description=texts,
	location=texts,
	organizer=st.none() | st.builds(Person, st.just("office@example.com"), names),
	attendees=st.lists(st.builds(Person, st.just("a@example.com"), names), max_size=3).map(tuple),
	alarm=st.none() | st.integers(0, 100_000),
	busy=st.booleans(),
	cancelled=st.booleans(),
)


def event_of(content: bytes):
	calendar = Calendar.from_ical(content)
	(event,) = calendar.walk("VEVENT")
	return calendar, event


class WrittenTest(unittest.TestCase):
	def test_an_invitation_as_outlook_takes_it(self) -> None:
		lines = write(VISIT).decode().replace("\r\n ", "").split("\r\n")
		for line in (
			"BEGIN:VCALENDAR",
			"VERSION:2.0",
			"METHOD:REQUEST",
			"UID:FV-2026-000001@office.example",
			"SEQUENCE:0",
			"DTSTART:20261117T080000Z",
			"DTEND:20261117T093000Z",
			"STATUS:CONFIRMED",
			"TRANSP:OPAQUE",
			"TRIGGER:-PT1H",
			"LOCATION:الشارع الرئيسي\\, حي الزهور",
			"DESCRIPTION:المطلوب:\\nمعاينة الحفرة\\, وقياسها\\; والتصوير\\\\ثم الإفادة",
		):
			self.assertIn(line, lines)
		self.assertTrue(any(line.endswith(":mailto:roads@example.com") for line in lines))
		self.assertEqual(lines[-1], "", "the last line ends too")

	def test_moved_and_cancelled_keep_the_uid(self) -> None:
		moved = replace(VISIT, sequence=1, start=START + 3600, end=START + 7200)
		cancelled = replace(moved, sequence=2, cancelled=True)
		self.assertEqual([moved.method, cancelled.method], ["REQUEST", "CANCEL"])
		calendar, event = event_of(write(cancelled))
		self.assertEqual((calendar["METHOD"], event["UID"], event["SEQUENCE"]), ("CANCEL", VISIT.uid, 2))
		self.assertEqual(event["STATUS"], "CANCELLED")
		self.assertFalse(event.walk("VALARM"), "nobody is reminded of what does not take place")

	def test_a_due_date_takes_no_time(self) -> None:
		_calendar, event = event_of(write(replace(VISIT, busy=False)))
		self.assertEqual(event["TRANSP"], "TRANSPARENT")

	def test_our_own_reader_finds_the_hours(self) -> None:
		(entry,) = read(write(VISIT), "Asia/Kuwait").entries
		self.assertEqual(entry.name, clean(VISIT).summary)
		self.assertEqual((entry.holiday.from_minute, entry.holiday.to_minute), (11 * 60, 12 * 60 + 30))


class AnyTextTest(unittest.TestCase):
	@settings(max_examples=300, deadline=None, database=None)
	@given(appointments)
	def test_there_and_back(self, appointment: Appointment) -> None:
		calendar, event = event_of(write(appointment))
		kept = clean(appointment)
		self.assertEqual(calendar["METHOD"], appointment.method)
		self.assertEqual(str(event["SUMMARY"]), kept.summary)
		self.assertEqual(str(event.get("DESCRIPTION", "")), kept.description)
		self.assertEqual(str(event.get("LOCATION", "")), kept.location)
		self.assertEqual(event["SEQUENCE"], appointment.sequence)
		for name in ("start", "end", "stamp"):
			moment = event[f"DT{name.upper()}"].dt
			self.assertEqual(moment, datetime.fromtimestamp(getattr(appointment, name), timezone.utc))
		attendees = event.get("ATTENDEE", [])
		self.assertEqual(
			len(attendees if isinstance(attendees, list) else [attendees]), len(appointment.attendees)
		)

	@settings(max_examples=300, deadline=None, database=None)
	@given(appointments)
	def test_the_bytes_keep_the_format(self, appointment: Appointment) -> None:
		content = write(appointment)
		self.assertEqual(len(source_of(content).events), 1)
		self.assertTrue(content.endswith(b"END:VCALENDAR\r\n"))
		for line in content.split(b"\r\n"):
			self.assertLessEqual(len(line), 75)
			self.assertNotIn(b"\n", line)
			self.assertNotIn(b"\r", line)
			line.decode()  # a fold never lies within a letter
			self.assertFalse([mark for mark in line.decode() if ord(mark) < 32 and mark != "\t"])


if __name__ == "__main__":
	unittest.main()
