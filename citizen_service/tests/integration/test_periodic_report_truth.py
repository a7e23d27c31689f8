"""The figures of a periodic report, to the unit, against pandas that reckons from raw dumps of the tables.

What follows shares no line with `computing.py`: it knows the definitions only.
"""

from datetime import date

import frappe
import pandas as pd
from frappe.utils import get_system_timezone, now_datetime

from citizen_service.emergency.record import MARKED, record
from citizen_service.errors import BadPeriod, NoLongerThere
from citizen_service.periodic_report.computing import compute
from citizen_service.periodic_report.content import Content, Table, to_json
from citizen_service.periodic_report.reading import from_json
from citizen_service.statistics.periods import Period
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.figures import CATEGORIES, dump, make_story, rank
from citizen_service.tests.support.matrix import raw

MARCH = Period(date(2003, 3, 1), date(2003, 3, 31))
PERIODS = (
	MARCH,
	Period(date(2003, 4, 1), date(2003, 6, 30)),
	Period(date(2003, 2, 27), date(2003, 4, 2)),
	Period(date(2004, 1, 1), date(2004, 12, 31)),
)
FULL_REPLY, ANSWER = "Full Reply of Department", "Answer to Citizen"


class TestPeriodicReportTruth(OfficeTestCase):
	"""One class, so that the story is told once."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_story(cls.office)
		cls.mark_emergencies()
		cls.tally()
		zone = get_system_timezone()
		cls.frames = {
			name: dump(name)
			for name in (
				"Emergency Event",
				"Day Book Entry",
				"Case",
				"Case Referral",
				"Service Level Record",
				"Case Rating",
				"Case Reopening",
				"Extension Request",
			)
		}
		record = cls.frames["Service Level Record"]
		for column in ("started_utc", "due_utc", "paused_utc", "ended_utc"):
			local = pd.to_datetime(record[column]).dt.tz_localize("UTC").dt.tz_convert(zone)
			record[column.removesuffix("_utc")] = local.dt.tz_localize(None)
		cls.departments = frappe.get_all("Department", pluck="name", order_by="lft asc")
		cls.reports = {period: compute(period, cls.departments) for period in PERIODS}

	@staticmethod
	def mark_emergencies() -> None:
		"""One case twice in March, at its two ends; one in the first second of April."""
		first, second = frappe.get_all("Case", pluck="name", order_by="name asc", limit=2)
		moments = (
			(first, "2003-03-01 00:00:00"),
			(first, "2003-03-31 23:59:59"),
			(second, "2003-04-01 00:00:00"),
		)
		record({"case": case, "event": MARKED, "happened_on": at, "reason": "حريق"} for case, at in moments)

	@staticmethod
	def tally() -> None:
		kind = frappe.get_all("Day Book Kind", pluck="name", order_by="name asc", limit=1)[0]
		for day in ("2003-02-28", "2003-03-01", "2003-03-31"):
			raw("Day Book Entry", kind=kind, day=day)

	# The truth

	def of(self, doctype: str, day: str, period: Period) -> pd.DataFrame:
		"""The rows of the days of the period."""
		frame = self.frames[doctype]
		days = pd.to_datetime(frame[day]).dt.date
		return frame[(days >= period.first) & (days <= period.last)]

	def limits(self, period: Period) -> pd.DataFrame:
		found = self.of("Service Level Record", "started", period)
		found = found[found.status != "Cancelled"].copy()
		open_ = found.status.isin(["Running", "Paused"])
		late = (found.breached == 1) | (found.due < found.paused.fillna(now_datetime()))
		found["in_time"] = (found.status == "Met") & (found.breached == 0)
		found["met_late"] = (found.status == "Met") & (found.breached == 1)
		found["not_met"] = open_ & late
		found["decided"] = found.in_time | found.met_late | found.not_met
		return found

	def kept(self, limits: pd.DataFrame) -> tuple[int, int]:
		return int(limits.in_time.sum()), int(limits.decided.sum())

	def took(self, limits: pd.DataFrame, share: float) -> tuple[int, int]:
		met = limits[limits.status == "Met"].worked_seconds.to_numpy()
		return round(rank(met, share) * 60), len(met)

	def indicators(self, period: Period) -> dict[str, tuple[int, int | None]]:
		case, record = self.frames["Case"], self.frames["Service Level Record"]
		end = min(pd.Timestamp(period.end), pd.Timestamp(now_datetime()))
		opened, closed = pd.to_datetime(case.opened_on), pd.to_datetime(case.closed_on)
		answers = record[(record.clock == ANSWER) & record.status.isin(["Met", "Running", "Paused"])]
		due_by_then = (answers.due < end) & (answers.ended.isna() | (answers.ended >= end))
		stood = answers.status.ne("Met") & answers.paused.notna() & (answers.paused <= answers.due)
		limits, ratings = self.limits(period), self.of("Case Rating", "rated_on", period)
		reopened = self.of("Case Reopening", "reopened_on", period)
		replies, of_answer = (limits[limits.clock == clock] for clock in (FULL_REPLY, ANSWER))
		return {
			"received": (len(self.of("Case", "opened_on", period)), None),
			"closed": (len(self.of("Case", "closed_on", period)), None),
			"open_at_end": (int(((opened < end) & ~(closed < end)).sum()), None),
			"overdue_at_end": (int((due_by_then & ~stood).sum()), None),
			"compliance": self.kept(limits),
			"of_replies": self.kept(replies),
			"answer_median": self.took(of_answer, 0.5),
			"answer_p90": self.took(of_answer, 0.9),
			"satisfaction": (int((ratings.score >= 4).sum()), len(ratings)),
			"mean_score": (int(ratings.score.sum()), len(ratings)),
			"reopened": (len(reopened), None),
			"appeals": (int((reopened.for_appeal == 1).sum()), None),
			"asked": (len(self.of("Extension Request", "requested_on", period)), None),
			"emergencies": (self.of("Emergency Event", "happened_on", period).case.nunique(), None),
			"tallied": (len(self.of("Day Book Entry", "day", period)), None),
		}

	def of_department(self, name: str, period: Period) -> dict[str, tuple[int, int | None]]:
		made = self.of("Case Referral", "referred_on", period)
		made = made[(made.department == name) & (made.status != "Waiting") & (made.kind == "Referral")]
		limits = self.limits(period)
		limits = limits[(limits.department == name) & (limits.clock == FULL_REPLY)]
		asked = self.of("Extension Request", "requested_on", period)
		return {
			"referrals": (len(made), None),
			"answered": (int((made.status == "Answered").sum()), None),
			"returned": (int((made.status == "Returned").sum()), None),
			"referrals_open": (int(made.status.isin(["Open", "Acknowledged"]).sum()), None),
			"compliance": self.kept(limits),
			"median_hours": self.took(limits, 0.5),
			"p90_hours": self.took(limits, 0.9),
			"asked": (int((asked.department == name).sum()), None),
		}

	# The tests

	def test_indicators_of_three_periods_each(self):
		for period, report in self.reports.items():
			times = {"now": period, "previous": period.previous(), "year_before": period.year_before()}
			for when, span in times.items():
				with self.subTest(period=period, when=when):
					found = {one.key: self.pair(getattr(one, when)) for one in report.indicators}
					truth = self.indicators(span)
					self.assertEqual({key: found[key] for key in truth}, truth)

	def test_departments(self):
		for period, report in self.reports.items():
			parts = {part.department: part for part in report.parts}
			for name in (self.office.roads, self.office.water):
				truth = self.of_department(name, period)
				before = self.of_department(name, period.previous())
				if not any(number for one in (truth, before) for number, _base in one.values()):
					continue
				with self.subTest(period=period, department=name):
					one = {indicator.key: indicator for indicator in parts[name].indicators}
					self.assertEqual({key: self.pair(one[key].now) for key in truth}, truth)
					self.assertEqual({key: self.pair(one[key].previous) for key in truth}, before)
					row = next(row for row in self.table(report, "department").rows if row.key == name)
					expected = [truth[key] for key in truth if key != "asked"]
					self.assertEqual([self.pair(cell) for cell in row.cells], expected)
		self.assertIn(self.office.roads, {part.department for part in self.reports[MARCH].parts})

	def test_cases_by_each_grouping(self):
		fields = {"type": "case_type", "category": "category", "channel": "channel", "area": "area"}
		for period, report in self.reports.items():
			for key, field in fields.items():
				table = self.table(report, key)
				for when, span in (("cells", period), ("previous", period.previous())):
					received, closed = (
						self.of("Case", day, span)[field].fillna("").value_counts()
						for day in ("opened_on", "closed_on")
					)
					truth = {
						name: (int(received.get(name, 0)), int(closed.get(name, 0)))
						for name in {*received.index, *closed.index}
					}
					cells = {row.key: getattr(row, when) for row in table.rows}
					found = {name: (of[0].number, of[2].number) for name, of in cells.items()}
					found = {name: numbers for name, numbers in found.items() if any(numbers)}
					with self.subTest(period=period, table=key, when=when):
						self.assertEqual(found, truth)
				all_ = len(self.of("Case", "opened_on", period))
				self.assertEqual((table.total[0].number, table.total[1].base), (all_, all_))

	def test_time_limits_outcomes_causes_and_what_became(self):
		for period, report in self.reports.items():
			with self.subTest(period=period):
				limits, closed = self.limits(period), self.of("Case", "closed_on", period)
				truth = {clock: (len(of), *self.kept(of)) for clock, of in limits.groupby("clock")}
				rows = {row.key: row.cells for row in self.table(report, "time_limit").rows}
				found = {key: (cells[0].number, *self.pair(cells[-1])) for key, cells in rows.items()}
				self.assertEqual({key: one for key, one in found.items() if one[0]}, truth)
				for key, field in (("outcome", "outcome"), ("root_cause", "root_cause")):
					truth = closed[field].fillna("").value_counts().to_dict()
					self.assertEqual(self.firsts(self.table(report, key)), truth)
				received = self.of("Case", "opened_on", period)
				keys = received.case_type.fillna("") + "/" + received.outcome.fillna("")
				became = self.table(report, "became")
				self.assertEqual(self.firsts(became), keys.value_counts().to_dict())
				types = received.case_type.value_counts()
				self.assertTrue(
					all(row.cells[1].base == types[row.key.partition("/")[0]] for row in became.rows)
				)

	def test_events_by_their_groupings(self):
		for period, report in self.reports.items():
			with self.subTest(period=period):
				types = self.frames["Case"].set_index("name").case_type
				for key, doctype, day in (
					("satisfaction", "Case Rating", "rated_on"),
					("reopened", "Case Reopening", "reopened_on"),
				):
					truth = self.of(doctype, day, period).case.map(types).value_counts().to_dict()
					self.assertEqual(self.firsts(self.table(report, key)), truth)
				asked = self.of("Extension Request", "requested_on", period)
				self.assertEqual(
					self.firsts(self.table(report, "extension")), asked.department.value_counts().to_dict()
				)

	def test_what_came_closed_from_a_former_register_is_never_answered(self):
		case = self.frames["Case"]
		former = case[case.closed_in_former_register == 1]
		self.assertTrue(len(self.of("Case", "opened_on", MARCH).merge(former, on="name")))
		records = self.frames["Service Level Record"]
		self.assertFalse(records.case.isin(former.name).any())  # so no time limit of any table is of one

	def test_it_is_kept_and_read_back_as_it_was(self):
		report = self.reports[MARCH]
		self.assertEqual(from_json(to_json(report)), report)
		self.assertTrue(all(one.label["ar"] != one.label["en"] for one in report.indicators))
		self.assertEqual(report.previous.name["ar"], "فبراير 2003")

	def test_a_period_of_nothing_is_zeros(self):
		report = compute(Period(date(1998, 1, 1), date(1998, 12, 31)), self.departments)
		for one in report.indicators:
			if one.key not in ("open_at_end", "overdue_at_end"):
				self.assertEqual((one.now.number, one.now.base or 0), (0, 0), one.key)
		self.assertEqual([table.key for table in report.tables if table.rows], [])
		self.assertEqual((report.parts, report.charts), ((), ()))

	def test_bad_periods_and_departments(self):
		far = date(frappe.utils.getdate().year + 2, 1, 1)
		for period in (Period(far, far), Period(date(1900, 1, 1), date(2000, 1, 1))):
			with self.subTest(period), self.assertRaises(BadPeriod):
				compute(period, ())
		with self.assertRaises(BadPeriod):
			compute(Period(date(2003, 3, 2), date(2003, 3, 1)), ())
		with self.assertRaises(NoLongerThere):
			compute(MARCH, ("لا وجود لها",))

	def test_a_deleted_category_keeps_its_name_in_the_figures(self):
		holes = list(CATEGORIES)[1]
		frappe.db.delete("Case Category", {"name": holes})
		report = compute(MARCH, ())
		self.assertEqual(self.table(report, "category"), self.table(self.reports[MARCH], "category"))
		self.assertIn(holes, {row.key for row in self.table(report, "category").rows})

	# How they are read

	@staticmethod
	def pair(reading) -> tuple[int, int | None]:
		return reading.number, reading.base

	@staticmethod
	def table(report: Content, key: str) -> Table:
		return next(table for table in report.tables if table.key == key)

	@staticmethod
	def firsts(table: Table) -> dict[str, int]:
		"""The first figure of each line, of this period."""
		return {row.key: row.cells[0].number for row in table.rows if row.cells[0].number}
