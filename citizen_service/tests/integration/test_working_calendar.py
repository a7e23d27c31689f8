"""What an admin may not save as a Working Calendar: refused with table, row and field, in the form and over REST."""

import json
from datetime import date

import frappe
from frappe.utils import add_days, today

from citizen_service.acting import acting_as
from citizen_service.errors import InvalidCalendar
from citizen_service.sla.reading import spec_of
from citizen_service.tests.base import HttpTestCase, OfficeTestCase

RAMADAN = {"season_name": "رمضان", "from_date": "2027-02-08", "to_date": "2027-03-09"}


def shift(weekday: str = "Sunday", start: str = "07:30:00", end: str = "14:30:00", **values) -> dict:
	return {"weekday": weekday, "start_time": start, "end_time": end, **values}


def holiday(first: str, last: str | None = None, **values) -> dict:
	return {"holiday_name": "عطلة للاختبار", "from_date": first, "to_date": last, **values}


def values(shifts: list[dict], seasons=(), holidays=(), **others) -> dict:
	name = f"Test {frappe.generate_hash(length=8)}"
	return {
		"doctype": "Working Calendar",
		"calendar_name": name,
		"time_zone": "Asia/Gaza",
		"shifts": shifts,
		"seasons": list(seasons),
		"holidays": list(holidays),
		**others,
	}


USUAL = [shift("Sunday"), shift("Monday")]

REFUSED = {
	"overlapping shifts": (
		values([*USUAL, shift("Sunday", "14:00:00", "16:00:00")]),
		"Shifts, row 3, From</b>: It overlaps row 1 of the same day .Sunday.",
	),
	"overlapping shifts of a season": (
		values(
			[
				shift("Sunday", season="رمضان"),
				*USUAL,
				shift("Sunday", "14:00:00", "16:00:00", season="رمضان"),
			],
			[RAMADAN],
		),
		"Shifts, row 4, From</b>: It overlaps row 1 of",
	),
	"a usual shift below one of a season": (
		values([shift("Sunday", season="رمضان"), shift("Monday", "15:00:00", "08:00:00")], [RAMADAN]),
		"Shifts, row 2, To</b>: The shift ends at 08:00, but starts at 15:00",
	),
	"a shift of a season that ends before it starts": (
		values([*USUAL, shift("Monday", "15:00:00", "08:00:00", season="رمضان")], [RAMADAN]),
		"Shifts, row 3, To</b>: The shift ends at 08:00, but starts at 15:00",
	),
	"a shift whose last day lies before its first": (
		values([*USUAL, shift("Tuesday", valid_from="2027-05-02", valid_to="2027-05-01")]),
		"Shifts, row 3, Valid To</b>: The last day .* lies before the first day",
	),
	"hours beyond midnight": (
		values([shift("Sunday", "20:00:00", "26:00:00")]),
		"Shifts, row 1, From</b>: From 20:00 to 26:00 is not within one day",
	),
	"no weekday": (values([*USUAL, shift("")]), "Shifts, row 3, Day</b>: This is empty"),
	"an unknown weekday": (
		values([*USUAL, shift("Someday")]),
		"Shifts, row 3, Day</b>: Choose a day of the week",
	),
	"a missing time": (values([shift(end=None)]), "Shifts, row 1, To</b>: This is empty"),
	"what is no time": (
		values([shift(start="early")]),
		"Shifts, row 1, From</b>: <bdi>early</bdi> is not a time. For example: 07:30",
	),
	"what is no date": (
		values([shift(valid_from="2027-02-31")]),
		"Shifts, row 1, Valid From</b>: <bdi>2027-02-31</bdi> is not a date",
	),
	"a date far off": (
		values([shift(valid_from="1201-02-01")]),
		"Shifts, row 1, Valid From</b>: The year must lie between 1900 and 2200",
	),
	"a season that is not in the table": (
		values([*USUAL, shift("Monday", season="صيف")]),
		"Shifts, row 3, Season</b>: There is no season <bdi>صيف</bdi>",
	),
	"a season that ends before it starts": (
		values(
			[*USUAL, shift(season="رمضان")], [{**RAMADAN, "from_date": "2027-03-10", "to_date": "2027-03-09"}]
		),
		"Seasons, row 1, To</b>: The season ends on",
	),
	"overlapping seasons": (
		values(
			[*USUAL, shift(season="رمضان"), shift(season="شتاء")],
			[RAMADAN, {"season_name": "شتاء", "from_date": "2027-01-01", "to_date": "2027-02-08"}],
		),
		"Seasons, row 2, From</b>: The season from .* overlaps that of row 1",
	),
	"a season without hours": (
		values(USUAL, [RAMADAN]),
		"Seasons, row 1, Season</b>: The season from .* has no hours: enter its shifts",
	),
	"no working time at all": (values([]), "Shifts</b>: There is no working time: enter at least one shift"),
	"no working day in ten years, by a holiday": (
		values(USUAL, holidays=[holiday("2026-01-01"), holiday("2026-01-01", "2055-12-31")]),
		"Holidays, row 2, To</b>: The holidays leave no working time in the next ten years",
	),
	"no working day in ten years, by the shifts": (
		values([shift(valid_to=add_days(today(), -1))]),
		"Shifts</b>: No shift is in force on any day of the next ten years",
	),
	"a holiday that ends before it starts": (
		values(USUAL, holidays=[holiday("2027-05-02", "2027-05-01")]),
		"Holidays, row 1, To</b>: The holiday ends on",
	),
	"a yearly holiday of more than a year": (
		values(USUAL, holidays=[holiday("2027-05-02", "2028-05-02", yearly=1)]),
		"Holidays, row 1, To</b>: From .* is a year or more",
	),
	"closed hours that end before they start": (
		values(
			USUAL, holidays=[holiday("2027-05-02", part_day=1, start_time="12:00:00", end_time="09:00:00")]
		),
		"Holidays, row 1, Closed To</b>: The closed hours end at 09:00, but start at 12:00",
	),
	"closed hours that are missing": (
		values(USUAL, holidays=[holiday("2027-05-02", part_day=1)]),
		"Holidays, row 1, Closed From</b>: This is empty",
	),
	"an unknown time zone": (
		values(USUAL, time_zone="Asia/Nowhere"),
		"Time Zone</b>: There is no time zone <bdi>Asia/Nowhere</bdi>. For example: Asia/Gaza",
	),
}


