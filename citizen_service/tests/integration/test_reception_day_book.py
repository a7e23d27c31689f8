"""The day book: who counts, what is kept, when an entry is taken back; and its report."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_to_date, now_datetime

from citizen_service.acting import acting_as
from citizen_service.citizen_service.report.calls_and_visits.calls_and_visits import execute
from citizen_service.errors import BadPeriod, DayBookRefused, NotYours
from citizen_service.reception import day_book
from citizen_service.tests.base import OfficeTestCase

ENTRY = "Day Book Entry"
REPORT = "Calls and Visits"
PERIOD = {"from_date": "2001-03-01", "to_date": "2001-03-31"}


class DayBookTestCase(OfficeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.kind = self.make_kind()

	def make_kind(self, **values) -> str:
		values = {"doctype": "Day Book Kind", "kind_name": frappe.generate_hash(length=10), **values}
		return frappe.get_doc(values).insert().name

	def add(self, user: str, kind: str | None = None, **details) -> str:
		"""Count one as the user; the entry's name."""
		with acting_as(user):
			return day_book.add(kind or self.kind, **details)["entries"][0]["name"]


class TestDayBook(DayBookTestCase):
	def test_one_call_counts_one(self):
		reception, follow_up = self.office.reception, self.office.follow_up
		self.add(reception, note="  سأل عن الدوام ")
		self.add(reception)
		self.add(follow_up)
		with acting_as(reception):
			state = day_book.today()
		(button,) = (kind for kind in state["kinds"] if kind["name"] == self.kind)
		self.assertEqual(button["mine"], 2)
		self.assertGreaterEqual(state["office"], state["mine"] + 1)
		notes = [entry["note"] for entry in state["entries"] if entry["label"] == self.kind]
		self.assertEqual(notes, [None, "سأل عن الدوام"], "the newest first, those of others left out")

	def test_the_program_says_when_and_by_whom(self):
		with acting_as(self.office.reception):
			entry = frappe.get_doc(
				{
					"doctype": ENTRY,
					"kind": self.kind,
					"officer": self.office.manager,
					"recorded_on": "2001-01-01 08:00:00",
					"day": "2001-01-01",
				}
			).insert()
		self.assertEqual(entry.officer, self.office.reception)
		self.assertEqual(str(entry.day), str(now_datetime().date()))

	def test_the_maker_takes_it_back(self):
		entry = self.add(self.office.reception)
		with acting_as(self.office.reception):
			day_book.undo(entry)
		self.assertFalse(frappe.db.exists(ENTRY, entry))
		self.assertTrue(frappe.db.exists("Deleted Document", {"deleted_name": entry}), "what was taken back")

	def test_nobody_else_takes_it_back(self):
		entry = self.add(self.office.reception)
		for user in (self.office.follow_up, self.office.manager):
			with self.subTest(user), acting_as(user), self.assertRaises(NotYours):
				day_book.undo(entry)
		with self.assertRaises(NotYours):
			frappe.delete_doc(ENTRY, entry)  # not even an administrator

	def test_it_stands_after_some_minutes(self):
		entry = self.add(self.office.reception)
		for minutes, refused in ((9, False), (11, True)):
			frappe.db.set_value(ENTRY, entry, "recorded_on", add_to_date(now_datetime(), minutes=-minutes))
			with self.subTest(minutes), acting_as(self.office.reception):
				(shown,) = (row for row in day_book.today()["entries"] if row["name"] == entry)
				self.assertEqual(shown["undo_seconds"] == 0, refused)
		with acting_as(self.office.reception), self.refused(DayBookRefused, "older than 10 minutes"):
			day_book.undo(entry)

	def test_it_is_never_changed(self):
		entry = frappe.get_doc(ENTRY, self.add(self.office.reception))
		entry.note = "غير ذلك"
		with self.refused(DayBookRefused, "never changed"):
			entry.save()
		with acting_as(self.office.reception), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(ENTRY, entry.name).save()

	def test_no_kind_and_kinds_that_are_not_counted(self):
		idle = self.make_kind(enabled=0)
		for kind, message in (("", "Choose what it was"), (idle, "no longer counted")):
			with self.subTest(kind), acting_as(self.office.reception), self.refused(DayBookRefused, message):
				day_book.add(kind)
		with self.assertRaises(frappe.LinkValidationError):
			self.add(self.office.reception, "no such kind")

	def test_who_may_count(self):
		office = self.office
		for user in (office.reception, office.follow_up, office.manager):
			self.add(user)
		for user in (office.supervisor, office.admin, office.roads_officer, office.roads_manager):
			with self.subTest(user), acting_as(user):
				for step in (day_book.today, lambda: day_book.add(self.kind), lambda: day_book.undo("x")):
					with self.assertRaises(NotYours):
						step()

	def test_the_card_counts_the_office(self):
		before = day_book.today_card()["value"]
		self.add(self.office.reception)
		self.add(self.office.manager)
		self.assertEqual(day_book.today_card()["value"], before + 2)


