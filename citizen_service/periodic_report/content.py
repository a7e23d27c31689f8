"""What a periodic report says: plain data that is computed once, kept as JSON, and read by everything else. No framework.

A figure is kept as what was counted, in whole numbers; percentages, averages and comparisons follow from it and are
exact (`Fraction`), so that nothing is rounded before it is shown. Every text is kept in each language of the reports:
a frozen report reads the same after a category was renamed or a translation changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

VERSION = 1
"""Of the form in which a content is kept; `from_json` refuses another one."""
LANGUAGES = ("ar", "en")

Label = dict[str, str]
"""A text by language."""


def same(text: str) -> Label:
	"""A name that is the same in every language."""
	return dict.fromkeys(LANGUAGES, text)


class Unit(str, Enum):
	"""What a reading is of, and so what its value is."""

	COUNT = "count"  # the number itself; the base says nothing
	PERCENT = "percent"  # 100 x number / base
	MEAN = "mean"  # number / base, such as an average rating
	MINUTES = "minutes"  # working minutes, such as a median; the base is of how many


class Better(str, Enum):
	"""Which way is good."""

	MORE = "more"
	LESS = "less"
	NEITHER = "neither"


class ChartKind(str, Enum):
	BARS = "bars"  # a group of bars for each label, a bar for each series
	STACKED = "stacked"
	LINES = "lines"  # labels are instants in their order
	RANKING = "ranking"  # one horizontal bar for each label; the first series


@dataclass(frozen=True)
class Reading:
	"""What was counted. `base`: of how many; None where the unit needs none.

	:raises ValueError: a negative number or base
	"""

	number: int
	base: int | None = None

	def __post_init__(self) -> None:
		if self.number < 0 or (self.base is not None and self.base < 0):
			raise ValueError(self)

	def value(self, unit: Unit) -> Fraction | None:
		"""In the unit; None where it is of nothing."""
		if unit is Unit.COUNT:
			return Fraction(self.number)
		if not self.base:
			return None
		if unit is Unit.MINUTES:
			return Fraction(self.number)
		return Fraction(self.number, self.base) * (100 if unit is Unit.PERCENT else 1)

	def weight(self, unit: Unit) -> int:
		"""Of how many things it tells."""
		return self.number if unit is Unit.COUNT else self.base or 0


@dataclass(frozen=True)
class Comparison:
	"""`difference` in the unit (points, for a percentage), `relative` in percent of the earlier value; None: not
	comparable, because one of the two is of nothing, or the earlier one is 0."""

	difference: Fraction | None
	relative: Fraction | None


def compare(now: Reading | None, then: Reading | None, unit: Unit) -> Comparison:
	"""How `now` differs from `then`."""
	later = now.value(unit) if now else None
	earlier = then.value(unit) if then else None
	if later is None or earlier is None:
		return Comparison(None, None)
	difference = later - earlier
	return Comparison(difference, 100 * difference / earlier if earlier else None)


@dataclass(frozen=True)
class Span:
	"""A period from `first` to `last`, both included.

	:raises ValueError: it ends before it starts
	"""

	first: date
	last: date
	name: Label

	def __post_init__(self) -> None:
		if self.last < self.first:
			raise ValueError(self.first, self.last)


@dataclass(frozen=True)
class Indicator:
	"""One figure of the period, beside that of the period before and of the same one a year before.

	`noun` names what is counted, one of `numbers.NOUNS` (empty: told as a bare number).

	:raises ValueError: a percentage of which the part is more than the whole
	"""

	key: str
	label: Label
	unit: Unit
	now: Reading
	previous: Reading | None = None
	year_before: Reading | None = None
	better: Better = Better.NEITHER
	noun: str = ""

	def __post_init__(self) -> None:
		if self.unit is Unit.PERCENT:
			for one in (self.now, self.previous, self.year_before):
				if one and one.number > (one.base or 0):
					raise ValueError(self.key, one)


@dataclass(frozen=True)
class Column:
	key: str
	label: Label
	unit: Unit = Unit.COUNT


@dataclass(frozen=True)
class Row:
	"""A line of a table; `key` is the name of the record that it is about, empty for “not stated”. `previous` has the
	cells of the period before, empty where they were not counted."""

	key: str
	label: Label
	cells: tuple[Reading, ...]
	previous: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Table:
	"""`head` is what the lines are about. The total is counted, not added up: a case of two departments is one case.

	:raises ValueError: a row that has not a cell for each column
	"""

	key: str
	title: Label
	head: Label
	columns: tuple[Column, ...]
	rows: tuple[Row, ...]
	total: tuple[Reading, ...] = ()
	noun: str = ""

	def __post_init__(self) -> None:
		for cells in (self.total, *(row.cells for row in self.rows), *(row.previous for row in self.rows)):
			if cells and len(cells) != len(self.columns):
				raise ValueError(self.key, cells)


@dataclass(frozen=True)
class Series:
	label: Label
	values: tuple[Reading, ...]


@dataclass(frozen=True)
class Chart:
	"""
	:raises ValueError: a series that has not a value for each label
	"""

	key: str
	title: Label
	kind: ChartKind
	labels: tuple[Label, ...]
	series: tuple[Series, ...]
	unit: Unit = Unit.COUNT

	def __post_init__(self) -> None:
		for one in self.series:
			if len(one.values) != len(self.labels):
				raise ValueError(self.key, one)


@dataclass(frozen=True)
class Finding:
	"""What a rule noted: a sentence, and the numbers behind it. `department` is empty for the whole office."""

	rule: str
	severity: str
	sentence: Label
	about: str
	department: str = ""
	unit: Unit = Unit.COUNT
	now: Reading | None = None
	before: Reading | None = None


@dataclass(frozen=True)
class Definition:
	"""What an indicator means, for the annex."""

	key: str
	title: Label
	text: Label


@dataclass(frozen=True)
class Part:
	"""What one department is given of its own."""

	department: str
	label: Label
	indicators: tuple[Indicator, ...] = ()
	tables: tuple[Table, ...] = ()
	charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Content:
	"""A whole report. `definitions_version` says by which definitions it was counted."""

	period: Span
	previous: Span
	year_before: Span
	definitions_version: str
	time_zone: str
	indicators: tuple[Indicator, ...] = ()
	tables: tuple[Table, ...] = ()
	charts: tuple[Chart, ...] = ()
	parts: tuple[Part, ...] = ()
	findings: tuple[Finding, ...] = ()
	definitions: tuple[Definition, ...] = ()
	version: int = VERSION

	def part(self, department: str) -> Part | None:
		return next((part for part in self.parts if part.department == department), None)

	def only(self, department: str) -> Content:
		"""What a department is given: its own part and findings, and no figure of anybody else's, the office's neither.

		:raises KeyError: the report has no part for it
		"""
		part = self.part(department)
		if not part:
			raise KeyError(department)
		return Content(
			self.period,
			self.previous,
			self.year_before,
			self.definitions_version,
			self.time_zone,
			parts=(part,),
			findings=tuple(one for one in self.findings if one.department == department),
			definitions=self.definitions,
		)


# As JSON ----------------------------------------------------------------------------------------------


def to_json(content: Content) -> str:
	"""The one text of a content: the same content is always the same text."""
	return json.dumps(
		asdict(content), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
	)


def hash_of(text: str) -> str:
	"""SHA-256 of what is kept, in hexadecimal digits."""
	return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: object) -> str:
	if isinstance(value, date):
		return value.isoformat()
	raise TypeError(value)
