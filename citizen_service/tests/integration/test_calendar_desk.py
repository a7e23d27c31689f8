"""What the form of a Working Calendar asks: the preview, the due date and the import, over HTTP as the form does."""

import base64
import json

import frappe

from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.integration.test_working_calendar import RAMADAN, holiday, shift, values
from citizen_service.tests.unit.test_sla_ics import file_of

WEEK = [shift(day) for day in ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday")]
CALENDAR = values(
	[
		*WEEK,
		*(shift(day, "10:00:00", "14:00:00", season="رمضان") for day in ("Sunday", "Monday")),
		shift("Saturday", valid_to="2027-01-31"),
	],
	[RAMADAN],
	[
		holiday("2027-05-02", "2027-05-03"),
		holiday("2026-02-10", part_day=1, yearly=1, start_time="12:00:00", end_time="14:30:00"),
	],
)
MONTH = "/api/method/citizen_service.desk.calendar_preview.month"
DUE = "/api/method/citizen_service.desk.calendar_preview.due"
IMPORT = "/api/method/citizen_service.desk.holiday_import.read_holidays"


class CalendarDeskTestCase(HttpTestCase):
	def ask(self, path: str, user: str | None = None, calendar: dict = CALENDAR, **arguments):
		client = self.as_user(user or self.office.admin)
		return client.post(path, {"calendar": json.dumps(calendar), **arguments})

	def message(self, reply) -> str:
		return "".join(json.loads(text)["message"] for text in json.loads(reply.json["_server_messages"]))


class TestPreview(CalendarDeskTestCase):
	def days(self, year: int, month: int, **arguments) -> dict:
		answer = self.ok(self.ask(MONTH, year=year, month=month, **arguments)).data
		return {int(day["date"][-2:]): day for day in answer["days"]}

	def test_open_days_and_why_others_are_closed(self):
		may = self.days(2027, 5)
		self.assertEqual(len(may), 31)
		self.assertEqual(
			(may[4]["kind"], may[4]["hours"], may[4]["season"]), ("open", [["07:30", "14:30"]], None)
		)
		self.assertEqual((may[2]["kind"], may[2]["hours"]), ("holiday", []))
		self.assertEqual(may[2]["holidays"], ["عطلة للاختبار"])
		self.assertEqual((may[7]["kind"], may[7]["holidays"]), ("rest", []))
		self.assertEqual(may[8]["kind"], "not_in_force")

	def test_a_season_and_a_part_of_a_day(self):
		february = self.days(2027, 2)
		self.assertEqual((february[8]["season"], february[8]["hours"]), ("رمضان", [["10:00", "14:00"]]))
		self.assertEqual((february[10]["kind"], february[10]["holidays"]), ("holiday", ["عطلة للاختبار"]))
		self.assertEqual((february[11]["kind"], february[11]["season"]), ("rest", "رمضان"))
		later = self.days(2028, 2)[10]
		self.assertEqual((later["kind"], later["hours"]), ("open", [["07:30", "12:00"]]))
		self.assertEqual(later["holidays"], ["عطلة للاختبار"])

	def test_the_week_begins_with_its_first_working_day(self):
		answer = self.ok(self.ask(MONTH, year=2027, month=5)).data
		self.assertEqual(answer["first_weekday"], 6)
		answer = self.ok(self.ask(MONTH, year=2027, month=5, calendar=values(WEEK))).data
		self.assertEqual(answer["first_weekday"], 0)

	def test_due_when(self):
		for start, amount, unit, expected in (
			("2027-05-04 09:00:00", 3, "Working Days", "2027-05-09 09:00:00"),
			("2027-04-29 14:00:00", 1, "Working Hours", "2027-05-04 08:00:00"),
			("2027-05-04 09:00:00", 90, "Working Minutes", "2027-05-04 10:30:00"),
			("2027-04-29 09:00:00", 2, "Calendar Days", "2027-05-04 14:30:00"),
		):
			with self.subTest(start=start, unit=unit):
				zone = frappe.db.get_single_value("System Settings", "time_zone")
				calendar = {**CALENDAR, "time_zone": zone}
				answer = self.ok(self.ask(DUE, calendar=calendar, start=start, amount=amount, unit=unit)).data
				self.assertEqual((answer["start"], answer["due"]), (start, expected))
				self.assertIsNone(answer["zone"])

	def test_by_another_clock_than_the_site_s(self):
		calendar = {**CALENDAR, "time_zone": "Pacific/Auckland"}
		answer = self.ok(self.ask(DUE, calendar=calendar, amount=3, unit="Working Days")).data
		self.assertEqual(answer["zone"], "Pacific/Auckland")
		self.assertNotEqual(answer["due"], answer["due_there"])

	def test_refused(self):
		for arguments, name in (
			({"amount": 0, "unit": "Working Days"}, "InvalidPolicy"),
			({"amount": -1, "unit": "Working Hours"}, "InvalidPolicy"),
			({"amount": 1.5, "unit": "Working Days"}, "InvalidPolicy"),
			({"amount": "many", "unit": "Working Days"}, "InvalidPolicy"),
			({"amount": 1, "unit": "Weeks"}, "InvalidPolicy"),
			({"amount": 10**9, "unit": "Working Hours"}, "InvalidCalendar"),
			({"amount": 1, "unit": "Working Days", "start": "soon"}, "BadDate"),
			({"amount": 1, "unit": "Working Days", "start": "0900-01-01"}, "BadDate"),
		):
			with self.subTest(arguments):
				self.denied(self.ask(DUE, **arguments), name)
		self.denied(self.ask(MONTH, year=9999, month=1), "BadDate")
		self.denied(self.ask(MONTH, year=2027, month=13), "BadDate")

	def test_a_calendar_that_could_not_be_saved(self):
		bad = values([shift("Sunday", "15:00:00", "08:00:00")])
		for path, arguments in (
			(MONTH, {"year": 2027, "month": 5}),
			(DUE, {"amount": 1, "unit": "Working Days"}),
			(IMPORT, {"content": ""}),
		):
			reply = self.denied(self.ask(path, calendar=bad, **arguments), "InvalidCalendar")
			self.assertIn("Shifts, row 1, To", self.message(reply))
		for text in ("", "[]", "7", '{"shifts": "x"}', '{"shifts": 7}'):
			reply = self.as_user(self.office.admin).post(MONTH, {"calendar": text, "year": 2027, "month": 5})
			self.denied(reply, "InvalidCalendar")

	def test_who_may_look(self):
		self.ok(self.ask(MONTH, self.office.reception, year=2027, month=5))
		self.denied(self.web.client().post(MONTH, {"calendar": "{}", "year": 2027, "month": 5}))


class TestImport(CalendarDeskTestCase):
	def read(self, content: bytes, **arguments):
		return self.ask(IMPORT, content=base64.b64encode(content).decode(), **arguments)

	def test_new_ones_those_already_there_and_those_left_out(self):
		before = frappe.db.count("Working Calendar Holiday")
		answer = self.ok(
			self.read(
				file_of(
					"DTSTART:20270310\nDTEND:20270313\nSUMMARY:عيد الفطر",
					"DTSTART:20270503\nSUMMARY:أيار",
					"DTSTART:20271115\nRRULE:FREQ=YEARLY",
					"DTSTART;TZID=Asia/Gaza:20270602T120000\nDTEND;TZID=Asia/Gaza:20270603T000000\nSUMMARY:مساء",
					"DTSTART:20270602\nSTATUS:CANCELLED\nSUMMARY:x",
				)
			)
		).data
		eid, may, independence, evening = answer["entries"]
		self.assertEqual(
			eid,
			{
				"row": {
					"holiday_name": "عيد الفطر",
					"from_date": "2027-03-10",
					"to_date": "2027-03-12",
					"yearly": 0,
					"part_day": 0,
				},
				"existing": None,
			},
		)
		self.assertEqual(may["existing"], 1)
		self.assertEqual((independence["row"]["yearly"], independence["row"]["holiday_name"]), (1, "Holiday"))
		self.assertEqual((evening["row"]["start_time"], evening["row"]["end_time"]), ("12:00:00", "00:00:00"))
		self.assertEqual(
			answer["skipped"], [{"holiday_name": "x", "line": 30, "reason": "Cancelled in the file"}]
		)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Working Calendar Holiday"), before)

	def test_what_was_read_can_be_saved_and_is_then_there(self):
		content = file_of(
			"DTSTART:20270310\nDTEND:20270313",
			"DTSTART:20271115\nRRULE:FREQ=YEARLY",
			"DTSTART:20270602T120000\nDTEND:20270603T000000",
		)
		entries = self.ok(self.read(content)).data["entries"]
		calendar = values(WEEK, holidays=[entry["row"] for entry in entries])
		self.ok(self.as_user(self.office.admin).insert(**calendar))
		again = self.ok(self.read(content, calendar=calendar)).data["entries"]
		self.assertEqual([entry["existing"] for entry in again], [1, 2, 3])

	def test_a_broken_file_is_refused_with_its_line(self):
		for content, said in (
			(b"", "The file is empty"),
			(b"Eid;10.3.2027", "it must begin with BEGIN:VCALENDAR"),
			(
				file_of("DTSTART:20270230\nSUMMARY:<b>x</b>"),
				"Line 7 of the file</b>: The value of DTSTART is wrong",
			),
			(file_of("SUMMARY:<script>"), "The event <bdi>&lt;script&gt;</bdi> has no start"),
			(file_of("DTSTART:20270201")[:-30], "Line"),
		):
			with self.subTest(content):
				reply = self.denied(self.read(content), "InvalidIcs")
				self.assertIn(said, self.message(reply))
		self.denied(self.ask(IMPORT, content="§"), "InvalidIcs")

	def test_only_who_may_change_calendars(self):
		self.denied(self.read(file_of("DTSTART:20270310"), user=self.office.reception), "NotYours")
