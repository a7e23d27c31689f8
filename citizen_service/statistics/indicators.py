"""What each figure means, written once: the help of every report, and docs/indicators.md, are made of this.

Plain data, no framework. The texts are English; whoever shows them translates them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

_lt: Callable[[str], str] = str
"""Marks a text for translation where it is shown."""


class Day(str, Enum):
	"""Which day places something in a period. Days are the site's own, from midnight to midnight in its time zone."""

	OPENED = _lt("the day on which the case was opened")
	CLOSED = _lt("the day of the case's present closing")
	REFERRED = _lt("the day on which the case was referred to the department")
	STARTED = _lt("the day on which the time limit began")
	REOPENED = _lt("the day on which the case was reopened")
	RATED = _lt("the day of the rating")
	ASKED = _lt("the day on which the extension was asked for")
	ACCEPTED = _lt("the day on which the response was accepted")
	LINE = _lt("the day of what the line counts")
	MARKED = _lt("the day on which the case was marked as an emergency")
	NOTED = _lt("the day under which it was entered")
	NOW = _lt("the present moment, whatever the period")


class LeftOut(str, Enum):
	"""What a figure does not count."""

	NOTHING = ""
	FORMER = _lt(
		"Cases taken over as closed from a former register count as received and closed, never as answered."
	)
	NOT_WITH_IT = _lt("Not counted: referrals that still wait for their turn, and appeals.")
	NOT_COUNTED = _lt("Not counted: referrals that were withdrawn, returned or transferred.")
	CANCELLED = _lt("Not counted: time limits that were cancelled, as when a referral was withdrawn.")
	PAUSES = _lt("Open hours of the calendar only; pauses and closed hours do not count.")


class Unit(str, Enum):
	"""How a figure is shown."""

	NUMBER = "Int"
	SHARE = "Percent"
	HOURS = "Float"
	MEAN = "Float 2"
	DAYS = "Int days"


@dataclass(frozen=True)
class Indicator:
	"""A figure: `counts` says what it is of, for a share `over` names the figure that it is divided by."""

	title: str
	counts: str
	day: Day
	left_out: LeftOut = LeftOut.NOTHING
	unit: Unit = Unit.NUMBER
	over: str = ""


def share(part: float, whole: float) -> float:
	"""The percentage with one decimal; of nothing it is 0."""
	return round(100 * part / whole, 1) if whole else 0.0


