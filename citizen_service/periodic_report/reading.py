"""A kept content read back. No framework."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from citizen_service.periodic_report import content as form
from citizen_service.periodic_report.content import Content

Made = TypeVar("Made")


class UnknownForm(ValueError):
	"""The text is no content, or one of another version."""


def from_json(text: str) -> Content:
	"""The content that `to_json` made the text of.

	:raises UnknownForm: it made no such text
	"""
	try:
		found = json.loads(text)
		if found["version"] != form.VERSION:
			raise UnknownForm(found["version"])
		return _content(found)
	except (KeyError, TypeError, AttributeError, ValueError) as error:
		raise UnknownForm(str(error)) from error


def _content(found: dict) -> Content:
	return _made(
		Content,
		found,
		period=_span,
		previous=_span,
		year_before=_span,
		indicators=_all(_indicator),
		tables=_all(_table),
		charts=_all(_chart),
		parts=_all(_part),
		findings=_all(_finding),
		definitions=_all(lambda one: form.Definition(**one)),
	)


def _made(kind: type[Made], found: dict, /, **readers: Callable[[Any], Any]) -> Made:
	"""A dataclass from its fields, those named read first. Each field has to be there, and no other."""
	names = [field.name for field in fields(kind)]
	if set(found) != set(names):
		raise KeyError(kind.__name__, sorted(set(found) ^ set(names)))
	return kind(**{name: readers[name](found[name]) if name in readers else found[name] for name in names})


def _all(reader: Callable[[Any], Made]) -> Callable[[list], tuple[Made, ...]]:
	return lambda values: tuple(reader(value) for value in values)


def _span(found: dict) -> form.Span:
	return _made(form.Span, found, first=date.fromisoformat, last=date.fromisoformat)


def _reading(found: dict) -> form.Reading:
	return form.Reading(**found)


def _maybe(found: dict | None) -> form.Reading | None:
	return _reading(found) if found is not None else None


def _indicator(found: dict) -> form.Indicator:
	return _made(
		form.Indicator,
		found,
		unit=form.Unit,
		now=_reading,
		previous=_maybe,
		year_before=_maybe,
		better=form.Better,
	)


def _row(found: dict) -> form.Row:
	return _made(form.Row, found, cells=_all(_reading), previous=_all(_reading))


def _table(found: dict) -> form.Table:
	columns = _all(lambda one: _made(form.Column, one, unit=form.Unit))
	return _made(form.Table, found, columns=columns, rows=_all(_row), total=_all(_reading))


def _chart(found: dict) -> form.Chart:
	series = _all(lambda one: _made(form.Series, one, values=_all(_reading)))
	return _made(form.Chart, found, kind=form.ChartKind, labels=tuple, series=series, unit=form.Unit)


def _finding(found: dict) -> form.Finding:
	return _made(form.Finding, found, unit=form.Unit, now=_maybe, before=_maybe)


def _part(found: dict) -> form.Part:
	return _made(form.Part, found, indicators=_all(_indicator), tables=_all(_table), charts=_all(_chart))