class TestCallsAndVisits(DayBookTestCase):
	"""March 2001: reception two of a kind on the 5th, one of another on the 6th; follow-up one on the 31st."""

	def setUp(self) -> None:
		super().setUp()
		self.other = self.make_kind()
		self.enter(self.office.reception, self.kind, "2001-03-05", department=self.office.roads)
		self.enter(self.office.reception, self.kind, "2001-03-05")
		self.enter(self.office.reception, self.other, "2001-03-06")
		self.enter(self.office.follow_up, self.kind, "2001-03-31", department=self.office.roads)
		self.enter(self.office.follow_up, self.kind, "2001-04-01")

	def enter(self, user: str, kind: str, day: str, **details) -> None:
		frappe.db.set_value(ENTRY, self.add(user, kind, **details), "day", day)

	def counted(self, group_by: str) -> list[tuple]:
		"""The lines as name, number of `kind`, number of `other`, total."""
		columns, rows, *_rest = execute({**PERIOD, "group_by": group_by})
		fields = {column["label"]: column["fieldname"] for column in columns}
		return [(row["name"], row[fields[self.kind]], row[fields[self.other]], row["total"]) for row in rows]

	def test_by_day_in_their_order(self):
		self.assertEqual([row[1:] for row in self.counted("Day")], [(2, 0, 2), (0, 1, 1), (1, 0, 1)])

	def test_by_officer_and_department(self):
		self.assertEqual(self.counted("Officer"), [("Reception", 2, 1, 3), ("Follow Up", 1, 0, 1)], "by size")
		self.assertEqual(self.counted("Department"), [(self.office.roads, 2, 0, 2), ("Not Stated", 1, 1, 2)])

	def test_by_procedure_with_its_title(self):
		procedure = frappe.get_doc(
			{
				"doctype": "Service Procedure",
				"title": "براءة ذمة للاختبار",
				"department": self.office.water,
				"steps": [{"instruction": "تقديم الطلب"}],
			}
		).insert()
		self.enter(self.office.reception, self.kind, "2001-03-07", procedure=procedure.name)
		self.assertEqual(
			self.counted("Procedure"), [(procedure.title, 1, 0, 1), ("Not Stated", 3, 1, 4)], "unnamed last"
		)
		self.assertIn((self.office.water, 1, 0, 1), self.counted("Department"), "its owner was asked about")

	def test_a_department_manager_sees_what_was_asked_about_their_own(self):
		with acting_as(self.office.roads_manager):
			_columns, rows, *_rest = execute({**PERIOD, "group_by": "Officer"})
		self.assertEqual([(row["name"], row["total"]) for row in rows], [("Follow Up", 1), ("Reception", 1)])
		with acting_as(self.office.water_manager):
			self.assertEqual(execute(PERIOD)[1], [])

	def test_summary_and_chart(self):
		_columns, _rows, _message, chart, summary = execute({**PERIOD, "group_by": "Day"})
		self.assertEqual(
			{entry["label"]: entry["value"] for entry in summary}, {self.kind: 3, self.other: 1, "Total": 4}
		)
		self.assertEqual([s["values"] for s in chart["data"]["datasets"]].count([2, 0, 1]), 1)

	def test_who_may_open_it(self):
		office = self.office
		for user in (office.reception, office.follow_up, office.manager, office.supervisor):
			with self.subTest(user), acting_as(user):
				self.assertTrue(run(REPORT, filters=PERIOD)["result"])
		for user in (office.roads_officer, office.admin):
			with self.subTest(user), acting_as(user), self.assertRaises(frappe.PermissionError):
				run(REPORT, filters=PERIOD)

	def test_an_empty_period_says_so_and_a_wrong_one_is_refused(self):
		_columns, rows, message, chart, _summary = execute(
			{"from_date": "1990-01-01", "to_date": "1990-01-31"}
		)
		self.assertEqual((rows, chart), ([], None))
		self.assertIn("Nothing was entered", message)
		with self.refused(BadPeriod, "ends on"):
			execute({"from_date": "2001-04-01", "to_date": "2001-03-01"})
