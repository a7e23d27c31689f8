"""Holidays out of .ics files: what each kind of event becomes, what is refused, and the way there and back."""

import unittest
from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from citizen_service.sla import zones
from citizen_service.sla.ics import MAX_DAYS, Entry, Imported, covered_by, read
from citizen_service.sla.ics_text import MAX_BYTES, MAX_EVENTS, BrokenIcs
from citizen_service.sla.spec import MIDNIGHT, Holiday

GAZA = "Asia/Gaza"
KUWAIT = "Asia/Kuwait"


def file_of(*events: str, end: str = "\r\n") -> bytes:
	lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"]
	for number, event in enumerate(events):
		uid = [] if "UID:" in event else [f"UID:{number}"]
		lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20260101T000000Z", *event.split("\n"), "END:VEVENT"]
	return end.join([*lines, "END:VCALENDAR", ""]).encode()


def holidays(*events: str, zone: str = GAZA) -> list[Holiday]:
	imported = read(file_of(*events), zone)
	assert not imported.skipped, imported.skipped
	return [entry.holiday for entry in imported.entries]


def day(month: int, number: int, year: int = 2027) -> date:
	return date(year, month, number)


def only(first: date, last: date | None = None, **values) -> Holiday:
	return Holiday(first, last or first, **values)


class AllDayTest(unittest.TestCase):
	def test_one_day(self) -> None:
		for event in (
			"DTSTART;VALUE=DATE:20270501\nDTEND;VALUE=DATE:20270502",
			"DTSTART;VALUE=DATE:20270501",
			"DTSTART:20270501",
			"DTSTART;VALUE=DATE:20270501\nDURATION:P1D",
			"DTSTART;VALUE=DATE:20270501\nDTEND;VALUE=DATE:20270501",
		):
			with self.subTest(event):
				self.assertEqual(holidays(event), [only(day(5, 1))])

	def test_the_end_is_the_day_after_the_last(self) -> None:
		eid = only(day(3, 10), day(3, 12))
		self.assertEqual(holidays("DTSTART;VALUE=DATE:20270310\nDTEND;VALUE=DATE:20270313"), [eid])
		self.assertEqual(holidays("DTSTART;VALUE=DATE:20270310\nDURATION:P3D"), [eid])

	def test_names(self) -> None:
		content = file_of("DTSTART:20270501\nSUMMARY:عيد\n  الفطر\\, أول أيامه", "DTSTART:20270502")
		for sent in (content, b"\xef\xbb\xbf" + content, content.replace(b"\r\n", b"\n")):
			entries = read(sent, GAZA).entries
			self.assertEqual([entry.name for entry in entries], ["عيد الفطر, أول أيامه", ""])

	def test_a_letter_folded_in_its_middle(self) -> None:
		content = file_of("DTSTART:20270501\nSUMMARY:عيد الأضحى")
		at = content.index("الأضحى".encode()) + 1
		folded = content[:at] + b"\r\n " + content[at:]
		self.assertEqual(read(folded, GAZA).entries[0].name, "عيد الأضحى")

	def test_cancelled_and_doubled(self) -> None:
		imported = read(
			file_of(
				"DTSTART:20270501\nSUMMARY:a",
				"DTSTART:20270502\nSUMMARY:b\nSTATUS:CANCELLED",
				"DTSTART:20270501\nSUMMARY:c",
			),
			GAZA,
		)
		self.assertEqual(imported.entries, (Entry("a", only(day(5, 1))),))
		self.assertEqual(
			[(s.name, s.line, s.code) for s in imported.skipped],
			[("b", 10, "cancelled"), ("c", 17, "doubled")],
		)


