"""Figures against pandas where it is hardest: what is kept by month, days of a summer-time change, the two registers, and a
year of a real register read straight from its file."""

import unittest
from collections import Counter
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from zoneinfo import ZoneInfo

import frappe
import pandas as pd
from frappe.utils import getdate

from citizen_service.citizen_service.report.breaches_of_time_limits.breaches_of_time_limits import (
	execute as breaches,
)
from citizen_service.citizen_service.report.cases_by_department.cases_by_department import (
	execute as by_department,
)
from citizen_service.citizen_service.report.emergency_register.emergency_register import (
	execute as emergency_register,
)
from citizen_service.register_import.run import import_register
from citizen_service.register_import.source import Source
from citizen_service.statistics import CLOSED, RECEIVED, cases, clocks, monthly, yearly
from citizen_service.statistics.cases import Selection
from citizen_service.statistics.period import utc_bounds
from citizen_service.statistics.periods import Period
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.committed import CommittedTestCase
from citizen_service.tests.support.figures import behind, dump, nonzero, run
from citizen_service.tests.support.register import real_register, write_csv
from citizen_service.tests.support.truth import PERIODS, TruthTestCase


class TestTheRegisters(OfficeTestCase):
	"""The register of emergencies and the day book."""

	def test_emergencies(self):
		moments = ("2003-05-01 00:00:00", "2003-05-31 23:59:59", "2003-06-01 00:00:00")
		areas = ("حي الشرق للاختبار", "حي الشرق للاختبار", None)
		for at, area in zip(moments, areas, strict=True):
			if area and not frappe.db.exists("Case Area", area):
				frappe.get_doc({"doctype": "Case Area", "area_name": area}).insert()
			with make.acting_as(self.office.reception):
				case = make.make_case(is_emergency=1, area=area)
			frappe.db.set_value("Emergency Event", {"case": case.name}, "happened_on", at)
		event = dump("Emergency Event")
		for period in (
			("2003-05-01", "2003-05-31"),
			("2003-05-31", "2003-06-01"),
			("2003-07-01", "2003-07-31"),
		):
			found = emergency_register({"from_date": period[0], "to_date": period[1]})
			days = pd.to_datetime(event[event.event == "Marked"].happened_on).dt.strftime("%Y-%m-%d")
			number = int(((days >= period[0]) & (days <= period[1])).sum())
			self.assertEqual((len(found[1]), found[4][0]["value"]), (number, number))
			bars = found[3]["data"]["datasets"] if found[3] else []
			self.assertEqual(sum(sum(one["values"]) for one in bars), number)

	def test_the_day_book(self):
		kinds = frappe.get_all("Day Book Kind", {"enabled": 1}, pluck="name", order_by="name asc")
		for number, day in enumerate(("2003-05-01", "2003-05-01", "2003-05-31", "2003-06-01")):
			with make.acting_as(self.office.reception):
				entry = frappe.get_doc({"doctype": "Day Book Entry", "kind": kinds[number % 2]}).insert()
			frappe.db.set_value("Day Book Entry", entry.name, "day", day)
		entry = dump("Day Book Entry")
		entry["day"] = entry.day.astype(str)
		for period in (("2003-05-01", "2003-05-31"), ("2003-05-31", "2003-06-30")):
			mine = entry[(entry.day >= period[0]) & (entry.day <= period[1])]
			for group_by, column in (("Day", "day"), ("Officer", "officer")):
				_columns, rows, summary = run("calls_and_visits", period, group_by=group_by)
				self.assertEqual(
					sorted(row["total"] for row in rows), sorted(mine[column].value_counts().tolist())
				)
				totals = {one["label"]: one["value"] for one in summary}
				self.assertEqual(totals["Total"], len(mine))
				of_kinds = nonzero({kind: totals.get(frappe._(kind), 0) for kind in kinds})
				self.assertEqual(of_kinds, mine.kind.value_counts().to_dict())
				for row in rows:
					for name, way in row["ways"].items():
						self.assertEqual(len(behind(way)), row[name], way)


