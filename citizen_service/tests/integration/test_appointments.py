"""Appointments reach calendars by real e-mail: invited, moved, cancelled; the same UID, the SEQUENCE rising."""

from datetime import datetime, timezone
from email.message import EmailMessage

import frappe
from frappe.utils import add_days, add_to_date, now_datetime
from icalendar import Calendar

from citizen_service.field_visit import actions
from citizen_service.field_visit.reminders import remind
from citizen_service.outbox import worker
from citizen_service.referral.actions import withdraw
from citizen_service.referral.extension import ask, grant
from citizen_service.sla.byhand import set_due
from citizen_service.sla.ics_text import source_of
from citizen_service.sla.instants import instant_of
from citizen_service.sla.records import FULL_REPLY, RECORD
from citizen_service.tests import factories as make
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.mail import send_through
from citizen_service.tests.support.server import forget_left_work


class AppointmentTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = send_through(cls)
		cls.case, (cls.referral,) = make.make_referred_case(cls.office, withhold_identity=1)
		cls.mailbox = frappe.db.get_value("Department", cls.office.roads, "email")
		frappe.db.commit()

	def sent(self, address: str) -> list[EmailMessage]:
		"""The letters to an address that come of what was done since the last call."""
		frappe.db.commit()
		before = len(self.smtp.sent_to(address))
		send_all()
		return self.smtp.sent_to(address)[before:]

	def event(self, letter: EmailMessage) -> tuple[str, object]:
		"""METHOD and event of the letter's .ics file, which keeps the format byte by byte."""
		(part,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
		content = part.get_payload(decode=True)
		self.assertEqual(len(source_of(content).events), 1)
		self.assertTrue(all(len(line) <= 75 for line in content.splitlines()))
		calendar = Calendar.from_ical(content)
		self.assertEqual(part.get_param("method"), str(calendar["METHOD"]))
		(event,) = calendar.walk("VEVENT")
		return str(calendar["METHOD"]), event


def send_all() -> None:
	"""Do what the outbox holds, and send it: in tests the framework keeps its mail to itself."""
	worker.drain()
	frappe.flags.in_test = False
	try:
		for name in frappe.get_all(
			"Email Queue", {"status": "Not Sent"}, pluck="name", order_by="creation asc"
		):
			frappe.get_doc("Email Queue", name).send()
	finally:
		frappe.flags.in_test = True


def utc(local: datetime | str) -> datetime:
	return datetime.fromtimestamp(instant_of(local), timezone.utc)


def html(letter: EmailMessage) -> str:
	return letter.get_body(("html",)).get_content()


class TestVisits(AppointmentTestCase):
	def setUp(self) -> None:
		super().setUp()
		forget_left_work()

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		super().tearDown()

	def test_invited_moved_and_cancelled(self):
		office = self.office
		visit = make.make_visit(office, self.case.name, address="شارع المدارس؛ مقابل المسجد")
		(letter,) = self.sent(self.mailbox)
		self.assertIn('dir="rtl"', html(letter))
		for part in (visit.name, self.case.name, "قياس الحفرة وتصويرها", "شارع المدارس"):
			self.assertIn(part, html(letter))
		method, event = self.event(letter)
		self.assertEqual((method, event["SEQUENCE"]), ("REQUEST", 0))
		self.assertEqual(
			(event["DTSTART"].dt, event["DTEND"].dt), (utc(visit.planned_start), utc(visit.planned_end))
		)
		self.assertIn("شارع المدارس؛ مقابل المسجد", event["LOCATION"])
		addresses = {str(address).lower() for address in event["ATTENDEE"]}
		self.assertEqual(
			addresses, {f"mailto:{one}" for one in (self.mailbox, office.follow_up, office.roads_officer)}
		)
		start, end = add_days(visit.planned_start, 1), add_days(visit.planned_end, 1)
		with make.acting_as(office.follow_up):
			actions.reschedule(visit.name, str(start), str(end), "سوء الأحوال الجوية")
		(letter,) = self.sent(self.mailbox)
		self.assertIn("سوء الأحوال الجوية", html(letter))
		method, moved = self.event(letter)
		self.assertEqual((method, moved["UID"], moved["SEQUENCE"]), ("REQUEST", event["UID"], 1))
		self.assertEqual(moved["DTSTART"].dt, utc(start))
		with make.acting_as(office.follow_up):
			actions.cancel(visit.name, "حُلّت المشكلة.")
		(letter,) = self.sent(office.roads_officer)
		self.assertIn("حُلّت المشكلة.", html(letter))
		method, gone = self.event(letter)
		self.assertEqual((method, gone["UID"], gone["SEQUENCE"]), ("CANCEL", event["UID"], 2))
		self.assertEqual(gone["STATUS"], "CANCELLED")
		rung = frappe.get_all(
			"Notification Log", {"document_name": visit.name}, pluck="for_user", order_by="for_user"
		)
		self.assertEqual(set(rung), {office.follow_up, office.roads_officer})

	def test_whoever_need_not_come_any_more_is_the_only_one_told(self):
		visit = make.make_visit(self.office, self.case.name)
		self.sent(self.mailbox)
		with make.acting_as(self.office.follow_up):
			visit.reload()
			visit.people = [row for row in visit.people if row.user != self.office.roads_officer]
			visit.save()
		frappe.db.commit()
		before = {
			address: len(self.smtp.sent_to(address)) for address in (self.mailbox, self.office.roads_officer)
		}
		send_all()
		(left,) = self.smtp.sent_to(self.office.roads_officer)[before[self.office.roads_officer] :]
		self.assertEqual(self.event(left)[0], "CANCEL")
		(stays,) = self.smtp.sent_to(self.mailbox)[before[self.mailbox] :]
		method, event = self.event(stays)
		self.assertEqual(method, "REQUEST")
		self.assertNotIn(f"mailto:{self.office.roads_officer}", str(event["ATTENDEE"]))

	def test_what_does_not_concern_them_is_not_sent(self):
		visit = make.make_visit(self.office, self.case.name)
		self.sent(self.mailbox)
		with make.acting_as(self.office.roads_officer):
			actions.arrive(visit.name)
			actions.record_findings(visit.name, "لا شيء.")
		self.assertEqual(self.sent(self.mailbox), [])

	def test_reminded_once_whenever_the_job_runs(self):
		visit = make.make_visit(self.office, self.case.name)
		self.sent(self.mailbox)
		remind()
		self.assertEqual(self.sent(self.mailbox), [], "two days before")
		start = add_to_date(now_datetime(), hours=5)
		values = {"planned_start": start, "planned_end": add_to_date(start, hours=1)}
		frappe.db.set_value("Field Visit", visit.name, {**values, "planned_on": add_days(start, -3)})
		remind()  # the first run for 19 hours
		(letter,) = self.sent(self.mailbox)
		self.assertIn("تذكير", letter["Subject"])
		self.assertEqual(self.event(letter)[1]["DTSTART"].dt, utc(start.replace(microsecond=0)))
		remind()
		self.assertEqual(self.sent(self.mailbox), [], "once")
		frappe.db.set_value("Field Visit", visit.name, "status", "Cancelled")
		frappe.db.delete("Outbox Entry", {"reference_name": visit.name})
		remind()
		self.assertEqual(self.sent(self.mailbox), [], "not of what does not take place")


class TestReferrals(AppointmentTestCase):
	def test_the_departments_calendar_follows_the_due_date(self):
		"""«ابلاغ الدوائر ذات العلاقة بموضوع الشكاوى لمتابعتها من خلال برنامج (outlook)»"""
		office = self.office
		send_all()
		case, (referral,) = make.make_referred_case(office, withhold_identity=1)
		(letter,) = self.sent(self.mailbox)
		text = html(letter)
		due = frappe.db.get_value("Case Referral", referral, "due_on")
		for part in (referral, case.name, "يرجى المعاينة والإفادة.", f"{due:%d/%m/%Y %H:%M}"):
			self.assertIn(part, text)
		self.assertRegex(text, f'href="http[^"]*/case-referral/{referral}"')
		method, event = self.event(letter)
		self.assertEqual((method, event["SEQUENCE"], event["DTEND"].dt), ("REQUEST", 0, utc(due)))
		self.assertEqual(event["TRANSP"], "TRANSPARENT")
		(alarm,) = event.walk("VALARM")
		self.assertEqual(alarm["TRIGGER"].dt.total_seconds(), -86400)
		self.assertNotIn(make.case_values()["citizen_name"], letter.as_string() + event["DESCRIPTION"] + text)

		until = add_days(due, 3)
		with make.acting_as(office.roads_manager):
			request = ask(referral, str(until), "نحتاج إلى معدات.")
		with make.acting_as(office.follow_up):
			grant(request)
		(letter,) = self.sent(self.mailbox)
		method, moved = self.event(letter)
		self.assertEqual((method, moved["UID"], moved["SEQUENCE"]), ("REQUEST", event["UID"], 1))
		self.assertEqual(moved["DTEND"].dt, utc(until.replace(microsecond=0)))

		clock = frappe.db.get_value(RECORD, {"referral": referral, "clock": FULL_REPLY})
		until = add_days(due, 5).replace(microsecond=0)
		with make.acting_as(office.follow_up):
			set_due(clock, str(until), "بطلب من المدير")
		(letter,) = self.sent(self.mailbox)
		_method, moved = self.event(letter)
		self.assertEqual((moved["SEQUENCE"], moved["DTEND"].dt), (2, utc(until)))

		with make.acting_as(office.follow_up):
			withdraw(referral, "أُحيلت بالخطأ.")
		(letter,) = self.sent(self.mailbox)
		self.assertIn("أُحيلت بالخطأ.", html(letter))
		method, gone = self.event(letter)
		self.assertEqual((method, gone["UID"], gone["SEQUENCE"]), ("CANCEL", event["UID"], 3))

	def test_an_admin_words_it_and_switches_it_off(self):
		name = "Due Date of a Referral (Arabic)"
		notice = frappe.get_doc("Notification", name)
		self.addCleanup(frappe.db.set_value, "Notification", name, "subject", notice.subject)
		frappe.db.set_value("Notification", name, "subject", "موعدكم الجديد {{ doc.name }}")
		self.addCleanup(frappe.db.set_value, "Notification", name, "enabled", 1)
		_case, (referral,) = make.make_referred_case(self.office, self.office.water)
		mailbox = frappe.db.get_value("Department", self.office.water, "email")
		self.sent(mailbox)
		clock = frappe.db.get_value(RECORD, {"referral": referral, "clock": FULL_REPLY})
		until = add_days(now_datetime(), 30)
		with make.acting_as(self.office.follow_up):
			set_due(clock, str(until), "x")
		(letter,) = self.sent(mailbox)
		self.assertEqual(letter["Subject"], f"موعدكم الجديد {referral}")
		frappe.db.set_value("Notification", name, "enabled", 0)
		with make.acting_as(self.office.follow_up):
			set_due(clock, str(add_days(until, 1)), "x")
		self.assertEqual(self.sent(mailbox), [])
