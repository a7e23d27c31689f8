"""Every report's figures, to the unit, against pandas that reckons from raw dumps of the tables, over several periods.

What follows shares no line with the reports: it knows the definitions of `statistics/indicators.py` only.
"""

import itertools

import numpy as np
import pandas as pd
from frappe.utils import get_system_timezone, now_datetime

from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.figures import as_list, dump, make_story, nonzero, rank, run

PERIODS = (
	("2003-03-01", "2003-03-31"),
	("2003-02-28", "2003-04-01"),
	("2003-01-01", "2003-12-31"),
	("2003-12-31", "2004-02-29"),
	("2001-01-01", "2004-12-31"),
	("1998-01-01", "1998-01-31"),
)
COUNTED = ("Open", "Acknowledged", "Answered")
BUCKETS = {
	"Month": lambda at: at.dt.strftime("%Y-%m"),
	"Quarter": lambda at: at.dt.year.astype(str) + "-Q" + at.dt.quarter.astype(str),
	"Half-year": lambda at: at.dt.year.astype(str) + "-H" + ((at.dt.month > 6) + 1).astype(str),
	"Year": lambda at: at.dt.year.astype(str),
}
FIELDS = {
	"Type": "case_type",
	"Category": "category",
	"Channel": "channel",
	"Area": "area",
	"Priority": "priority",
	"Outcome": "outcome",
	"Root Cause": "root_cause",
}
MISSING = {"Department": "Not Referred", "Outcome": "No Outcome", "Root Cause": "No Root Cause"}


