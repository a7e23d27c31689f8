"""What a frozen report says and a fresh computation would say otherwise. No framework."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from citizen_service.periodic_report.content import Chart, Content, Indicator, Label, Reading, Table, Unit


@dataclass(frozen=True)
class Difference:
	"""A figure that differs: where it stands, and both readings; None: it is not there. `label` leads from the
	outside in: department, table, line, column. `when` is `now`, `previous` or `year_before`; empty in a chart."""

	label: tuple[Label, ...]
	when: str
	unit: Unit
	frozen: Reading | None
	fresh: Reading | None


WHEN = ("now", "previous", "year_before")
Place = tuple[str, ...]
Figures = dict[Place, tuple[tuple[Label, ...], Unit, Reading]]


def differences(frozen: Content, fresh: Content) -> list[Difference]:
	"""Every figure that is not the same, in the order of the frozen report, then what only the fresh one has.

	Texts, findings and definitions are not figures; that the definitions changed is told by their version.
	"""
	before, after = _figures(frozen), _figures(fresh)
	found = []
	for place in dict.fromkeys([*before, *after]):
		label, unit, _reading = before.get(place) or after[place]
		old = before[place][2] if place in before else None
		new = after[place][2] if place in after else None
		if old != new:
			when = place[-1] if place[-1] in WHEN else ""
			found.append(Difference(label, when, unit, old, new))
	return found


def _figures(content: Content) -> Figures:
	found = dict(_parts_of((), (), content.indicators, content.tables, content.charts))
	for part in content.parts:
		found.update(_parts_of((part.department,), (part.label,), part.indicators, part.tables, part.charts))
	return found


def _parts_of(
	place: Place,
	label: tuple[Label, ...],
	indicators: tuple[Indicator, ...],
	tables: tuple[Table, ...],
	charts: tuple[Chart, ...],
) -> Iterator[tuple[Place, tuple[tuple[Label, ...], Unit, Reading]]]:
	for one in indicators:
		for when in WHEN:
			if reading := getattr(one, when):
				yield (*place, "indicator", one.key, when), ((*label, one.label), one.unit, reading)
	for table in tables:
		total = {"ar": "المجموع", "en": "Total"}
		lines = [(("row", row.key), row.label, row.cells, "now") for row in table.rows]
		lines += [(("row", row.key), row.label, row.previous, "previous") for row in table.rows]
		lines.append((("total",), total, table.total, "now"))
		for key, name, cells, when in lines:
			for column, reading in zip(table.columns, cells, strict=False):
				yield (
					(*place, "table", table.key, *key, column.key, when),
					((*label, table.title, name, column.label), column.unit, reading),
				)
	for chart in charts:
		for number, series in enumerate(chart.series):
			for at, reading in enumerate(series.values):
				yield (
					(*place, "chart", chart.key, str(number), str(at)),
					((*label, chart.title, chart.labels[at], series.label), chart.unit, reading),
				)