@unittest.skipUnless(real_register(), "the real register is not here (CASEWORK_FILE)")
class TestTheRealRegister(CommittedTestCase):
	"""A part of the real file imported, and reckoned from the file itself."""

	def test_received_and_closed_never_answered(self):
		rows = list(islice(Source(real_register()).rows(), 0, 40_000, 40))
		numbers = Counter(cells[0] for _number, cells in rows)
		rows = [cells for _number, cells in rows if numbers[cells[0]] == 1]
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		file = write_csv(Path(folder.name) / "part.csv", rows)
		summary = import_register(file, rejects_file=Path(folder.name) / "rejects.csv")
		self.assertEqual((summary.imported, summary.rejected), (len(rows), 0))
		truth = pd.read_csv(file, dtype=str)
		for period in (
			("2015-01-01", "2015-12-31"),
			("2016-02-29", "2018-03-01"),
			("2015-01-01", "2019-12-31"),
		):
			_columns, lines, _summary = run(
				"case_statistics", period, group_by="Month", channel="Former Register"
			)
			opened = truth[(truth.opendate >= period[0]) & (truth.opendate <= period[1])]
			closed = truth[(truth.closedate >= period[0]) & (truth.closedate <= period[1])]
			for name, days in (
				("received", opened.opendate),
				("closed", closed.closedate),
				("former", opened[opened.closedate.notna()].opendate),
				("still_open", opened[opened.closedate.isna()].opendate),
			):
				with self.subTest(period=period, figure=name):
					found = nonzero({row["line"]: row[name] for row in lines})
					self.assertEqual(found, days.str[:7].value_counts().to_dict())
		closed = frappe.get_all("Case", {"closed_in_former_register": 1}, pluck="name", order_by="name asc")
		self.assertEqual(len(closed), int(truth.closedate.notna().sum()))
		for doctype in ("Service Level Record", "Response", "Case Referral"):
			self.assertEqual(frappe.get_all(doctype, {"case": ("in", closed)}, order_by="name asc"), [])