class TestRefusedCalendars(OfficeTestCase):
	def test_each_is_refused_with_table_row_and_field(self):
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name), acting_as(self.office.admin), self.refused(InvalidCalendar, message):
				frappe.get_doc(bad).insert()

	def test_a_saved_one_too(self):
		with acting_as(self.office.admin):
			calendar = frappe.get_doc(values(USUAL)).insert()
			calendar.append("shifts", shift("Sunday", "14:00:00", "16:00:00"))
			with self.refused(InvalidCalendar, "Shifts, row 3, From"):
				calendar.save()

	def test_everything_wrong_is_said_at_once(self):
		bad = values(
			[shift("Monday", "15:00:00", "08:00:00")], holidays=[holiday("2027-05-02", "2027-05-01")]
		)
		with self.refused(InvalidCalendar, "Shifts, row 1, To", "Holidays, row 1, To"):
			frappe.get_doc(bad).insert()


class TestEffectiveDates(OfficeTestCase):
	def test_a_shift_is_in_force_from_its_first_to_its_last_day(self):
		with acting_as(self.office.admin):
			calendar = frappe.get_doc(
				values(
					[
						shift("Sunday", "07:30:00", "14:30:00", valid_to="2027-05-01"),
						shift("Sunday", "08:00:00", "15:00:00", valid_from="2027-05-02"),
						shift("Monday"),
					]
				)
			).insert()
		calendar.reload()
		first, second, always = spec_of(calendar).shifts
		self.assertEqual((first.valid_from, first.valid_to), (None, date(2027, 5, 1)))
		self.assertEqual((second.valid_from, second.valid_to), (date(2027, 5, 2), None))
		self.assertEqual((always.valid_from, always.valid_to), (None, None))


UNREADABLE = {"what is no time": "Shifts, row 1, From", "what is no date": "Shifts, row 1, Valid From"}
"""Over REST refused before the document is made, by the place alone."""


class TestOverRest(HttpTestCase):
	def test_the_same_refusals_with_their_name_and_nothing_saved(self):
		before = frappe.db.count("Working Calendar")
		client = self.as_user(self.office.admin)
		for name, (bad, message) in REFUSED.items():
			with self.subTest(name):
				sent = {key: value for key, value in bad.items() if key != "doctype"}
				if name in UNREADABLE:
					refusal, message = "BadRequest", f"{UNREADABLE[name]}</strong> cannot be read"
				else:
					refusal = "InvalidCalendar"
				reply = self.denied(client.insert("Working Calendar", **sent), refusal)
				said = [json.loads(text)["message"] for text in json.loads(reply.json["_server_messages"])]
				self.assertRegex("".join(said), f"(?s){message}")
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("Working Calendar"), before)
