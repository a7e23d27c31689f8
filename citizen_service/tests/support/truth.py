"""The office's story in dumps of its tables, and the groups and periods that pandas reckons figures of."""

import numpy as np
import pandas as pd
from frappe.utils import get_system_timezone

from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.figures import dump, make_story

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


class TruthTestCase(OfficeTestCase):
	"""The story told, its tables dumped, and what is asked of the dumps: by definitions alone, without the app's code."""

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

	def why_missed(self, records: pd.DataFrame) -> dict[tuple[str, str], int]:
		"""The missed ones of these time limits, by clock and by the first reason that is on record."""
		missed = records[records.met_late | records.not_met].copy()
		late = self.record[self.record.breached == 1]
		request = dump("Extension Request")
		of_case = missed.clock.isin(["Acknowledge", "Answer to Citizen"])
		full = missed.clock == "Full Reply of Department"
		after_late = set(late[late.clock == "Full Reply of Department"]["case"])
		unseen = set(late[late.clock == "First Reply of Department"].referral)
		causes = {
			"A department's full reply was late": (missed.clock == "Answer to Citizen")
			& missed["case"].isin(after_late),
			"The case was never referred": of_case & ~missed["case"].isin(set(self.referral["case"])),
			"More time was asked for and refused": missed.name.isin(
				set(request[request.status == "Refused"].time_limit)
			),
			"The department's first reply was late as well": full & missed.referral.isin(unseen),
		}
		missed["why"] = np.select(list(causes.values()), list(causes), "Nothing on record")
		return missed.groupby(["clock", "why"]).size().to_dict()