class TimedTest(unittest.TestCase):
	def test_in_the_calendar_s_own_time_zone(self) -> None:
		part = only(day(1, 10), from_minute=600, to_minute=720)
		for event in (
			"DTSTART;TZID=Asia/Gaza:20270110T100000\nDTEND;TZID=Asia/Gaza:20270110T120000",
			"DTSTART:20270110T080000Z\nDTEND:20270110T100000Z",
			"DTSTART:20270110T100000\nDURATION:PT2H",
			"DTSTART;TZID=Asia/Kuwait:20270110T110000\nDURATION:PT2H",
			"DTSTART;TZID=Arab Standard Time:20270110T110000\nDURATION:PT2H",
			"DTSTART;TZID=Asia/Gaza:20270110T100000\nDTEND;TZID=Asia/Kuwait:20270110T130000",
		):
			with self.subTest(event):
				self.assertEqual(holidays(event), [part])

	def test_a_time_zone_that_the_file_describes(self) -> None:
		zone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\n"
		zone += "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
		content = file_of("DTSTART;TZID=Ours:20270110T110000\nDURATION:PT2H").decode()
		imported = read(content.replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT").encode(), GAZA)
		self.assertEqual(imported.entries[0].holiday, only(day(1, 10), from_minute=600, to_minute=720))

	def test_across_midnight(self) -> None:
		self.assertEqual(
			holidays("DTSTART:20270110T220000\nDTEND:20270113T013030"),
			[
				only(day(1, 10), from_minute=1320),
				only(day(1, 11), day(1, 12)),
				only(day(1, 13), to_minute=91),
			],
		)
		self.assertEqual(
			holidays("DTSTART:20270110T000000\nDTEND:20270112T000000"), [only(day(1, 10), day(1, 11))]
		)
		self.assertEqual(
			holidays("DTSTART:20270110T220000\nDTEND:20270111T000000"), [only(day(1, 10), from_minute=1320)]
		)

	def test_without_any_length(self) -> None:
		(skipped,) = read(file_of("DTSTART:20270110T100000"), GAZA).skipped
		self.assertEqual(skipped.code, "no_length")


class RepeatedTest(unittest.TestCase):
	def skipped(self, event: str, zone: str = GAZA) -> str:
		imported = read(file_of(event), zone)
		self.assertEqual(imported.entries, ())
		return imported.skipped[0].code

	def test_every_year(self) -> None:
		labour = only(day(5, 1), yearly=True)
		for rule in (
			"FREQ=YEARLY",
			"FREQ=YEARLY;INTERVAL=1;WKST=SU",
			"FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
			"FREQ=YEARLY;UNTIL=99991231",
		):
			with self.subTest(rule):
				self.assertEqual(holidays(f"DTSTART;VALUE=DATE:20270501\nRRULE:{rule}"), [labour])
		part = only(day(12, 31), yearly=True, from_minute=720)
		self.assertEqual(holidays("DTSTART:20271231T120000\nDURATION:PT12H\nRRULE:FREQ=YEARLY"), [part])

	def test_every_year_by_another_clock(self) -> None:
		event = "DTSTART;TZID=Asia/Kuwait:20270328T110000\nDURATION:PT2H\nRRULE:FREQ=YEARLY"
		self.assertEqual(
			self.skipped(event), "moving_hours", "Gaza's clock has not changed by then in every year"
		)
		self.assertEqual(
			holidays("DTSTART:20270110T080000Z\nDURATION:PT2H\nRRULE:FREQ=YEARLY"),
			[only(day(1, 10), yearly=True, from_minute=600, to_minute=720)],
		)

	def test_with_an_end(self) -> None:
		years = [only(date(year, 5, 1)) for year in (2027, 2028, 2029)]
		for rule in (
			"FREQ=YEARLY;COUNT=3",
			"FREQ=YEARLY;UNTIL=20290501",
			"FREQ=YEARLY;UNTIL=20290501T120000Z",
		):
			with self.subTest(rule):
				self.assertEqual(holidays(f"DTSTART;VALUE=DATE:20270501\nRRULE:{rule}"), years)
		self.assertEqual(
			holidays("DTSTART:20270501\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=2"), [years[0], years[2]]
		)
		self.assertEqual(
			holidays("DTSTART:20270506\nRRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=2"),
			[only(day(5, 6)), only(day(6, 3))],
		)
		self.assertEqual(
			holidays(
				"DTSTART;TZID=Asia/Gaza:20270110T100000\nDURATION:PT2H\nRRULE:FREQ=DAILY;UNTIL=20270112T080000Z"
			),
			[only(day(1, 10), day(1, 12), from_minute=600, to_minute=720)],
		)

	def test_with_exceptions(self) -> None:
		self.assertEqual(
			holidays("DTSTART:20270501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20280501"),
			[only(day(5, 1)), only(date(2029, 5, 1), yearly=True)],
		)
		self.assertEqual(
			holidays("DTSTART:20270501\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20270508,20270501"),
			[only(day(5, 15))],
		)
		self.assertEqual(
			holidays("DTSTART:20270501\nRDATE;VALUE=DATE:20270502\nRDATE;VALUE=DATE:20270601"),
			[only(day(5, 1), day(5, 2)), only(day(6, 1))],
		)
		self.assertEqual(
			self.skipped("DTSTART:20270501\nRRULE:FREQ=DAILY;COUNT=1\nEXDATE;VALUE=DATE:20270501"), "never"
		)

	def test_one_of_them_moved_or_cancelled(self) -> None:
		master = "UID:x\nDTSTART:20270501\nRRULE:FREQ=YEARLY;COUNT=3"
		moved = "UID:x\nRECURRENCE-ID;VALUE=DATE:20280501\nDTSTART:20280503"
		self.assertEqual(
			holidays(master, moved), [only(day(5, 1)), only(date(2029, 5, 1)), only(date(2028, 5, 3))]
		)
		imported = read(file_of(master, f"{moved}\nSTATUS:CANCELLED"), GAZA)
		self.assertEqual(
			[entry.holiday for entry in imported.entries], [only(day(5, 1)), only(date(2029, 5, 1))]
		)

	def test_what_a_table_of_holidays_cannot_hold(self) -> None:
		start = "DTSTART;VALUE=DATE:20270501"
		for event, code in (
			(f"{start}\nRRULE:FREQ=WEEKLY", "without_end"),
			(f"{start}\nRRULE:FREQ=YEARLY;INTERVAL=2", "without_end"),
			(f"{start}\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "without_end"),
			(f"{start}\nRRULE:FREQ=DAILY;COUNT={MAX_DAYS + 1}", "too_often"),
			(f"{start}\nRRULE:FREQ=HOURLY;COUNT=3", "too_often"),
			(f"{start}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "other_rule"),
			(f"{start}\nRRULE:FREQ=YEARLY\nDURATION:P400D", "longer_than_a_year"),
			("DTSTART:20280228\nDURATION:P2D\nRRULE:FREQ=YEARLY", "moving_hours"),
			("DTSTART:14480901", "far_off"),
			("DTSTART:99991231\nDURATION:P9D", "far_off"),
			(f"{start}\nRRULE:FREQ=YEARLY;INTERVAL=100;COUNT=90", "far_off"),
			(f"{start}\nRDATE;VALUE=DATE:99991231\nDURATION:P9D", "far_off"),
		):
			with self.subTest(event):
				self.assertEqual(self.skipped(event), code)


class BrokenTest(unittest.TestCase):
	def refused(self, content: bytes) -> BrokenIcs:
		with self.assertRaises(BrokenIcs) as caught:
			read(content, GAZA)
		return caught.exception

	def test_the_rule_and_the_line_are_named(self) -> None:
		good = "DTSTART:20270501\nSUMMARY:a"
		for content, code, line in (
			(b"", "empty", 1),
			(b" \r\n", "empty", 1),
			(b"name;date\r\nEid;2027-03-10\r\n", "not_ics", 1),
			(b"%PDF-1.7\xff\xfe", "not_utf8", 1),
			(file_of(good).decode().replace(":a", ":عيد").encode("windows-1256"), "not_utf8", 8),
			(file_of(good).partition(b"END:VEVENT")[0], "not_closed", 4),
			(file_of(good).replace(b"END:VEVENT", b"X:1"), "not_opened", 10),
			(file_of(good).replace(b"SUMMARY:a", b"what is this"), "not_a_line", 8),
			(file_of(), "no_events", 4),
			(file_of("SUMMARY:a"), "no_start", 4),
			(file_of(good, "SUMMARY:b\nDTSTART:20270230"), "bad_value", 14),
			(file_of("DTSTART:2027-05-01"), "bad_value", 7),
			(file_of("DTSTART:20270501\nRRULE:FREQ=SOMETIMES"), "bad_value", 8),
			(file_of("DTSTART:20270501\nDURATION:three days"), "bad_value", 8),
			(file_of("DTSTART:100000"), "bad_value", 7),
			(file_of("DTSTART:20270501\nDURATION:20270503"), "bad_value", 8),
			(file_of("DTSTART:20270501\nDTSTART:20270502"), "given_twice", 7),
			(file_of("DTSTART:20270502\nDTEND:20270501"), "ends_before_start", 4),
			(file_of("DTSTART:20270502\nDTEND:20270503T100000"), "mixed_ends", 4),
			(file_of("DTSTART:20270502T100000\nDTEND:20270503T100000Z"), "mixed_ends", 4),
			(file_of("DTSTART;TZID=Mars/Base:20270502T100000\nDURATION:PT1H"), "unknown_zone", 4),
			(b"x" * (MAX_BYTES + 1), "too_large", 1),
			(file_of(*["DTSTART:20270501"] * (MAX_EVENTS + 1)), "too_many_events", 4 + 5 * MAX_EVENTS),
		):
			with self.subTest(code=code, content=content[:300]):
				broken = self.refused(content)
				self.assertEqual((broken.code, broken.line), (code, line))

	@settings(max_examples=300, deadline=None, database=None)
	@given(st.data())
	def test_no_damage_breaks_the_reader(self, data: st.DataObject) -> None:
		"""A file with a piece torn out or put in is read or refused; nothing else happens."""
		content = file_of(
			"DTSTART;VALUE=DATE:20270501\nRRULE:FREQ=YEARLY;UNTIL=20300501\nSUMMARY:عيد",
			"DTSTART;TZID=Asia/Gaza:20270110T100000\nDTEND:20270110T120000Z\nEXDATE:20270110T120000Z",
			"DTSTART:20270601\nDURATION:P3D\nRDATE:20270701",
		)
		start = data.draw(st.integers(0, len(content)))
		length = data.draw(st.integers(0, 40))
		alphabet = st.sampled_from("\r\n ;:=,09Zآ\u0000TPDFREQ-")
		put_in = data.draw(st.text(alphabet, max_size=6)).encode()
		try:
			self.assertIsInstance(read(content[:start] + put_in + content[start + length :], GAZA), Imported)
		except BrokenIcs as broken:
			self.assertGreaterEqual(broken.line, 1)


days = st.dates(date(1950, 1, 1), date(2150, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29))
hours = st.sampled_from([(0, MIDNIGHT), (480, 720), (0, 61), (1439, MIDNIGHT)])
names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=100)


@st.composite
def named_holidays(draw) -> list[Entry]:
	entries = {}
	for start in draw(st.lists(days, max_size=6)):
		span, yearly = draw(hours), draw(st.booleans())
		# A range of part days has no event of its own in the format; nor has one over 29 February that is yearly.
		length = draw(st.integers(0, 20)) if span == (0, MIDNIGHT) and not yearly else 0
		holiday = Holiday(start, start + timedelta(days=length), yearly, *span)
		entries[holiday] = Entry(draw(names), holiday)
	return [*entries.values()]


def written(entries: list[Entry], zone: str, utc: bool) -> bytes:
	"""The holidays as another program would write them."""
	calendar = Calendar()
	for number, entry in enumerate(entries):
		event, holiday = Event(), entry.holiday
		event.add("uid", str(number))
		event.add("summary", entry.name)
		if (holiday.from_minute, holiday.to_minute) == (0, MIDNIGHT):
			event.add("dtstart", holiday.start)
			event.add("dtend", holiday.end + timedelta(days=1))
		else:
			midnight = datetime(holiday.start.year, holiday.start.month, holiday.start.day)
			for name, minute in (("dtstart", holiday.from_minute), ("dtend", holiday.to_minute)):
				wall = (midnight + timedelta(minutes=minute)).replace(tzinfo=zones.zone(zone))
				event.add(name, wall.astimezone(timezone.utc) if utc else wall)
		if holiday.yearly:
			event.add("rrule", {"freq": "yearly"})
		calendar.add_component(event)
	return calendar.to_ical()


class ThereAndBackTest(unittest.TestCase):
	@settings(max_examples=200, deadline=None, database=None)
	@given(named_holidays(), st.booleans())
	def test_holidays_come_back_as_they_were(self, entries: list[Entry], utc: bool) -> None:
		if not entries:
			return
		imported = read(written(entries, KUWAIT, utc), KUWAIT)
		self.assertEqual(imported, Imported(tuple(entries), ()))
		for entry in entries:
			self.assertIsNotNone(covered_by(entry.holiday, [other.holiday for other in imported.entries]))


class CoveredTest(unittest.TestCase):
	def test_what_is_closed_already(self) -> None:
		table = [
			only(day(3, 10), day(3, 12)),
			only(day(5, 1, 2020), yearly=True),
			only(day(6, 1), from_minute=480, to_minute=720),
		]
		for holiday, index in (
			(only(day(3, 11)), 0),
			(only(day(3, 11), day(3, 13)), None),
			(only(day(3, 11), yearly=True), None),
			(only(day(5, 1)), 1),
			(only(day(5, 1, 2019)), None),
			(only(day(5, 1, 2026), yearly=True), 1),
			(only(day(6, 1)), None),
			(only(day(6, 1), from_minute=500, to_minute=600), 2),
		):
			with self.subTest(holiday):
				self.assertEqual(covered_by(holiday, table), index)


if __name__ == "__main__":
	unittest.main()
