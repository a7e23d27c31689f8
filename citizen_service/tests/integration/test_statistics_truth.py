"""Every report's figures, to the unit, against pandas that reckons from raw dumps of the tables, over several periods.

What follows shares no line with the reports: it knows the definitions of `statistics/indicators.py` only.
"""

import itertools

import frappe
import numpy as np
import pandas as pd
from frappe.utils import now_datetime

from citizen_service.statistics.limits import reason_names
from citizen_service.tests.support.figures import behind, dump, nonzero, rank, run
from citizen_service.tests.support.truth import BUCKETS, FIELDS, PERIODS, TruthTestCase


class TestStatisticsTruth(TruthTestCase):
	"""One class, so that the story is told once."""

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
		for period, before in (
			(PERIODS[0], ("2003-02-01", "2003-02-28")),
			(PERIODS[2], ("2002-01-01", "2002-12-31")),
			(("2003-03-31", "2003-04-02"), ("2003-03-28", "2003-03-30")),
			(("2004-01-01", "2004-12-31"), PERIODS[2]),
		):
			cases = self.within(self.case, "opened_on", period)
			truth = cases[cases.area.notna() & cases.category.notna()].groupby(["area", "category"])
			sizes, people = truth.size(), truth.citizen.nunique()
			then = self.within(self.case, "opened_on", before).groupby(["area", "category"]).size()
			_columns, rows, _summary = run("hot_spots", period, at_least=1)
			found = {
				(row["area"], row["category"]): (row["received"], row["before"], row["people"])
				for row in rows
			}
			truth = {key: (size, then.get(key, 0), people[key]) for key, size in sizes.items()}
			self.assertEqual(found, truth)
			for row in rows:
				for name, way in row["ways"].items():
					if name != "people":
						self.assertEqual(len(behind(way)), row[name], (name, way))
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
		late = open_[open_.due_on < now]
		truth = self.grouped(late, "Type", "opened_on").value_counts().to_dict()
		self.assertEqual(nonzero({row["line"]: row["late_now"] for row in rows}), truth)
		with_it = self.referral[
			self.referral.status.isin(["Open", "Acknowledged"]) & (self.referral.kind == "Referral")
		]
		_columns, rows, _summary = run("open_work_by_age", PERIODS[0], of="Referrals")
		self.assertEqual(
			{row["line"]: row["open_now"] for row in rows}, with_it.department.value_counts().to_dict()
		)
		late = with_it[pd.to_datetime(with_it.due_on) < now].department.value_counts().to_dict()
		self.assertEqual(nonzero({row["line"]: row["late_now"] for row in rows}), late)

	def test_overdue_work(self):
		now = now_datetime()
		open_ = self.case[self.case.closed_on.isna() & (self.case.due_on < now)]
		_columns, rows, _summary = run("open_work_by_age", PERIODS[0], measure="Time Overdue")
		self.assertEqual(
			{row["line"]: (row["open_now"], row["late_now"]) for row in rows},
			{key: (n, n) for key, n in open_.case_type.value_counts().items()},
		)
		late = (now - open_.due_on).dt.total_seconds() / 86400
		ends = [-np.inf, 7, 14, 30, 60, 90, np.inf]
		truth = [int(((late > low) & (late <= high)).sum()) for low, high in itertools.pairwise(ends)]
		self.assertEqual([sum(row[f"span_{at}"] for row in rows) for at in range(6)], truth)
		self.assertTrue(sum(truth))

	# Departments and time limits ---------------------------------------------------------------

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
				self.assertEqual(len(behind(way)), row[name], (row["line"], name))

	def ways_lead_to_what_is_counted(self, rows: list[dict]) -> None:
		for row in rows:
			for name, way in row["ways"].items():
				self.assertEqual(len(behind(way)), row[name], way)

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
				self.ways_lead_to_what_is_counted(rows)

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
				self.ways_lead_to_what_is_counted(rows)

	def test_why_time_limits_were_missed(self):
		seen = set()
		for period in PERIODS:
			with self.subTest(period=period):
				truth = self.why_missed(self.records(period))
				_columns, rows, _summary = run("breaches_of_time_limits", period)
				found = {(row["clock"], row["reason"]): row["breaches"] for row in rows}
				self.assertEqual(found, truth)
				seen.update(reason for _clock, reason in truth)
		self.assertEqual(seen, set(reason_names().values()))

	def test_directions_to_other_bodies(self):
		cases = self.case[self.case.outcome == "Directed Elsewhere"]
		for period in (*PERIODS, ("2003-06-30", "2003-06-30"), ("2003-07-01", "2003-07-31")):
			with self.subTest(period=period):
				closed = self.within(cases, "closed_on", period)
				truth = closed.directed_to_body.fillna("Not Stated").value_counts().to_dict()
				_columns, rows, summary = run("directions_to_other_bodies", period)
				self.assertEqual({row["body"]: row["cases"] for row in rows}, truth)
				self.assertEqual([one["value"] for one in summary], [len(closed), len(truth)])
				for row in rows:
					self.assertEqual(row["share"], round(100 * row["cases"] / len(closed), 1))
				self.ways_lead_to_what_is_counted(rows)
		self.assertEqual(len(self.within(cases, "closed_on", PERIODS[2])), 3)

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
			for row in rows:
				self.assertEqual(len(behind(row["ways"]["reopened_cases"])), row["reopened_cases"])

	def test_satisfaction(self):
		rating = dump("Case Rating")
		for period in PERIODS:
			_columns, rows, summary = run("satisfaction", period, group_by="Month")
			mine = self.within(rating, "rated_on", period)
			truth = {}
			for month, group in mine.groupby(BUCKETS["Month"](pd.to_datetime(mine.rated_on))):
				happy = int((group.score >= 4).sum())
				truth[month] = (
					*(len(group), round(group.score.mean(), 2), happy, int((group.score <= 2).sum())),
					round(100 * happy / len(group), 1),
				)
			names = ("ratings", "mean_score", "satisfied", "dissatisfied", "satisfaction")
			found = {row["line"]: tuple(row[name] for name in names) for row in rows if row["ratings"]}
			self.assertEqual(found, truth)
			totals = {entry["label"]: entry["value"] for entry in summary}
			self.assertEqual(totals["Average Rating"], round(mine.score.mean(), 2) if len(mine) else 0)
			for row in rows:
				for name, way in row["ways"].items():
					self.assertEqual(len(behind(way)), row[name], way)

	def test_extensions(self):
		request = dump("Extension Request")
		for period in PERIODS:
			_columns, rows, _summary = run("extensions", period)
			mine = self.within(request, "requested_on", period)
			truth = {
				key: (
					len(group),
					*(int((group.status == s).sum()) for s in ("Granted", "Refused", "Requested", "Lapsed")),
					share_granted(group),
				)
				for key, group in mine.groupby("department")
			}
			found = {
				row["line"]: tuple(
					row[name] for name in ("asked", "granted", "refused", "undecided", "lapsed", "grant_rate")
				)
				for row in rows
			}
			self.assertEqual(found, truth)
			for row in rows:
				for name, way in row["ways"].items():
					self.assertEqual(len(behind(way)), row[name])

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
		for reference in self.case.name[:3]:
			todo = {"allocated_to": self.office.follow_up, "description": "-", "reference_name": reference}
			frappe.get_doc({"doctype": "ToDo", "reference_type": "Case", **todo}).insert(
				ignore_permissions=True
			)
		_columns, rows, _summary = run("staff_workload", PERIODS[0])
		todo = dump("ToDo")
		todo = todo[(todo.status == "Open") & todo.reference_type.isin(["Case", "Case Referral", "Response"])]
		truth = {names[user]: n for user, n in todo.allocated_to.value_counts().items()}
		truth.pop("Administrator", None)
		self.assertEqual(nonzero({row["line"]: row["assigned_now"] for row in rows}), truth)
		self.assertTrue(truth)


def share_granted(requests: pd.DataFrame) -> float:
	granted, decided = (
		(requests.status == "Granted").sum(),
		requests.status.isin(["Granted", "Refused"]).sum(),
	)
	return round(100 * granted / decided, 1) if decided else 0.0
