"""`docs/indicators.md`: every indicator, its definition and its test, written from `indicators.py`. No framework.

python -m citizen_service.statistics.handbook docs/indicators.md
"""

import sys
from pathlib import Path

from citizen_service.statistics.indicators import INDICATORS, Indicator, Unit

TRUTH = "test_statistics_truth"
TESTS = {
	"received closed still_open overdue_now former": "test_by_every_grouping_in_every_period",
	"share_of_all": "test_shares_make_up_the_whole",
	"before people": "test_hot_spots",
	"referrals acknowledged answered returned taken_back referrals_open": "test_departments",
	"oldest_open": "test_the_oldest_open",
	"clocks met_in_time met_late not_met not_due compliance decided median_hours p90_hours": (
		"test_departments, test_time_limits"
	),
	"breaches": "test_breaches_are_all_there_and_each_once",
	"open_now late_now": "test_open_work, test_overdue_work",
	"reopened appeals reopened_cases closed_again": "test_reopened",
	"ratings mean_score satisfied dissatisfied satisfaction": "test_satisfaction",
	"asked granted refused undecided lapsed grant_rate": "test_extensions",
	"emergencies": "test_emergencies",
	"day_book": "test_the_day_book",
	"registered referrals_made prepared accepted assigned_now": "test_workload",
}
"""Which test reckons the figures anew, of `TRUTH`."""

HEAD = """# What the figures mean

Written by `python -m citizen_service.statistics.handbook docs/indicators.md` from
`citizen_service/statistics/indicators.py`; the same texts, in the reader's language, are the help of each report.

- A period is a run of whole days of the site, the first and the last included; a day begins and ends at midnight of the
  site's time zone, so that days of a summer-time change have 23 or 25 hours.
- A case, a referral or a time limit is counted in the period that the day named here lies in, once, however it goes on later.
- A case that was reopened is open again: its earlier closing no longer counts as one, its reopening counts by itself.
- A referral that was transferred counts with both departments; with the first one as transferred. The second one's time
  limits are its own.
- A share of nothing is 0.
- The tests are those of `citizen_service/tests/integration/test_statistics_truth*.py`: each figure is reckoned anew with pandas
  from dumps of the tables, over six periods, and must agree to the unit.

| figure | what it counts | counted by | left out | test |
|---|---|---|---|---|
"""


def tests() -> dict[str, str]:
	"""The test of each indicator."""
	return {key: test for keys, test in TESTS.items() for key in keys.split()}


def handbook() -> str:
	"""The whole page."""
	of = tests()
	return HEAD + "".join(_line(indicator, of[key]) for key, indicator in INDICATORS.items())


def _line(indicator: Indicator, test: str) -> str:
	counts = indicator.counts
	if indicator.unit is Unit.HOURS:
		counts += " By nearest rank, exact to the tenth of an hour."
	cells = (indicator.title, counts, indicator.day.value, indicator.left_out.value, test)
	return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
	Path(sys.argv[1]).write_text(handbook(), encoding="utf-8")
