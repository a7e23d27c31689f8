"""What is noted in a report by itself: rules with thresholds as data, over figures that are already counted. No framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from string import Formatter

from citizen_service.periodic_report.content import (
	Content,
	Finding,
	Indicator,
	Label,
	Reading,
	Span,
	Unit,
	compare,
)
from citizen_service.periodic_report.numbers import Style


class LookAt(str, Enum):
	"""What a rule looks at; its value is the option in the form."""

	OFFICE = "Indicator of the Office"
	DEPARTMENTS = "Indicator of Each Department"
	LINES = "Line of a Table"
	FOLLOW_UP = "Recommendation Not Done"


class Direction(str, Enum):
	RISES = "Rises"
	FALLS = "Falls"
	EITHER = "Rises or Falls"
	ABOVE = "Is at Least"
	BELOW = "Is at Most"


class ComparedWith(str, Enum):
	PREVIOUS = "Period Before"
	YEAR_BEFORE = "Same Period Last Year"


PLACES = frozenset({"indicator", "about", "now", "before", "difference", "change", "period", "then", "due"})
"""What a sentence may name in braces."""


@dataclass(frozen=True)
class Rule:
	"""A rule as an administrator set it.

	`key` is the indicator (of a table: its column; empty: every one) and `table` the table. A movement is noted from
	`least_difference` (in the unit; points, for percentages) and `least_relative` percent on; of a level,
	`least_difference` is the level itself. `least_base` keeps small numbers silent: how many things the figure must
	be of, a percentage in both periods. At most `at_most` are noted, the largest first.
	"""

	name: str
	look_at: LookAt
	direction: Direction
	sentence: Label
	key: str = ""
	table: str = ""
	compared_with: ComparedWith = ComparedWith.PREVIOUS
	least_difference: Fraction = Fraction(0)
	least_relative: Fraction = Fraction(0)
	least_base: int = 0
	at_most: int = 3
	severity: str = "Notice"


@dataclass(frozen=True)
class Promised:
	"""A recommendation of the last report, as it stands."""

	text: str
	department: Label
	department_name: str
	due_on: date | None
	is_settled: bool


@dataclass(frozen=True)
class _Seen:
	"""A figure that a rule looks at."""

	about: Label
	key: str
	indicator: Label
	unit: Unit
	noun: str
	now: Reading
	before: Reading | None
	department: str = ""


Styles = dict[str, Style]
"""How each language is written, by language."""


def note(
	content: Content, rules: Iterable[Rule], promised: Iterable[Promised], styles: Styles
) -> tuple[Finding, ...]:
	"""What the rules find in the figures of a report, in the order of the rules, the largest of each first.

	:param content: its own findings are not looked at
	:param promised: the recommendations of the last report
	:param styles: one for each language that the sentences are wanted in
	"""
	promised = tuple(promised)
	found: list[Finding] = []
	for rule in rules:
		if rule.look_at is LookAt.FOLLOW_UP:
			found += _not_done(rule, promised, content.period, styles)
			continue
		noted = [
			seen for seen in _looked_at(rule, content) if is_noted(rule, seen.now, seen.before, seen.unit)
		]
		noted.sort(key=lambda seen: (-_size(rule, seen), seen.key, seen.about.get("en", "")))
		found += [_finding(rule, seen, content, styles) for seen in noted[: rule.at_most]]
	return tuple(found)


def is_noted(rule: Rule, now: Reading, before: Reading | None, unit: Unit) -> bool:
	"""Whether a figure is worth a word by the rule."""
	if rule.direction in (Direction.ABOVE, Direction.BELOW):
		value = now.value(unit)
		if value is None or now.weight(unit) < rule.least_base:
			return False
		return (
			value >= rule.least_difference
			if rule.direction is Direction.ABOVE
			else value <= rule.least_difference
		)
	if before is None:
		return False
	change = compare(now, before, unit)
	if not change.difference or not _is_of_enough(rule, now, before, unit):
		return False
	if rule.direction is not Direction.EITHER and (change.difference > 0) != (
		rule.direction is Direction.RISES
	):
		return False
	if abs(change.difference) < rule.least_difference:
		return False
	# What grew from nothing grew by more than any percentage.
	return change.relative is None or abs(change.relative) >= rule.least_relative


def unknown_places(sentence: str) -> list[str]:
	"""What a sentence names in braces and nothing fills in.

	:raises ValueError: its braces do not match
	"""
	named = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
	return sorted(named - PLACES)


def _is_of_enough(rule: Rule, now: Reading, before: Reading, unit: Unit) -> bool:
	weights = now.weight(unit), before.weight(unit)
	return (max(weights) if unit is Unit.COUNT else min(weights)) >= rule.least_base


def _looked_at(rule: Rule, content: Content) -> Iterator[_Seen]:
	then = _then(rule)
	if rule.look_at is LookAt.OFFICE:
		for one in content.indicators:
			if rule.key in ("", one.key):
				yield _Seen(one.label, one.key, one.label, one.unit, one.noun, one.now, then(one))
	elif rule.look_at is LookAt.DEPARTMENTS:
		for part in content.parts:
			for one in part.indicators:
				if rule.key in ("", one.key):
					yield _Seen(
						part.label,
						one.key,
						one.label,
						one.unit,
						one.noun,
						one.now,
						then(one),
						part.department,
					)
	else:
		yield from _lines(rule, content)


def _then(rule: Rule) -> Callable[[Indicator], Reading | None]:
	if rule.compared_with is ComparedWith.YEAR_BEFORE:
		return lambda one: one.year_before
	return lambda one: one.previous


def _lines(rule: Rule, content: Content) -> Iterator[_Seen]:
	"""Lines with a name, in the columns meant; tables are compared with the period before alone."""
	if rule.compared_with is not ComparedWith.PREVIOUS:
		return
	for table in content.tables:
		if rule.table not in ("", table.key):
			continue
		for at, column in enumerate(table.columns):
			if rule.key not in ("", column.key):
				continue
			for row in table.rows:
				if row.key:
					before = row.previous[at] if row.previous else None
					yield _Seen(
						row.label, column.key, column.label, column.unit, table.noun, row.cells[at], before
					)


def _size(rule: Rule, seen: _Seen) -> Fraction:
	"""By what the largest are told apart: of percentages the points, of numbers how many."""
	value = seen.now.value(seen.unit) or Fraction(0)
	if rule.direction is Direction.ABOVE:
		return value
	if rule.direction is Direction.BELOW:
		return -value
	return abs(compare(seen.now, seen.before, seen.unit).difference or Fraction(0))


def _finding(rule: Rule, seen: _Seen, content: Content, styles: Styles) -> Finding:
	then = content.year_before if rule.compared_with is ComparedWith.YEAR_BEFORE else content.previous
	change = compare(seen.now, seen.before, seen.unit)

	def words(language: str, style: Style) -> dict[str, str]:
		told = style.difference(change.difference, seen.unit)
		# The change of a percentage in percent would be mistaken for one in points.
		is_relative = change.relative is not None and seen.unit is not Unit.PERCENT
		return {
			"indicator": seen.indicator[language],
			"about": seen.about[language],
			"now": style.told(seen.now, seen.unit, seen.noun),
			"before": style.told(seen.before, seen.unit, seen.noun),
			"difference": told,
			"change": style.signed_percent(change.relative) if is_relative else told,
			"period": content.period.name[language],
			"then": then.name[language],
			"due": "",
		}

	return Finding(
		rule.name,
		rule.severity,
		_sentences(rule, styles, words),
		f"{seen.key}",
		seen.department,
		seen.unit,
		seen.now,
		seen.before,
	)


def _not_done(rule: Rule, promised: Iterable[Promised], period: Span, styles: Styles) -> Iterator[Finding]:
	late = [one for one in promised if not one.is_settled and one.due_on and one.due_on <= period.last]
	for one in sorted(late, key=lambda one: (one.due_on, one.text))[: rule.at_most]:

		def words(language: str, style: Style, one: Promised = one) -> dict[str, str]:
			return {
				**dict.fromkeys(PLACES, ""),
				"about": one.text,
				"indicator": one.department[language],
				"due": style.write(f"{one.due_on:%d/%m/%Y}"),
				"period": period.name[language],
			}

		yield Finding(
			rule.name, rule.severity, _sentences(rule, styles, words), "recommendation", one.department_name
		)


def _sentences(rule: Rule, styles: Styles, words: Callable[[str, Style], dict[str, str]]) -> Label:
	return {
		language: rule.sentence[language].format_map(words(language, style))
		for language, style in styles.items()
	}