class TestStatisticsTruth(OfficeTestCase):
	"""One class, so that the story is told once."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_story(cls.office)
		cls.case = dump("Case")
		cls.referral = dump("Case Referral")
		cls.record = dump("Service Level Record")
		zone = get_system_timezone()
		for column in ("started_utc", "due_utc", "paused_utc", "ended_utc"):
			cls.record[column] = pd.to_datetime(cls.record[column])
		cls.record["started"] = (
			cls.record.started_utc.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
		)
		for column in ("opened_on", "closed_on", "due_on"):
			cls.case[column] = pd.to_datetime(cls.case[column])
		cls.referral["referred_on"] = pd.to_datetime(cls.referral["referred_on"])

	@staticmethod
	def within(frame: pd.DataFrame, day: str, period: tuple[str, str]) -> pd.DataFrame:
		"""The rows of the days of the period, the last one in full."""
		days = pd.to_datetime(frame[day]).dt.strftime("%Y-%m-%d")
		return frame[(days >= period[0]) & (days <= period[1])]

	def grouped(self, frame: pd.DataFrame, by: str, day: str) -> pd.Series:
		"""The line of each case."""
		if by in BUCKETS:
			return BUCKETS[by](pd.to_datetime(frame[day]))
		if by == "Main Category":
			tree = dump("Case Category")
			pairs = zip(tree.name, tree.parent_case_category, strict=True)
			parents = {name: parent for name, parent in pairs if isinstance(parent, str) and parent}

			def top(name: str | None) -> str | None:
				while name and parents.get(name):
					name = parents[name]
				return name

			return frame.category.map(top, na_action="ignore").fillna("Not Stated")
		if by == "Department":
			return frame.department.fillna("Not Referred")
		return frame[FIELDS[by]].replace("", None).fillna(MISSING.get(by, "Not Stated"))

	def with_departments(self, cases: pd.DataFrame) -> pd.DataFrame:
		"""A row for each department that was asked about the case, one for a case of none."""
		asked = self.referral[self.referral.status.isin(COUNTED)][["case", "department"]].drop_duplicates()
		return cases.merge(asked, how="left", left_on="name", right_on="case")

	# Cases -------------------------------------------------------------------------------------

	def expected(self, by: str, period: tuple[str, str]) -> dict[str, dict[str, int]]:
		cases = self.with_departments(self.case) if by == "Department" else self.case
		received, closed = self.within(cases, "opened_on", period), self.within(cases, "closed_on", period)
		still_open = received[received.closed_on.isna()]
		sets = {
			"received": (received, "opened_on"),
			"closed": (closed, "closed_on"),
			"still_open": (still_open, "opened_on"),
			"overdue_now": (still_open[still_open.due_on < now_datetime()], "opened_on"),
			"former": (received[received.closed_in_former_register == 1], "opened_on"),
		}
		return {
			name: nonzero(self.grouped(frame, by, day).value_counts().to_dict())
			for name, (frame, day) in sets.items()
		}

	def test_by_every_grouping_in_every_period(self):
		for period in PERIODS:
			for by in (*BUCKETS, *FIELDS, "Main Category", "Department"):
				with self.subTest(period=period, by=by):
					_columns, rows, summary = run("case_statistics", period, group_by=by)
					for name, numbers in self.expected(by, period).items():
						self.assertEqual(nonzero({row["line"]: row[name] for row in rows}), numbers, name)
					all_ = len(self.within(self.case, "opened_on", period))
					self.assertEqual(summary[0]["value"], all_)

	def test_shares_make_up_the_whole(self):
		_columns, rows, _summary = run("case_statistics", PERIODS[2], group_by="Type")
		all_ = sum(row["received"] for row in rows)
		for row in rows:
			self.assertEqual(row["share_of_all"], round(100 * row["received"] / all_, 1))

	def test_the_story_is_in_it(self):
		"""So that no test here agrees on nothing."""
		march = self.expected("Department", PERIODS[0])
		self.assertEqual(march["received"][self.office.roads], 2)
		self.assertEqual(march["received"][self.office.water], 2)
		self.assertEqual(sum(march["former"].values()), 1)
		self.assertEqual(len(self.within(self.case, "opened_on", PERIODS[0])), 9)

	def test_across(self):
		for period in PERIODS:
			for by, across, basis in (
				("Type", "Quarter", "Received"),
				("Outcome", "Type", "Closed"),
				("Root Cause", "Month", "Closed"),
				("Department", "Type", "Received"),
				("Main Category", "Area", "Received"),
			):
				with self.subTest(period=period, by=by, across=across):
					day = "closed_on" if basis == "Closed" else "opened_on"
					cases = self.with_departments(self.case) if "Department" == by else self.case
					cases = self.within(cases, day, period)
					pairs = zip(self.grouped(cases, by, day), self.grouped(cases, across, day), strict=True)
					truth = pd.Series(list(pairs), dtype=object).value_counts().to_dict()
					columns, rows, _summary = run(
						"outcomes_and_root_causes", period, group_by=by, across=across, basis=basis
					)
					names = {
						column["fieldname"]: column["label"]
						for column in columns
						if column["fieldname"].startswith("column_")
					}
					found = {
						(row["line"], label): row[field] for row in rows for field, label in names.items()
					}
					self.assertEqual(nonzero(found), nonzero(truth))

	def test_each_cell_leads_to_exactly_what_it_counts(self):
		for by, across in (
			("Month", ""),
			("Department", ""),
			("Main Category", "Quarter"),
			("Type", "Channel"),
		):
			_columns, rows, _summary = run("case_statistics", PERIODS[2], group_by=by, across=across)
			ways = [(row[name], way) for row in rows for name, way in row["ways"].items()]
			self.assertTrue(ways)
			for number, way in ways:
				with self.subTest(way=way):
					filters = dict(way["filters"])
					period = (filters.pop("from_date"), filters.pop("to_date"))
					_columns, listed, summary = run("cases_behind_a_figure", period, **filters)
					self.assertEqual((len(listed), summary[0]["value"]), (number, number))

	def test_hot_spots(self):
		for period in PERIODS[:3]:
			cases = self.within(self.case, "opened_on", period)
			truth = cases[cases.area.notna() & cases.category.notna()].groupby(["area", "category"])
			sizes, people = truth.size(), truth.citizen.nunique()
			_columns, rows, _summary = run("hot_spots", period, at_least=2)
			found = {(row["area"], row["category"]): (row["received"], row["people"]) for row in rows}
			self.assertEqual(found, {key: (size, people[key]) for key, size in sizes.items() if size >= 2})
		_columns, rows, _summary = run("hot_spots", PERIODS[0], group_by="Citizen", at_least=2)
		truth = self.within(self.case, "opened_on", PERIODS[0]).citizen.value_counts()
		self.assertEqual([row["received"] for row in rows], list(truth[truth >= 2]))

	def test_open_work(self):
		now = now_datetime()
		open_ = self.case[self.case.closed_on.isna()]
		_columns, rows, _summary = run("open_work_by_age", PERIODS[0])
		truth = self.grouped(open_, "Type", "opened_on").value_counts().to_dict()
		self.assertEqual({row["line"]: row["open_now"] for row in rows}, truth)
		age = (now - open_.opened_on).dt.total_seconds() / 86400
		ends = [-np.inf, 7, 14, 30, 60, 90, np.inf]
		truth = [int(((age > low) & (age <= high)).sum()) for low, high in itertools.pairwise(ends)]
		self.assertEqual([sum(row[f"span_{at}"] for row in rows) for at in range(6)], truth)
		with_it = self.referral[
			self.referral.status.isin(["Open", "Acknowledged"]) & (self.referral.kind == "Referral")
		]
		_columns, rows, _summary = run("open_work_by_age", PERIODS[0], of="Referrals")
		self.assertEqual(
			{row["line"]: row["open_now"] for row in rows}, with_it.department.value_counts().to_dict()
		)

	# Departments and time limits ---------------------------------------------------------------

	def records(self, period: tuple[str, str]) -> pd.DataFrame:
		"""The time limits that began in the period, with what became of each."""
		found = self.within(self.record, "started", period)
		found = found[found.status != "Cancelled"].copy()
		now = pd.Timestamp.now("UTC").tz_localize(None)
		open_ = found.status.isin(["Running", "Paused"])
		late = (found.breached == 1) | (found.due_utc < found.paused_utc.fillna(now))
		found["in_time"] = (found.status == "Met") & (found.breached == 0)
		found["met_late"] = (found.status == "Met") & (found.breached == 1)
		found["not_met"] = open_ & late
		return found

	def test_departments(self):
		for period in PERIODS:
			with self.subTest(period=period):
				_columns, rows, _summary = run("department_performance", period)
				rows = {row["line"]: row for row in rows}
				made = self.within(self.referral, "referred_on", period)
				made = made[(made.status != "Waiting") & (made.kind == "Referral")]
				full = self.records(period)
				full = full[full.clock == "Full Reply of Department"]
				for department in {*made.department, *full.department}:
					mine, clocks = made[made.department == department], full[full.department == department]
					met = clocks[clocks.status == "Met"].worked_seconds.to_numpy()
					decided = int((clocks.in_time | clocks.met_late | clocks.not_met).sum())
					truth = {
						"referrals": len(mine),
						"acknowledged": int(mine.acknowledged_on.notna().sum()),
						"answered": int((mine.status == "Answered").sum()),
						"returned": int((mine.status == "Returned").sum()),
						"taken_back": int(mine.status.isin(["Withdrawn", "Transferred"]).sum()),
						"referrals_open": int(mine.status.isin(["Open", "Acknowledged"]).sum()),
						"met_in_time": int(clocks.in_time.sum()),
						"met_late": int(clocks.met_late.sum()),
						"not_met": int(clocks.not_met.sum()),
						"compliance": round(100 * int(clocks.in_time.sum()) / decided, 1) if decided else 0,
						"median_hours": rank(met, 0.5),
						"p90_hours": rank(met, 0.9),
					}
					row = rows[department]
					self.assertEqual({name: row[name] for name in truth}, truth, department)
				self.assertEqual(sum(row["referrals"] for row in rows.values()), len(made))

	def test_the_oldest_open(self):
		with_it = self.referral[
			self.referral.status.isin(["Open", "Acknowledged"]) & (self.referral.kind == "Referral")
		]
		oldest = (now_datetime() - with_it.groupby("department").referred_on.min()).dt.days.to_dict()
		_columns, rows, _summary = run("department_performance", PERIODS[0])
		self.assertEqual(nonzero({row["line"]: row["oldest_open"] for row in rows}), nonzero(oldest))

	def test_departments_lead_to_their_referrals(self):
		_columns, rows, _summary = run("department_performance", PERIODS[2])
		for row in rows:
			for name, way in row["ways"].items():
				self.assertEqual(len(as_list(way)), row[name], (row["line"], name))

	def test_time_limits(self):
		for period in PERIODS:
			with self.subTest(period=period):
				_columns, rows, _summary = run("time_limits_by_department", period)
				found = {
					(row["department"], row["clock"]): tuple(
						row[name]
						for name in ("met_in_time", "met_late", "overdue", "median_hours", "p90_hours")
					)
					for row in rows
				}
				records = self.records(period)
				keys = [records.department.fillna("Office"), records.clock]
				truth = {}
				for key, group in records.groupby(keys):
					met = group[group.status == "Met"].worked_seconds.to_numpy()
					numbers = (int(group[name].sum()) for name in ("in_time", "met_late", "not_met"))
					truth[key] = (*numbers, rank(met, 0.5), rank(met, 0.9))
				self.assertEqual({key: value for key, value in found.items() if key in truth}, truth)

	def test_breaches_are_all_there_and_each_once(self):
		for period in PERIODS:
			with self.subTest(period=period):
				_columns, rows, _summary = run("breaches_of_time_limits", period)
				records = self.records(period)
				missed = records[records.met_late | records.not_met]
				truth = missed.clock.value_counts().to_dict()
				found: dict[str, int] = {}
				for row in rows:
					found[row["clock"]] = found.get(row["clock"], 0) + row["breaches"]
				self.assertEqual(found, truth)
		answers = missed_answers_after_late_replies(self.record, self.records(PERIODS[4]))
		_columns, rows, _summary = run("breaches_of_time_limits", PERIODS[4], clock="Answer to Citizen")
		self.assertEqual(
			sum(row["breaches"] for row in rows if row["reason"] == "A department's full reply was late"),
			answers,
		)

	# What happens to cases, and who does it ----------------------------------------------------

	def test_reopened(self):
		event = dump("Case Reopening").merge(
			self.case[["name", "case_type", "closed_on"]].rename(columns={"closed_on": "closed_now"}),
			left_on="case",
			right_on="name",
		)
		for period in PERIODS:
			_columns, rows, _summary = run("reopened_and_appealed", period, group_by="Type")
			groups = self.within(event, "reopened_on", period).groupby("case_type")
			truth = {
				key: (
					len(group),
					int(group.for_appeal.sum()),
					group["case"].nunique(),
					group[group.closed_now.notna()]["case"].nunique(),
				)
				for key, group in groups
			}
			found = {
				row["line"]: tuple(row[n] for n in ("reopened", "appeals", "reopened_cases", "closed_again"))
				for row in rows
			}
			self.assertEqual(found, truth)

	def test_satisfaction(self):
		rating = dump("Case Rating")
		for period in PERIODS:
			_columns, rows, summary = run("satisfaction", period, group_by="Month")
			mine = self.within(rating, "rated_on", period)
			months = (
				BUCKETS["Month"](pd.to_datetime(mine.rated_on)).value_counts().to_dict() if len(mine) else {}
			)
			self.assertEqual(nonzero({row["line"]: row["ratings"] for row in rows}), months)
			totals = {entry["label"]: entry["value"] for entry in summary}
			self.assertEqual(totals["Average Rating"], round(mine.score.mean(), 2) if len(mine) else 0)

	def test_extensions(self):
		request = dump("Extension Request")
		for period in PERIODS:
			_columns, rows, _summary = run("extensions", period)
			mine = self.within(request, "requested_on", period)
			truth = {
				key: (
					len(group),
					*(int((group.status == s).sum()) for s in ("Granted", "Refused", "Requested")),
				)
				for key, group in mine.groupby("department")
			}
			found = {
				row["line"]: tuple(row[name] for name in ("asked", "granted", "refused", "undecided"))
				for row in rows
			}
			self.assertEqual(found, truth)
			for row in rows:
				for name, way in row["ways"].items():
					self.assertEqual(len(as_list(way)), row[name])

	def test_workload(self):
		sources = {
			"registered": (self.case, "owner", "opened_on"),
			"referrals_made": (self.referral, "referred_by", "referred_on"),
			"prepared": (dump("Response"), "prepared_by", "accepted_on"),
			"accepted": (dump("Response"), "accepted_by", "accepted_on"),
		}
		names = dump("User").set_index("name").full_name.to_dict()
		for period in PERIODS:
			_columns, rows, _summary = run("staff_workload", period)
			for name, (frame, who, day) in sources.items():
				counts = self.within(frame, day, period)[who].value_counts().to_dict()
				truth = {
					names[user]: n for user, n in counts.items() if user not in ("Guest", "Administrator")
				}
				self.assertEqual(nonzero({row["line"]: row[name] for row in rows}), truth, name)


def missed_answers_after_late_replies(all_: pd.DataFrame, records: pd.DataFrame) -> int:
	late = set(all_[(all_.clock == "Full Reply of Department") & (all_.breached == 1)]["case"])
	answers = records[(records.clock == "Answer to Citizen") & (records.met_late | records.not_met)]
	return int(answers["case"].isin(late).sum())
