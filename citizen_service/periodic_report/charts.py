"""Charts as SVG: drawn here, so that paper and page show the same without a script or a font of their own. No framework.

From right to left the axis stands at the right and the first label beside it. Series are told apart by pattern, dash
and mark, so that a grey copy says as much; a table of the same numbers belongs beside each chart.

WeasyPrint (70) lays the text of an SVG out letter by letter, so that Arabic falls apart: `printed` is the same picture with
its words as HTML above it, `svg` the one for browsers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import ceil

from citizen_service.periodic_report.content import Chart, ChartKind, Reading, Unit
from citizen_service.periodic_report.numbers import Style

FONTS = "'Noto Naskh Arabic', 'Noto Sans Arabic', Amiri, 'DejaVu Sans', sans-serif"
WIDTH, PLOT = 664, 190
"""Of the picture, and the height of its field."""
AXIS, MARGIN, TOP = 46, 14, 26
FONT = 12.5
LETTER = 6.1
"""How wide a letter is, roughly."""
LINE = 17
GAP = 8
"""Between labels that stand side by side."""
ROW = 25
HALF = 9
"""Half the height of a line of text."""
INK, GRID = "#1b2b34", "#c8d0d4"
COLORS = ("#14506b", "#4a86a0", "#d9822b", "#6b6b6b")
DASHES = ("", "7 4", "2 4", "10 4 2 4")


def svg(chart: Chart, style: Style) -> str:
	"""The chart as an SVG element for browsers, in the language of the style."""
	return _picture(chart, style).draw()


def printed(chart: Chart, style: Style) -> str:
	"""The same for WeasyPrint: an HTML element of the same size."""
	return _picture(chart, style).draw_for_print()


def _picture(chart: Chart, style: Style) -> _Picture:
	if chart.kind is ChartKind.RANKING:
		return _Ranking(chart, style)
	return (_Lines if chart.kind is ChartKind.LINES else _Bars)(chart, style)


def scale(largest: Fraction, whole: bool) -> tuple[Fraction, ...]:
	"""Round values from 0 to `largest` or just above it, 3 to 6 of them; whole ones where halves mean nothing."""
	if largest <= 0:
		return Fraction(0), Fraction(1)
	power = Fraction(1)
	while power * 10 <= largest:
		power *= 10
	while power > largest:
		power /= 10
	for step in (power / 5, power / 2, power, power * 2):
		step = max(step, Fraction(1)) if whole else step
		steps = ceil(largest / step)
		if steps <= 5:
			return tuple(step * n for n in range(steps + 1))
	raise AssertionError(largest)


@dataclass(frozen=True)
class Text:
	"""Words on a picture; `anchor`: which part of them is at `x`, from left to right; `y`: their base line."""

	x: float
	y: float
	text: str
	anchor: str
	size: float

	def as_svg(self) -> str:
		place = f'x="{self.x:.1f}" y="{self.y:.1f}" text-anchor="{self.anchor}" font-size="{self.size}"'
		return f"<text {place}>{escape(self.text)}</text>"

	def as_html(self) -> str:
		side = {
			"start": f"left: {self.x:.1f}px",
			"end": f"right: {WIDTH - self.x:.1f}px",
			"middle": f"left: {self.x - WIDTH / 2:.1f}px; width: {WIDTH}px; text-align: center",
		}[self.anchor]
		top = f"top: {self.y - HALF - self.size * 0.36:.1f}px; font-size: {self.size}px; line-height: {2 * HALF}px"
		return (
			f'<span style="position: absolute; white-space: nowrap; {side}; {top}">{escape(self.text)}</span>'
		)


@dataclass
class _Picture:
	"""What all charts have: title, field, legend, and coordinates that run with the language."""

	chart: Chart
	style: Style

	def __post_init__(self) -> None:
		self.shapes: list[str] = []
		self.texts: list[Text] = []
		self.height = self.legend(self.field())

	def draw(self) -> str:
		return self._svg("".join(text.as_svg() for text in self.texts))

	def draw_for_print(self) -> str:
		words = "".join(text.as_html() for text in self.texts)
		size = f"width: {WIDTH}px; height: {self.height}px"
		return (
			f'<div class="chart" dir="ltr" style="position: relative; {size}; color: {INK}">'
			f'{self._svg("")}<div aria-hidden="true">{words}</div></div>'
		)

	def _svg(self, words: str) -> str:
		language, name = self.style.language, escape(f"chart-{self.chart.key}", quote=True)
		return (
			f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {self.height}"'
			f' width="{WIDTH}" height="{self.height}" role="img" lang="{language}"'
			f' aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}" fill="{INK}">'
			f'<title id="{name}-title">{escape(self.chart.title[language])}</title>'
			f'<desc id="{name}-desc">{escape(self.described())}</desc>'
			f"<defs>{self.patterns()}</defs>{''.join(self.shapes)}{words}</svg>"
		)

	def field(self) -> int:
		"""Draws labels and values; where it ends."""
		raise NotImplementedError

	# Values

	def value(self, reading: Reading) -> Fraction | None:
		return reading.value(self.chart.unit)

	def ticks(self, largest: Fraction) -> tuple[Fraction, ...]:
		if self.chart.unit is Unit.PERCENT:
			return tuple(Fraction(n) for n in range(0, 101, 20))
		if self.chart.unit is Unit.MINUTES:
			return tuple(60 * tick for tick in scale(largest / 60, whole=True))
		return scale(largest, whole=self.chart.unit is Unit.COUNT)

	def label(self, at: int) -> str:
		return self.style.write(self.chart.labels[at][self.style.language])

	def described(self) -> str:
		"""The numbers in words, for whoever does not see the picture."""
		language, unit = self.style.language, self.chart.unit
		between = "، " if self.style.is_rtl else ", "
		lines = []
		for series in self.chart.series:
			values = between.join(
				f"{self.label(at)}: {self.style.value(reading, unit)}"
				for at, reading in enumerate(series.values)
			)
			lines.append(f"{series.label[language]} ({values})")
		return ". ".join(lines)

	# Drawing

	def x(self, distance: float) -> float:
		"""From the side where reading begins."""
		return WIDTH - distance if self.style.is_rtl else distance

	def rect(self, start: float, y: float, width: float, height: float, fill: str) -> None:
		left = self.x(start + width) if self.style.is_rtl else start
		self.shapes.append(
			f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"'
			f' stroke="{INK}" stroke-width="0.6"/>'
		)

	def line(self, start: float, y1: float, end: float, y2: float, color: str = GRID) -> None:
		self.shapes.append(
			f'<line x1="{self.x(start):.1f}" y1="{y1:.1f}" x2="{self.x(end):.1f}" y2="{y2:.1f}" stroke="{color}"'
			' stroke-width="0.8"/>'
		)

	def text(self, distance: float, y: float, text: str, anchor: str, size: float = FONT) -> None:
		"""`anchor`: start, middle or end, in the direction of reading."""
		if self.style.is_rtl:
			anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
		self.texts.append(Text(self.x(distance), y, text, anchor, size))

	def fill(self, number: int) -> str:
		number %= len(COLORS)
		return COLORS[0] if number == 0 else f"url(#{self.chart.key}-p{number})"

	def patterns(self) -> str:
		"""Fills that differ without their colour: hatched, bare, dotted."""
		drawn = (
			f'<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{COLORS[0]}" stroke-width="1.6"/>',
			f'<path d="M0 4H8" stroke="{COLORS[2]}" stroke-width="2"/>',
			f'<circle cx="4" cy="4" r="1.6" fill="{COLORS[3]}"/>',
		)
		ground = ("#e8f0f3", "#fdf1e3", "#ffffff")
		return "".join(
			f'<pattern id="{self.chart.key}-p{n}" width="8" height="8" patternUnits="userSpaceOnUse">'
			f'<rect width="8" height="8" fill="{ground[n - 1]}"/>{mark}</pattern>'
			for n, mark in enumerate(drawn, 1)
		)

	def sample(self, number: int, start: float, y: float) -> None:
		"""How the legend shows a series."""
		self.rect(start, y - 10, 14, 11, self.fill(number))

	def legend(self, y: int) -> int:
		if len(self.chart.series) < 2:
			return y
		at, y = float(MARGIN), y + 18
		for number, series in enumerate(self.chart.series):
			label = self.style.write(series.label[self.style.language])
			width = 32 + len(label) * LETTER + 18
			if at + width > WIDTH and at > MARGIN:
				at, y = MARGIN, y + 20
			self.sample(number, at, y)
			self.text(at + 22, y, label, "start")
			at += width
		return y + 10

	def values_axis(self, ticks: Sequence[Fraction]) -> Callable[[Fraction], float]:
		"""Lines across the field with their numbers; how high a value stands."""

		def height(value: Fraction) -> float:
			return TOP + PLOT - float(value / ticks[-1]) * PLOT

		for tick in ticks:
			self.line(AXIS, height(tick), WIDTH - MARGIN, height(tick), INK if not tick else GRID)
			self.text(AXIS - 6, height(tick) + 4, self.style.amount(tick, self.chart.unit), "end")
		return height

	def slot(self) -> float:
		return (WIDTH - AXIS - MARGIN) / max(len(self.chart.labels), 1)

	def labels_below(self) -> int:
		"""Each label under its place, in as many lines as it needs, three at most; where they end."""
		deepest = 1
		skip = max(1, ceil(34 / self.slot()))
		for at in range(0, len(self.chart.labels), skip):
			lines = wrapped(self.label(at), max(int((self.slot() * skip - GAP) / LETTER), 4), 3)
			deepest = max(deepest, len(lines))
			for number, line in enumerate(lines):
				middle = AXIS + self.slot() * (at + 0.5)
				self.text(middle, TOP + PLOT + 18 + number * LINE, line, "middle")
		return TOP + PLOT + 10 + deepest * LINE


class _Bars(_Picture):
	def field(self) -> int:
		stacked = self.chart.kind is ChartKind.STACKED
		rows = [
			[self.value(series.values[at]) or Fraction(0) for series in self.chart.series]
			for at in range(len(self.chart.labels))
		]
		largest = max(
			(sum(row) if stacked else max(row, default=Fraction(0)) for row in rows), default=Fraction(0)
		)
		height = self.values_axis(self.ticks(Fraction(largest)))
		count = 1 if stacked else max(len(self.chart.series), 1)
		bar = min(self.slot() * 0.76 / count, 46.0)
		for at, row in enumerate(rows):
			start = AXIS + self.slot() * (at + 0.5) - bar * count / 2
			below = Fraction(0)
			for number, value in enumerate(row):
				base = below if stacked else Fraction(0)
				if value:
					place = start if stacked else start + bar * number
					top, bottom = height(base + value), height(base)
					self.rect(place, top, bar, bottom - top, self.fill(number))
					if not stacked and bar >= 20:
						self.text(
							place + bar / 2, top - 4, self.style.amount(value, self.chart.unit), "middle", 11
						)
				below = base + value
		return self.labels_below()


class _Lines(_Picture):
	def field(self) -> int:
		values = [[self.value(one) for one in series.values] for series in self.chart.series]
		largest = max((one for row in values for one in row if one is not None), default=Fraction(0))
		height = self.values_axis(self.ticks(largest))
		for number, row in enumerate(values):
			points = [
				None if one is None else (self.x(AXIS + self.slot() * (at + 0.5)), height(one))
				for at, one in enumerate(row)
			]
			for run in _runs(points):
				path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
				self.shapes.append(
					f'<polyline points="{path}" fill="none" stroke="{COLORS[number % 4]}" stroke-width="2.2"'
					f' stroke-dasharray="{DASHES[number % 4] or "none"}"/>'
				)
				self.shapes += [self.mark(number, x, y) for x, y in run]
		return self.labels_below()

	def mark(self, number: int, x: float, y: float) -> str:
		color = COLORS[number % 4]
		ends = f'fill="{color if number % 2 == 0 else "#ffffff"}" stroke="{color}" stroke-width="1.6"'
		if number % 4 in (0, 3):
			return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" {ends}/>'
		if number % 4 == 1:
			return f'<rect x="{x - 3.4:.1f}" y="{y - 3.4:.1f}" width="6.8" height="6.8" {ends}/>'
		return f'<path d="M{x:.1f} {y - 4.4:.1f}L{x + 4.4:.1f} {y + 3.4:.1f}H{x - 4.4:.1f}Z" {ends}/>'

	def sample(self, number: int, start: float, y: float) -> None:
		x1, x2 = self.x(start - 2), self.x(start + 18)
		self.shapes.append(
			f'<line x1="{x1}" y1="{y - 4}" x2="{x2}" y2="{y - 4}" stroke="{COLORS[number % 4]}" stroke-width="2.2"'
			f' stroke-dasharray="{DASHES[number % 4] or "none"}"/>'
		)
		self.shapes.append(self.mark(number, self.x(start + 8), y - 4))


class _Ranking(_Picture):
	LABELS = 200

	def field(self) -> int:
		values = [self.value(one) for one in self.chart.series[0].values] if self.chart.series else []
		largest = self.ticks(max((one for one in values if one is not None), default=Fraction(0)))[-1]
		length = WIDTH - self.LABELS - MARGIN - 58
		for at, value in enumerate(values):
			y = 8 + at * ROW
			label = wrapped(self.label(at), int(self.LABELS / LETTER), 1)[0]
			self.text(self.LABELS - 8, y + 15, label, "end")
			width = float((value or Fraction(0)) / largest) * length
			if width:
				self.rect(self.LABELS, y + 2, width, ROW - 8, self.fill(0))
			shown = self.style.value(self.chart.series[0].values[at], self.chart.unit)
			self.text(self.LABELS + width + 7, y + 15, shown, "start")
		end = 8 + len(values) * ROW
		self.line(self.LABELS, 6, self.LABELS, end, INK)
		return end + 6

	def legend(self, y: int) -> int:
		return y


def wrapped(text: str, width: int, lines: int) -> list[str]:
	"""The text in at most so many lines of about so many letters, by words; what does not fit ends in “…”."""
	found = [""]
	for word in text.split():
		longer = f"{found[-1]} {word}".strip()
		if len(longer) <= width or not found[-1]:
			found[-1] = longer
		else:
			found.append(word)
	if len(found) > lines:
		found = [*found[: lines - 1], f"{found[lines - 1]} {found[lines]}"]
	return [line if len(line) <= width else f"{line[: max(width - 1, 1)].rstrip()}…" for line in found]


def _runs(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
	"""Points that follow each other without a gap."""
	runs: list[list[tuple[float, float]]] = [[]]
	for point in points:
		if point is None:
			runs.append([])
		else:
			runs[-1].append(point)
	return [run for run in runs if run]
