"""The time that is left, in words: which clock, which words, for whom, and at what price."""

from datetime import date

import frappe

from citizen_service.acting import acting_as
from citizen_service.desk.time_left import MOST, describe, time_left
from citizen_service.desk.wording import day, duration
from citizen_service.errors import BadRequest, TooManyNames
from citizen_service.sla import clock as engine
from citizen_service.sla.calendar import compile
from citizen_service.sla.instants import instant_of, present, to_column
from citizen_service.sla.records import change, meet_clocks, pause_clocks
from citizen_service.sla.spans import Span
from citizen_service.sla.spec import MIDNIGHT, CalendarSpec, Shift
from citizen_service.sla.starting import start_case_clocks
from citizen_service.tests import factories
from citizen_service.tests.base import OfficeTestCase

HOUR = 3600
NO_BREAK = "\u00a0"


class TestWords(OfficeTestCase):
	def said(self, language: str, *span: int) -> str:
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		frappe.local.lang = language
		return duration(Span(*span))

	def test_arabic_counts_in_its_own_forms(self):
		for span, expected in {
			(0, 0): "أقل من دقيقة",
			(0, 60): "دقيقة",
			(0, 2 * HOUR): "ساعتان",
			(0, 3 * HOUR + 11 * 60): "3 ساعات و11 دقيقة",
			(0, 11 * HOUR): "11 ساعة",
			(1, HOUR): "يوم وساعة",
			(2, 2 * HOUR + 59 * 60): "يومان وساعتان",
			(10, 0): "10 أيام",
			(11, 0): "11 يوماً",
			(100, 0): "100 يوم",
		}.items():
			with self.subTest(span):
				self.assertEqual(self.said("ar", *span).replace(NO_BREAK, " "), expected)

	def test_english(self):
		self.assertEqual(self.said("en", 2, 3 * HOUR), "2 days and 3 hours")
		self.assertEqual(self.said("en", 0, HOUR + 60), "1 hour and 1 minute")
		self.assertEqual(self.said("en", 101, 59), "101 days")


class TestDescribe(OfficeTestCase):
	"""A record's columns in words, by a calendar that is always open."""

	NOW = 1_781_082_000  # 2026-06-10 12:00 in ZONE
	ZONE = "Asia/Hebron"
	ALWAYS = compile(
		CalendarSpec(ZONE, tuple(Shift(day, 0, MIDNIGHT) for day in range(7))),
		date(2026, 1, 1),
		date(2026, 12, 31),
	)

	def told(self, pause_reason: str | None = None, names_clock: bool = False, **values) -> dict:
		moments = {key: to_column(self.NOW + values.pop(key)) for key in [*values] if key.endswith("_utc")}
		row = {"clock": "Answer to Citizen", "status": "Running", "breached": 0, **values, **moments}
		return describe(frappe._dict(row), self.ALWAYS, self.NOW, pause_reason, names_clock)

	def test_each_state(self):
		for told, kind, text in (
			(self.told(due_utc=51 * HOUR), "left", "2 days and 3 hours left"),
			(self.told(due_utc=-26 * HOUR, breached=1), "overdue", "overdue by 1 day and 2 hours"),
			(self.told(due_utc=-26 * HOUR), "overdue", "overdue by 1 day and 2 hours"),
			(self.told(due_utc=HOUR, status="Met"), "met", "met in time"),
			(self.told(due_utc=-HOUR, status="Met", breached=1), "met_late", "met late"),
			(self.told(due_utc=HOUR, status="Cancelled"), "cancelled", "cancelled"),
			(
				self.told("Waiting for the Citizen", due_utc=HOUR, paused_utc=-HOUR, status="Paused"),
				"paused",
				"paused: Waiting for the Citizen",
			),
		):
			with self.subTest(text):
				self.assertEqual((told["kind"], told["text"]), (kind, text))

	def test_a_missed_date_and_the_new_one_are_both_said(self):
		promised = self.told(due_utc=-2 * HOUR, promised_utc=24 * HOUR, breached=1)
		self.assertEqual(promised["parts"][0], "overdue by 2 hours")
		self.assertEqual(promised["parts"][1], f"new date {day(self.NOW + 24 * HOUR)}")
		missed = self.told(due_utc=-4 * HOUR, promised_utc=-2 * HOUR, breached=1)
		self.assertEqual(missed["parts"][1], f"new date {day(self.NOW - 2 * HOUR)} missed too")
		extended = self.told(due_utc=2 * HOUR, breached=1)
		self.assertEqual(extended["parts"], ["2 hours left", "an earlier date was missed"])

	def test_a_pause_after_the_due_date_says_both(self):
		told = self.told(
			"Waiting for the Citizen", due_utc=-3 * HOUR, paused_utc=-HOUR, status="Paused", breached=1
		)
		self.assertEqual(told["parts"], ["paused: Waiting for the Citizen", "overdue by 2 hours"])

	def test_a_pause_before_the_due_date_is_not_overdue(self):
		told = self.told("Waiting for the Citizen", due_utc=-HOUR, paused_utc=-3 * HOUR, status="Paused")
		self.assertEqual(told["parts"], ["paused: Waiting for the Citizen"])
		self.assertEqual((told["seconds"], told["due"]), (2 * HOUR, None))

	def test_seconds_and_first_reply(self):
		told = self.told(names_clock=True, due_utc=-HOUR, clock="First Reply of Department")
		self.assertEqual(
			(told["seconds"], told["label"], told["text"]), (-HOUR, "First Reply", "overdue by 1 hour")
		)