INDICATORS: dict[str, Indicator] = {
	# Cases
	"received": Indicator(
		_lt("Cases Received"),
		_lt("Cases opened in the period, of every channel."),
		Day.OPENED,
		LeftOut.FORMER,
	),
	"closed": Indicator(
		_lt("Cases Closed"),
		_lt("Cases closed in the period and not reopened since, whenever they were opened."),
		Day.CLOSED,
		LeftOut.FORMER,
	),
	"still_open": Indicator(_lt("Still Open"), _lt("Cases received that are open now."), Day.OPENED),
	"overdue_now": Indicator(
		_lt("Overdue Now"), _lt("Cases received that are open now, their answer due before now."), Day.OPENED
	),
	"former": Indicator(
		_lt("From a Former Register"),
		_lt("Cases received that were taken over as closed from a former register."),
		Day.OPENED,
	),
	"share_of_all": Indicator(_lt("Share"), _lt("The line's part of all lines."), Day.LINE, unit=Unit.SHARE),
	"before": Indicator(
		_lt("Period Before"), _lt("The same in the period just before, of the same length."), Day.OPENED
	),
	"people": Indicator(_lt("Citizens"), _lt("Different citizens on record among these cases."), Day.OPENED),
	# Departments
	"referrals": Indicator(
		_lt("Referrals Received"), _lt("Referrals made to the department."), Day.REFERRED, LeftOut.NOT_WITH_IT
	),
	"acknowledged": Indicator(
		_lt("Acknowledged"),
		_lt("Referrals received whose arrival the department acknowledged."),
		Day.REFERRED,
	),
	"answered": Indicator(
		_lt("Answered in Full"), _lt("Referrals received whose full reply was accepted."), Day.REFERRED
	),
	"returned": Indicator(
		_lt("Returned"), _lt("Referrals received that the department sent back."), Day.REFERRED
	),
	"taken_back": Indicator(
		_lt("Withdrawn or Transferred"),
		_lt("Referrals received that the office took back or passed to another department."),
		Day.REFERRED,
	),
	"referrals_open": Indicator(
		_lt("Not Answered Yet"), _lt("Referrals received that are with the department now."), Day.REFERRED
	),
	"oldest_open": Indicator(
		_lt("Oldest Open (Days)"),
		_lt("Whole days since the oldest referral was made that is with the department now."),
		Day.NOW,
		LeftOut.NOT_WITH_IT,
		Unit.DAYS,
	),
	# Time limits
	"clocks": Indicator(
		_lt("Time Limits Begun"), _lt("Time limits that began in the period."), Day.STARTED, LeftOut.CANCELLED
	),
	"met_in_time": Indicator(
		_lt("Met in Time"), _lt("Of these, met by their due date."), Day.STARTED, LeftOut.CANCELLED
	),
	"met_late": Indicator(
		_lt("Met Late"), _lt("Of these, met after their due date."), Day.STARTED, LeftOut.CANCELLED
	),
	"not_met": Indicator(
		_lt("Missed and Open"),
		_lt("Of these, still open after their due date; a pause that began before it does not miss it."),
		Day.STARTED,
		LeftOut.CANCELLED,
	),
	"not_due": Indicator(
		_lt("Open, Not Due"), _lt("Of these, still open and not due yet."), Day.STARTED, LeftOut.CANCELLED
	),
	"compliance": Indicator(
		_lt("Compliance"),
		_lt("Met in time, divided by what was met in time, met late, or is missed and open."),
		Day.STARTED,
		LeftOut.CANCELLED,
		Unit.SHARE,
		over="decided",
	),
	"decided": Indicator(
		_lt("Decided"),
		_lt("Met in time, met late, or missed and open: whether it was kept is known."),
		Day.STARTED,
		LeftOut.CANCELLED,
	),
	"median_hours": Indicator(
		_lt("Median Working Hours"),
		_lt("Half of the time limits met took no longer."),
		Day.STARTED,
		LeftOut.PAUSES,
		Unit.HOURS,
	),
	"p90_hours": Indicator(
		_lt("90th Percentile of Working Hours"),
		_lt("Nine of ten time limits met took no longer."),
		Day.STARTED,
		LeftOut.PAUSES,
		Unit.HOURS,
	),
	"breaches": Indicator(
		_lt("Breaches"),
		_lt("Time limits met late, or missed and open."),
		Day.STARTED,
		LeftOut.CANCELLED,
	),
	# What is open
	"open_now": Indicator(_lt("Now Open"), _lt("What is open at this moment."), Day.NOW, LeftOut.NOT_WITH_IT),
	"late_now": Indicator(
		_lt("Of These Overdue"), _lt("What is open at this moment and was due before it."), Day.NOW
	),
	# Reopened, appealed, rated
	"reopened": Indicator(
		_lt("Reopened"), _lt("Reopenings of closed cases, appeals included; each time counts."), Day.REOPENED
	),
	"appeals": Indicator(
		_lt("For an Appeal"), _lt("Reopenings that an appeal of the citizen caused."), Day.REOPENED
	),
	"reopened_cases": Indicator(
		_lt("Cases Concerned"), _lt("Different cases among these reopenings."), Day.REOPENED
	),
	"closed_again": Indicator(
		_lt("Closed Again"), _lt("Of these cases, those that are closed now."), Day.REOPENED
	),
	"ratings": Indicator(_lt("Ratings"), _lt("Ratings that citizens gave of an answer."), Day.RATED),
	"mean_score": Indicator(
		_lt("Average Rating"),
		_lt("The sum of the ratings (1 to 5) divided by their number."),
		Day.RATED,
		unit=Unit.MEAN,
		over="ratings",
	),
	"satisfied": Indicator(_lt("Satisfied"), _lt("Ratings of 4 or 5."), Day.RATED),
	"dissatisfied": Indicator(_lt("Dissatisfied"), _lt("Ratings of 1 or 2."), Day.RATED),
	"satisfaction": Indicator(
		_lt("Satisfaction"),
		_lt("Ratings of 4 or 5, divided by all ratings."),
		Day.RATED,
		unit=Unit.SHARE,
		over="ratings",
	),
	# Extensions
	"asked": Indicator(_lt("Extensions Asked For"), _lt("Extensions that departments asked for."), Day.ASKED),
	"granted": Indicator(_lt("Extensions Granted"), _lt("Of these, granted."), Day.ASKED),
	"refused": Indicator(_lt("Extensions Refused"), _lt("Of these, refused."), Day.ASKED),
	"undecided": Indicator(_lt("Not Decided Yet"), _lt("Of these, not decided yet."), Day.ASKED),
	"lapsed": Indicator(
		_lt("No Longer Needed"), _lt("Of these, lapsed because the referral had been settled."), Day.ASKED
	),
	"grant_rate": Indicator(
		_lt("Share Granted"),
		_lt("Granted, divided by granted and refused."),
		Day.ASKED,
		unit=Unit.SHARE,
		over="asked",
	),
	# The two registers
	"emergencies": Indicator(
		_lt("Emergencies"), _lt("Each time that a case was marked as an emergency."), Day.MARKED
	),
	"day_book": Indicator(
		_lt("Calls and Visits"),
		_lt("What reception entered in the day book, settled without a case."),
		Day.NOTED,
	),
	# Staff
	"registered": Indicator(_lt("Cases Registered"), _lt("Cases that the person registered."), Day.OPENED),
	"referrals_made": Indicator(_lt("Referrals Made"), _lt("Referrals that the person made."), Day.REFERRED),
	"prepared": Indicator(
		_lt("Responses Written"), _lt("Responses that the person wrote and that were accepted."), Day.ACCEPTED
	),
	"accepted": Indicator(
		_lt("Responses Accepted"), _lt("Responses that the person accepted."), Day.ACCEPTED
	),
	"assigned_now": Indicator(
		_lt("Assigned Now"),
		_lt("Open assignments of the person, of cases, referrals and responses."),
		Day.NOW,
	),
}
"""Every figure that a report shows, by the name of its column."""
