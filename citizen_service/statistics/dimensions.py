"""What cases can be grouped by: the column, and how its values become the lines and columns of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html
from pypika.functions import Extract, NullIf
from pypika.queries import Table
from pypika.terms import Criterion, Field, Term

from citizen_service.errors import BadGrouping
from citizen_service.statistics.categories import top_categories
from citizen_service.statistics.periods import MONTHS, Kind, label, months_of

DEPARTMENT = "Department"
TIMES = {kind.value: kind for kind in MONTHS}
"""Groupings by time, which have their lines in order, empty ones too."""


@dataclass(frozen=True)
class Tables:
	"""The tables of a statement on cases; `day` is the column that places a case in the period."""

	case: Table
	referral: Table
	day: Field


@dataclass(frozen=True)
class Dimension:
	"""`term` is what is grouped by in the database, `fold` makes the line's key of its value, and `fits` is the
	condition on the same rows that one key stands for. `missing` is what a line without a value is called."""

	term: Callable[[Tables], Term]
	missing: Callable[[], str]
	fold: Callable[[], Callable[[object], str | None]] = lambda: lambda value: value or None
	fits: Callable[[Tables, str | None], Criterion] | None = None

	def criterion(self, tables: Tables, key: str | None) -> Criterion:
		if self.fits:
			return self.fits(tables, key)
		term = self.term(tables)
		return term == key if key else term.isnull() | (term == "")


def _month(tables: Tables) -> Term:
	return Extract("YEAR_MONTH", tables.day)


def _first_month(kind: Kind) -> Callable[[Tables], Term]:
	"""The first month of the span that a day lies in, as 202601: what is counted once in a span is so by the database."""
	return lambda tables: first_of_span(_month(tables), kind)


def first_of_span(month: Term, kind: Kind) -> Term:
	"""The first month of the month's quarter (half-year, year), in SQL."""
	length = MONTHS[kind]
	return month if length == 1 else month - (month - 1) % 100 % length


def _time(kind: Kind) -> Dimension:
	def fits(tables: Tables, key: str | None) -> Criterion:
		try:
			first, last = months_of(kind, key or "")
		except ValueError:
			frappe.throw(
				_("“{0}” is no period of the calendar.").format(escape_html(key or "")),
				BadGrouping,
				title=_("Group By"),
			)
		return _month(tables)[first:last]

	return Dimension(_first_month(kind), _not_stated, lambda: lambda value: label(kind, int(value)), fits)


def _main_category_fits(tables: Tables, key: str | None) -> Criterion:
	inside = [name for name, top in top_categories().items() if top == key]
	return tables.case.category.isin(inside) if key else tables.case.category.isnull()


def _main_category() -> Callable[[object], str | None]:
	top = top_categories()
	return lambda value: top.get(value)


def _not_stated() -> str:
	return _("Not Stated")


def _field(fieldname: str, missing: Callable[[], str] = _not_stated) -> Dimension:
	"""A field of the case. Grouped by the bare column, over long periods the database would read all rows in the order of
	the column's own index instead of the index that has all that is asked: 20 s in the place of 2."""

	def fits(tables: Tables, key: str | None) -> Criterion:
		column = tables.case[fieldname]
		return column == key if key else column.isnull() | (column == "")

	return Dimension(lambda tables: NullIf(tables.case[fieldname], ""), missing, fits=fits)


DIMENSIONS: dict[str, Dimension] = {
	**{name: _time(kind) for name, kind in TIMES.items()},
	"Type": _field("case_type"),
	"Main Category": Dimension(
		lambda tables: NullIf(tables.case.category, ""), _not_stated, _main_category, _main_category_fits
	),
	"Category": _field("category"),
	DEPARTMENT: Dimension(lambda tables: tables.referral.department, lambda: _("Not Referred")),
	"Channel": _field("channel"),
	"Area": _field("area"),
	"Priority": _field("priority"),
	"Outcome": _field("outcome", lambda: _("No Outcome")),
	"Root Cause": _field("root_cause", lambda: _("No Root Cause")),
}
"""By the names that the filters of the reports offer."""


def label_of(dimension: str) -> str:
	"""A grouping's name in the user's language."""
	return {
		"Month": _("Month"),
		"Quarter": _("Quarter"),
		"Half-year": _("Half-year"),
		"Year": _("Year"),
		"Type": _("Type"),
		"Main Category": _("Main Category"),
		"Category": _("Category"),
		DEPARTMENT: _("Department"),
		"Channel": _("Channel"),
		"Area": _("Area"),
		"Priority": _("Priority"),
		"Outcome": _("Outcome"),
		"Root Cause": _("Root Cause"),
	}[dimension]


def key_label(dimension: str, key: str | None) -> str:
	"""What the reader sees of a line's key."""
	if key is None:
		return DIMENSIONS[dimension].missing()
	return key if dimension in TIMES else _(key)


def known(name: str | None, default: str) -> str:
	"""The grouping asked for, or the usual one.

	:raises BadGrouping: there is none of that name
	"""
	if name and name not in DIMENSIONS:
		refuse_grouping(name)
	return name or default


def refuse_grouping(name: str) -> NoReturn:
	"""Say that a report offers no such grouping.

	:raises BadGrouping: always
	"""
	frappe.throw(
		_("Nothing can be grouped by “{0}”. Choose one of the list.").format(escape_html(name)),
		BadGrouping,
		title=_("Group By"),
	)