class TestTimeLeft(OfficeTestCase):
	def asked(self, doctype: str, *names: str, user: str | None = None) -> dict:
		with acting_as(user or self.office.follow_up):
			return time_left(doctype, list(names))

	def test_of_a_case_it_is_the_answer_s(self):
		case = factories.make_case_under_study(self.office)
		found = self.asked("Case", case.name)[case.name]
		self.assertEqual((found["kind"], found["clock"]), ("left", "Answer to Citizen"))
		self.assertEqual(found["due"], str(frappe.db.get_value("Case", case.name, "due_on")))
		pause_clocks("Waiting for the Citizen", case=case.name)
		self.assertEqual(self.asked("Case", case.name)[case.name]["text"], "paused: Waiting for the Citizen")

	def test_a_reopened_case_shows_the_clock_that_runs(self):
		case = factories.make_case_under_study(self.office)
		meet_clocks(case=case.name, clock="Answer to Citizen")
		self.assertEqual(self.asked("Case", case.name)[case.name]["kind"], "met")
		start_case_clocks(case, ("Answer to Citizen",), present())
		self.assertEqual(self.asked("Case", case.name)[case.name]["kind"], "left")

	def test_of_a_referral_first_the_first_reply_then_the_full_one(self):
		_case, (roads,) = factories.make_referred_case(self.office)
		clocks = frappe.get_all(
			"Service Level Record", {"referral": roads}, pluck="clock", order_by="due_utc asc"
		)
		self.assertEqual(clocks, ["First Reply of Department", "Full Reply of Department"])
		first = self.asked("Case Referral", roads)[roads]
		self.assertEqual((first["label"], first["clock"]), ("First Reply", "First Reply of Department"))
		meet_clocks(referral=roads, clock="First Reply of Department")
		self.assertEqual(self.asked("Case Referral", roads)[roads]["clock"], "Full Reply of Department")
		meet_clocks(referral=roads)
		both = self.asked("Case Referral", roads)[roads]
		self.assertEqual((both["clock"], both["text"]), ("Full Reply of Department", "met in time"))

	def test_a_department_is_told_of_its_own_only(self):
		office = self.office
		case, (roads, water) = factories.make_referred_case(office, office.roads, office.water)
		found = self.asked("Case Referral", roads, water, user=office.roads_officer)
		self.assertEqual(set(found), {roads})
		records = frappe.get_all(
			"Service Level Record", {"case": case.name}, ["name", "department"], order_by="name asc"
		)
		found = self.asked("Service Level Record", *(row.name for row in records), user=office.roads_officer)
		self.assertEqual(set(found), {row.name for row in records if row.department == office.roads})
		for user in (office.roads_officer, office.supervisor, "Guest"):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				self.asked("Case", case.name, user=user)

	def test_the_price_is_the_same_for_many(self):
		office = self.office
		cases = [factories.make_case_under_study(office).name for _ in range(4)]
		pause_clocks("Waiting for the Citizen", case=cases)
		self.asked("Case", *cases)
		with self.assertQueryCount(6):
			self.asked("Case", cases[0])
		with self.assertQueryCount(6):
			self.assertEqual(set(self.asked("Case", *cases)), set(cases))

	def test_what_cannot_be_asked_is_refused(self):
		with self.refused(TooManyNames, str(MOST)):
			self.asked("Case", *(str(n) for n in range(MOST + 1)))
		with self.refused(TooManyNames):
			self.asked("Department", self.office.roads)
		with acting_as(self.office.follow_up), self.refused(BadRequest):
			time_left("Case", '"CS-1"')

	def test_an_extension_after_the_breach_is_shown_with_what_was_missed(self):
		case = factories.make_case_under_study(self.office)
		due = instant_of(frappe.db.get_value("Case", case.name, "due_on"))
		later = due + 30 * 24 * HOUR
		change(
			lambda held: engine.extend(held.clock, due + HOUR, later, "ورد كتاب جديد"),
			case=case.name,
			clock="Answer to Citizen",
		)
		found = self.asked("Case", case.name)[case.name]
		self.assertEqual(found["parts"][1:], ["an earlier date was missed"])
