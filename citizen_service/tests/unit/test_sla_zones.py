"""Wall clocks and instants over summer-time changes."""

import unittest
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.sla import zones

HOUR = 3600
ZONES = ("Asia/Gaza", "Asia/Hebron", "Africa/Cairo", "Asia/Beirut", "UTC", "Asia/Kuwait")


class ZonesTest(unittest.TestCase):
	def test_data_is_the_pinned_packages(self) -> None:
		self.assertIn("Asia/Gaza", zones.names())
		with self.assertRaises(zones.UnknownZone):
			zones.zone("../../etc/passwd")
		with self.assertRaises(zones.UnknownZone):
			zones.zone("Asia/Nowhere")

	def test_instants_and_datetimes(self) -> None:
		aware = datetime(2026, 3, 1, 12, 30, 5, 999999, tzinfo=timezone(timedelta(hours=3)))
		instant = zones.to_instant(aware)
		self.assertEqual(zones.to_utc(instant), datetime(2026, 3, 1, 9, 30, 5))
		self.assertEqual(zones.to_instant(datetime(2026, 3, 1, 9, 30, 5)), instant)
		self.assertEqual(zones.to_instant(datetime(1969, 12, 31, 23, 59, 59, 500000)), -1)
		self.assertEqual(zones.to_local("Asia/Kuwait", instant).isoformat(), "2026-03-01T12:30:05+03:00")

	def test_gap_and_repeated_hour(self) -> None:
		after_gap = zones.to_instant(datetime(2025, 4, 12, 0, 0))
		self.assertEqual(zones.from_local("Asia/Gaza", datetime(2025, 4, 12, 2, 30)), after_gap)
		self.assertEqual(zones.from_local("Asia/Gaza", datetime(2025, 4, 12, 3, 0)), after_gap)
		self.assertEqual(zones.from_local("Asia/Gaza", datetime(2025, 4, 12, 1, 59)), after_gap - 60)
		first = zones.from_local("Asia/Gaza", datetime(2025, 10, 25, 1, 30))
		self.assertEqual(zones.to_utc(first), datetime(2025, 10, 24, 22, 30))
		self.assertEqual(zones.to_local("Asia/Gaza", first + HOUR).strftime("%H:%M"), "01:30")
		with self.assertRaises(ValueError):
			zones.from_local("Asia/Gaza", datetime(2025, 4, 12, tzinfo=timezone.utc))

	def test_pitfall_12_today_is_a_date_of_the_site(self) -> None:
		late_evening_utc = zones.to_instant(datetime(2025, 6, 10, 21, 30))
		self.assertEqual(zones.local_date("Asia/Beirut", late_evening_utc), date(2025, 6, 11))
		lengths = {
			day: zones.start_of_day("Africa/Cairo", day + timedelta(days=1))
			- zones.start_of_day("Africa/Cairo", day)
			for day in (date(2025, 4, 25), date(2025, 6, 10), date(2025, 10, 30))
		}
		self.assertEqual(list(lengths.values()), [23 * HOUR, 24 * HOUR, 25 * HOUR])

	@settings(max_examples=150, deadline=None, database=None)
	@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000))
	def test_wall_and_back(self, name: str, instant: int) -> None:
		wall = zones.to_wall(name, instant)
		self.assertEqual(
			datetime(1970, 1, 1) + timedelta(seconds=wall), zones.to_local(name, instant).replace(tzinfo=None)
		)
		first = zones.from_wall(name, wall)
		self.assertLessEqual(first, instant)
		self.assertEqual(zones.to_wall(name, first), wall)

	@settings(max_examples=50, deadline=None, database=None)
	@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000), st.integers(1, 10**8))
	def test_offsets_make_up_the_stretch(self, name: str, start: int, length: int) -> None:
		pieces = zones.offsets(name, start, start + length)
		self.assertEqual((pieces[0][0], pieces[-1][1]), (start, start + length))
		for (_, end, before), (begin, _, after) in pairwise(pieces):
			self.assertEqual(end, begin)
			self.assertNotEqual(before, after)
		for begin, end, offset in pieces:
			for at in (begin, (begin + end) // 2, end - 1):
				self.assertEqual(zones.to_wall(name, at) - at, offset)
