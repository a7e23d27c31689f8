"""The calendars of the two demo offices as they are shipped: their weeks, their breaks, their Ramadan."""

import json
from datetime import date, datetime
from pathlib import Path

import frappe

from citizen_service import setup
from citizen_service.compat import TestCase
from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, compile
from citizen_service.sla.outlook import outlook
from citizen_service.sla.reading import spec_of
from citizen_service.sla.targets import Target, Unit, due_for

RECORDS = json.loads((Path(setup.__file__).parent / "seeds" / "working_calendar.json").read_text("utf-8"))
WEEK = range(3, 10)
"""3 to 9 January 2027 is a Sunday to a Saturday."""


class TestSeededCalendars(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.docs = {record["calendar_name"]: frappe.get_doc(record) for record in RECORDS}

	def hours(self, name: str, day: date) -> list[str]:
		(found,) = outlook(spec_of(self.docs[name]), day, day)
		return [f"{low // 60}:{low % 60:02}-{high // 60}:{high % 60:02}" for low, high in found.hours]

	def calendar(self, name: str) -> Calendar:
		return compile(spec_of(self.docs[name]), date(2027, 1, 1), date(2027, 12, 31))

	def test_nothing_is_wrong_with_them(self):
		self.assertEqual(sorted(self.docs), ["Ministry", "Municipality"])
		for doc in self.docs.values():
			doc.refuse_problems()
		default = [
			record["calendar_name"] for record in RECORDS if record.get("on_create") == {"is_default": 1}
		]
		self.assertEqual(default, ["Municipality"])

	def test_the_ministry_s_week(self):
		week = [self.hours("Ministry", date(2027, 1, day + 7)) for day in WEEK]
		self.assertEqual(week, [["7:30-14:30"]] * 5 + [[], []])

	def test_the_municipality_s_week_with_its_break(self):
		week = [self.hours("Municipality", date(2027, 1, day + 7)) for day in WEEK]
		self.assertEqual(week, [["8:00-12:00", "12:30-15:00"]] * 5 + [[], ["8:00-12:00", "12:30-15:00"]])

	def test_ramadan_of_two_years(self):
		for first, last in ((date(2027, 2, 8), date(2027, 3, 9)), (date(2028, 1, 30), date(2028, 2, 24))):
			for day in (first, last):
				self.assertEqual(self.hours("Ministry", day), ["10:00-14:30"])
				self.assertEqual(self.hours("Municipality", day), ["9:00-14:00"])
		for day in (date(2027, 2, 7), date(2027, 3, 14), date(2028, 1, 27), date(2028, 3, 1)):
			self.assertEqual(self.hours("Ministry", day), ["7:30-14:30"])

	def test_feasts_are_closed(self):
		for day in (date(2027, 3, 10), date(2027, 5, 16), date(2028, 2, 28), date(2028, 5, 7)):
			for name in self.docs:
				self.assertEqual(self.hours(name, day), [])
		self.assertEqual(self.hours("Municipality", date(2030, 11, 16)), ["8:00-12:00", "12:30-15:00"])
		self.assertEqual(self.hours("Municipality", date(2031, 11, 15)), [])

	def test_three_days_over_the_feast(self):
		"""Tuesday before Eid al-Fitr (Wednesday to Friday), three working days."""
		for name, due in (
			("Ministry", datetime(2027, 3, 16, 11, 0)),
			("Municipality", datetime(2027, 3, 15, 11, 0)),
		):
			zone = self.docs[name].time_zone
			start = zones.from_local(zone, datetime(2027, 3, 9, 11, 0))
			self.assertEqual(
				due_for(Target(3, Unit.DAYS), start, self.calendar(name)), zones.from_local(zone, due)
			)