class TestKeptFigures(TruthTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		monthly.recount(getdate("2001-01-01"))
		yearly.recount()

	def heavy(self):
		"""As if every period had too many cases to be counted anew."""
		return patch.object(monthly, "HEAVY", 0)

	def test_what_is_kept_is_what_is_counted(self):
		groupings = [("Department",), ("Department", "Type"), ("Month", "Department"), ("Department", "Year")]
		groupings += [("Department", name) for name in cases.CROSSING] + [("Area", "Department")]
		for first, last in (*PERIODS, ("2001-01-01", str(getdate()))):
			period = Period(getdate(first), getdate(last))
			for basis in (RECEIVED, CLOSED):
				for by in groupings:
					for within in (None, frozenset({self.office.water})):
						with self.subTest(period=period, basis=basis, by=by, within=within):
							meant = Selection(period, basis, within)
							anew = cases.count(meant, by)
							frappe.local.request_cache.clear()
							with self.heavy():
								kept = cases.count(meant, by)
							frappe.local.request_cache.clear()
							names = cases.FIGURES if basis == RECEIVED else ("cases",)
							for name in names:
								self.assertEqual(
									nonzero({key: one[name] for key, one in kept.items()}),
									nonzero({key: one[name] for key, one in anew.items()}),
								)

	def test_it_is_read_and_its_age_is_said(self):
		"""Not the live figures by another way: what is kept is older, and the report says so."""
		march = {"from_date": "2003-01-01", "to_date": "2003-12-31"}
		anew = by_department(march)
		name = frappe.db.get_value(monthly.DOCTYPE, {"month": 200303, "department": self.office.roads})
		kept = frappe.db.get_value(monthly.DOCTYPE, name, "cases")
		frappe.db.set_value(monthly.DOCTYPE, name, "cases", kept + 100)
		self.addCleanup(frappe.db.set_value, monthly.DOCTYPE, name, "cases", kept)
		frappe.local.request_cache.clear()
		with self.heavy():
			_columns, rows, message, *_rest = by_department(march)
		frappe.local.request_cache.clear()
		totals = [{row["department"]: row["total"] for row in found} for found in (rows, anew[1])]
		self.assertEqual(totals[0][self.office.roads], totals[1][self.office.roads] + 100)
		self.assertIn("were counted on", message)
		self.assertNotIn("were counted on", anew[2])

	def test_crossed_with_another_field_it_is_read_too(self):
		meant, by = Selection(Period(getdate("2002-07-01"), getdate("2004-03-31"))), ("Department", "Area")
		row = {"year": 2003, "department": self.office.roads, "dimension": "area", "basis": RECEIVED}
		anew = cases.count(meant, by)
		name, area, kept = frappe.db.get_value(yearly.DOCTYPE, row, ["name", "value", "cases"])
		frappe.db.savepoint("another_number")
		frappe.db.set_value(yearly.DOCTYPE, name, "cases", kept + 100)
		frappe.local.request_cache.clear()
		with self.heavy():
			found = cases.count(meant, by)
		frappe.local.request_cache.clear()
		frappe.db.rollback(save_point="another_number")
		key = (self.office.roads, area)
		self.assertEqual(found[key]["cases"], anew[key]["cases"] + 100)

	def test_the_stages_too(self):
		for group_by in ("Department", "Type", "Department and Type"):
			asked = {"from_date": "2003-01-01", "to_date": "2004-12-31", "group_by": group_by}
			frappe.local.request_cache.clear()
			anew = by_department(asked)
			frappe.local.request_cache.clear()
			with self.heavy():
				kept = by_department(asked)
			frappe.local.request_cache.clear()
			self.assertEqual(kept[1], anew[1])
			for row in anew[1]:
				for name, way in row["ways"].items():
					self.assertEqual(len(behind(way)), row[name], way)

	def test_why_time_limits_were_missed(self):
		for period in PERIODS:
			for filters in ({}, {"department": self.office.water}, {"clock": "Full Reply of Department"}):
				with self.subTest(period=period, filters=filters):
					asked = {"from_date": period[0], "to_date": period[1], **filters}
					anew = breaches(asked)
					with self.heavy():
						kept = breaches(asked)
					self.assertEqual(kept[1], anew[1])
					self.assertNotIn("were counted on", anew[2])
					if period == PERIODS[2]:
						self.assertIn("were counted on", kept[2])
		late = {"month": 200303, "clock": "Answer to Citizen"}
		frappe.db.savepoint("more_were_late")
		frappe.db.set_value(monthly.BREACHES, late, "breaches", 100)
		with self.heavy():
			found = breaches({"from_date": "2003-03-01", "to_date": "2003-03-31"})
		frappe.db.rollback(save_point="more_were_late")
		self.assertGreaterEqual(found[4][0]["value"], 100)

	def test_a_month_that_is_not_over_is_counted_anew(self):
		self.assertEqual(monthly.kept_part(Period(getdate().replace(day=1), getdate())), None)
		part = monthly.kept_part(Period(getdate("2003-03-02"), getdate("2003-05-30")))
		self.assertEqual(part, Period(getdate("2003-04-01"), getdate("2003-04-30")))

	def test_a_year_that_is_not_whole_is_counted_anew(self):
		self.assertIsNone(yearly.kept_part(Period(getdate().replace(month=1, day=1), getdate())))
		self.assertIsNone(yearly.kept_part(Period(getdate("2003-01-02"), getdate("2004-12-30"))))
		part = yearly.kept_part(Period(getdate("2002-12-31"), getdate("2005-01-01")))
		self.assertEqual(part, Period(getdate("2003-01-01"), getdate("2004-12-31")))

	def test_before_anything_is_kept_all_is_counted_anew(self):
		frappe.db.savepoint("nothing_kept")
		of_2003 = Period(getdate("2003-01-01"), getdate("2003-12-31"))
		frappe.db.delete(monthly.DOCTYPE, {"month": ("<", 200304)})
		self.assertEqual(monthly.kept_part(of_2003).first, getdate("2003-04-01"), "not counted before that")
		frappe.db.delete(yearly.DOCTYPE, {"year": (">", 2003)})
		self.assertEqual(yearly.kept_part(Period(getdate("2003-01-01"), getdate())), of_2003)
		for doctype in (monthly.DOCTYPE, monthly.BREACHES):
			frappe.db.delete(doctype)
			self.assertIsNone(monthly.kept_part(of_2003, doctype))
		frappe.db.delete(yearly.DOCTYPE)
		self.assertIsNone(yearly.kept_part(of_2003))
		frappe.db.rollback(save_point="nothing_kept")

	def test_time_limits_at_the_midnights_of_summer_time(self):
		"""In Cairo 24 April 2026 has no hour from 0 to 1, and 29 October has that from 23 to 24 twice."""
		moments = {
			"Africa/Cairo": (
				"2026-04-23T21:59:59",
				"2026-04-23T22:00:00",
				"2026-10-29T21:59:59",
				"2026-10-29T22:00:00",
			),
			"Asia/Amman": (
				"2026-03-31T20:59:59",
				"2026-03-31T21:00:00",
				"2026-10-30T20:59:59",
				"2026-10-30T21:00:00",
			),
		}
		names = frappe.get_all(
			"Service Level Record", {"clock": clocks.CLOCKS[0]}, pluck="name", order_by="name asc", limit=4
		)
		zone_before = frappe.db.get_single_value("System Settings", "time_zone")
		self.addCleanup(self.set_zone, zone_before)
		for zone, utc in moments.items():
			self.set_zone(zone)
			frappe.db.set_value(
				"Service Level Record", {"name": ("not in", names)}, "started_utc", "1999-01-01"
			)
			for name, at in zip(names, utc, strict=True):
				frappe.db.set_value("Service Level Record", name, "started_utc", at.replace("T", " "))
			days = [pd.Timestamp(at, tz="UTC").tz_convert(ZoneInfo(zone)).strftime("%Y-%m-%d") for at in utc]
			self.assertEqual(len(set(days)), 4, days)
			for day in days:
				with self.subTest(zone=zone, day=day):
					period = Period(getdate(day), getdate(day))
					counted = clocks.compliance(period, None, ("clock",))
					began = sum(one["clocks"] + one["cancelled"] for one in counted.values())
					self.assertEqual(began, days.count(day))
		self.set_zone("Africa/Cairo")
		lengths = {}
		for day in ("2026-04-23", "2026-04-24", "2026-10-29"):
			first, end = utc_bounds(Period(getdate(day), getdate(day)))
			lengths[day] = (end - first).total_seconds() / 3600
		self.assertEqual(lengths, {"2026-04-23": 24, "2026-04-24": 23, "2026-10-29": 25})

	@staticmethod
	def set_zone(zone: str) -> None:
		frappe.db.set_single_value("System Settings", "time_zone", zone)
		frappe.clear_cache()
