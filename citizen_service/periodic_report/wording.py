"""What a report's figures are called and how they are counted, in each language of the reports."""

import hashlib
import json
from collections.abc import Iterable

from babel.dates import format_date
from frappe import _

from citizen_service.periodic_report.content import LANGUAGES, Definition, Label, Span
from citizen_service.statistics.indicators import INDICATORS
from citizen_service.statistics.periods import Kind, Period

_lt = str
"""Marks a text for translation where it is shown."""

OWN: dict[str, tuple[str, str]] = {
	"open_at_end": (
		_lt("Open at the End of the Period"),
		_lt("Cases opened before the period's last day was over, of any period, and not closed by then."),
	),
	"overdue_at_end": (
		_lt("Overdue at the End of the Period"),
		_lt(
			"Answers to citizens that were due before the period's last day was over, and had not been given by then."
		),
	),
	"emergencies": (
		_lt("Emergencies"),
		_lt("Cases that were marked as an emergency in the period, each once."),
	),
	"tallied": (
		_lt("Settled without a Case"),
		_lt("Calls and visits of the day book, settled at the counter without a case."),
	),
	"answer_median": (
		_lt("Median Working Hours to the Answer"),
		_lt(
			"Half of the answers to citizens whose time limit began in the period took no longer; open hours of the calendar only."
		),
	),
	"answer_p90": (
		_lt("90th Percentile of Working Hours to the Answer"),
		_lt(
			"Nine of ten answers to citizens whose time limit began in the period took no longer; open hours of the calendar only."
		),
	),
	"of_replies": (
		_lt("Compliance of Full Replies"),
		_lt("The same of the departments' full replies alone."),
	),
}
"""Figures that periodic reports alone have: title, and how it is counted. docs/periodic-report.md has them with their tests."""


def label(text: str) -> Label:
	"""A text of the app, or a name that the admin may have translated, in every language."""
	return {language: _(text, language) for language in LANGUAGES}


TITLES = {
	"received": _lt("Cases Received"),
	"closed": _lt("Cases Closed"),
	"returned": _lt("Referrals Returned"),
	"reopened": _lt("Cases Reopened"),
	"appeals": _lt("Reopened for an Appeal"),
	"compliance": _lt("Compliance with Time Limits"),
}
"""Where a report says more than the column of a list."""


def title(key: str) -> Label:
	"""What a figure is called."""
	return label(OWN[key][0] if key in OWN else TITLES.get(key) or INDICATORS[key].title)


def definition(key: str) -> Definition:
	"""How a figure is counted."""
	return Definition(key, title(key), {language: _counted(key, language) for language in LANGUAGES})


def _counted(key: str, language: str) -> str:
	if key in OWN:
		return _(OWN[key][1], language)
	indicator = INDICATORS[key]
	day = _("Counted by {0}.", language).format(_(indicator.day.value, language))
	left_out = _(indicator.left_out.value, language) if indicator.left_out.value else ""
	return " ".join(part for part in (_(indicator.counts, language), day, left_out) if part)


def version_of(definitions: Iterable[Definition]) -> str:
	"""A short name of these definitions: it changes with their English words."""
	words = json.dumps([(one.key, one.title["en"], one.text["en"]) for one in definitions])
	return hashlib.sha256(words.encode()).hexdigest()[:12]


def span(period: Period) -> Span:
	return Span(period.first, period.last, {language: _named(period, language) for language in LANGUAGES})


def _named(period: Period, language: str) -> str:
	first, kind = period.first, period.kind
	if kind is Kind.MONTH:
		return format_date(first, "MMMM y", locale=language)
	if kind is Kind.QUARTER:
		ordinals = (
			_("First quarter of {0}", language),
			_("Second quarter of {0}", language),
			_("Third quarter of {0}", language),
			_("Fourth quarter of {0}", language),
		)
		return ordinals[first.month // 3].format(first.year)
	if kind is Kind.HALF_YEAR:
		halves = _("First half of {0}", language), _("Second half of {0}", language)
		return halves[first.month // 6].format(first.year)
	if kind is Kind.YEAR:
		return _("Year {0}", language).format(first.year)
	days = (format_date(day, "d MMMM y", locale=language) for day in (first, period.last))
	return _("{0} to {1}", language).format(*days)
