"""One row of a register → the facts of a case, or the reason why it cannot be taken. No frappe import."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b

from citizen_service.register_import.mapping import Mapping
from citizen_service.register_import.places import Pair
from citizen_service.register_import.refusal import Reject
from citizen_service.register_import.source import original_text
from citizen_service.register_import.text import ascii_digits, clean, fold

EARLIEST, LATEST = 1900, 2200
"""Years that the clocks can count in."""

LONGEST_LINE = 140
LONGEST_PART = 68
LONGEST_TEXT = 60_000
"""What the database's columns hold: characters of a line, of one of two names that make a line, bytes of a row."""

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_PHONE = re.compile(r"[0-9 +_\-,.*#()]{3,20}")


@dataclass
class CaseFacts:
	"""What a row says. Dates are the office's local time; `key` is the row's identity; names are raw."""

	row: int
	cells: Sequence[str]
	key: str
	number: str
	register: str
	opened_on: datetime
	closed_on: datetime | None
	category: Pair
	area: Pair
	subjects: tuple[str, ...]
	description: str
	address: str
	postal_code: str
	person: dict[str, str]


@dataclass
class RowReader:
	"""Reads rows of one file by one mapping.

	:param today: of the office; later dates are in the future
	"""

	header: Sequence[str]
	mapping: Mapping
	today: date
	_dates: dict[str, datetime | None] = field(default_factory=dict)
	_telling: dict[str, bool] = field(default_factory=dict)

	def __post_init__(self) -> None:
		columns = self.mapping.columns
		self._at = {name: index for index, name in enumerate(self.header)}
		self._by_name = sorted((name + "\x1e", index) for index, name in enumerate(self.header) if name)
		self._labels = [self.mapping.labels.get(name, name) + ": " for name in self.header]
		self._told = [i for i, name in enumerate(self.header) if name != columns.description]
		self._category = [self._at[name] for name in columns.category]
		self._area = [self._at[name] for name in columns.area]
		parts = (columns.office, *columns.category, *columns.area)
		lines = (columns.number, columns.citizen_name, columns.national_id)
		self._limits = [(self._at[name], LONGEST_PART) for name in parts if name]
		self._limits += [(self._at[name], LONGEST_LINE) for name in lines if name]
		self._nothing = {fold(p) for p in self.mapping.placeholders} | {""}

	def pairs(self, cells: Sequence[str]) -> tuple[Pair, Pair]:
		"""The raw names of a row's category and area."""
		return _pair(cells, self._category), _pair(cells, self._area)

	def read(self, row: int, cells: Sequence[str]) -> CaseFacts | Reject:
		"""The facts of a row, or why it is rejected."""
		problem = self._unfit(cells)
		if problem is None:
			cells = [cell.strip() for cell in cells]
			opened = self._date(cells, self.mapping.columns.opened_on)
			closed = self._date(cells, self.mapping.columns.closed_on)
			problem = self._untimely(opened, closed) or self._overlong(cells)
			if problem is None:
				return self._facts(row, cells, opened, closed)
		code, params = problem
		return Reject(row, code, original_text(cells), params)

	def _unfit(self, cells: Sequence[str]) -> tuple[str, dict] | None:
		if len(cells) != len(self.header):
			return "cell_count", {"found": len(cells), "expected": len(self.header)}
		joined = "".join(cells)
		if not joined.strip():
			return "empty_row", {}
		if not joined.isascii() and any("\udc80" <= c <= "\udcff" for c in joined):
			return "bad_bytes", {"encoding": self.mapping.encoding.removesuffix("-sig")}
		return None

	def _date(self, cells: Sequence[str], column: str) -> datetime | str | None:
		"""The date in a cell; None if there is none, the text if it is no date."""
		text = cells[self._at[column]] if column else ""
		if not text:
			return None
		if text not in self._dates:
			_bound(self._dates)
			self._dates[text] = parse_date(text, self.mapping.date_formats)
		return self._dates[text] or text

	def _untimely(self, opened: object, closed: object) -> tuple[str, dict] | None:
		columns = self.mapping.columns
		if opened is None:
			return "no_opening_date", {"column": columns.opened_on}
		for value, column in ((opened, columns.opened_on), (closed, columns.closed_on)):
			if isinstance(value, str):
				return "bad_date", {
					"column": column,
					"value": value[:60],
					"formats": self.mapping.date_formats,
				}
			if value is not None and value.date() > self.today:
				return "future_date", {"column": column, "value": value.date().isoformat()}
		if closed is not None and closed < _comparable(opened, closed):
			return "closed_before_opened", {"opened": str(opened), "closed": str(closed)}
		return None

	def _overlong(self, cells: Sequence[str]) -> tuple[str, dict] | None:
		for index, longest in self._limits:
			if len(cells[index]) > longest:
				return "too_long", {"column": self.header[index], "longest": longest}
		if sum(map(len, cells)) > LONGEST_TEXT // 4 and len("".join(cells).encode()) > LONGEST_TEXT:
			return "row_too_long", {"longest": LONGEST_TEXT}
		return None

	def _facts(self, row: int, cells: Sequence[str], opened: datetime, closed: datetime | None) -> CaseFacts:
		columns = self.mapping.columns
		category, area = self.pairs(cells)
		return CaseFacts(
			row=row,
			cells=cells,
			key=self.key(cells),
			number=self._cell(cells, columns.number),
			register=" ".join(filter(None, (self.mapping.register, self._cell(cells, columns.office)))),
			opened_on=opened,
			closed_on=closed and max(opened, closed),
			category=category,
			area=area,
			subjects=tuple(filter(self._says_something, (cells[self._at[name]] for name in columns.subject))),
			description=self._description(cells),
			address=", ".join(filter(self._says_something, (cells[self._at[n]] for n in columns.address))),
			postal_code=self._cell(cells, columns.postal_code)[:LONGEST_LINE],
			person=self._person(cells),
		)

	def key(self, cells: Sequence[str]) -> str:
		"""A row's identity: register and content of every cell, whatever the order of the columns and the format."""
		content = "\x1f".join([name + cells[i].strip() for name, i in self._by_name if cells[i]])
		return blake2b(f"{self.mapping.register}\x1d{content}".encode(), digest_size=16).hexdigest()

	def _cell(self, cells: Sequence[str], column: str) -> str:
		return cells[self._at[column]] if column else ""

	def _says_something(self, text: str) -> bool:
		"""Whether a cell is neither empty nor a placeholder."""
		if text not in self._telling:
			_bound(self._telling)
			self._telling[text] = fold(text) not in self._nothing
		return self._telling[text]

	def _description(self, cells: Sequence[str]) -> str:
		"""The register's own description first, if it has one; then every cell that holds something, labelled."""
		own = self._cell(cells, self.mapping.columns.description)
		lines = [self._labels[i] + cells[i] for i in self._told if cells[i]]
		return "\n".join([own, "", *lines] if own else lines)

	def _person(self, cells: Sequence[str]) -> dict[str, str]:
		"""The citizen's particulars; what is no address or number stays in the description only."""
		columns = self.mapping.columns
		if not (columns.citizen_name or columns.national_id or columns.mobile or columns.email):
			return {}
		email = self._cell(cells, columns.email)
		mobile = ascii_digits(self._cell(cells, columns.mobile))
		return {
			"citizen_name": clean(self._cell(cells, columns.citizen_name)),
			"national_id": ascii_digits(self._cell(cells, columns.national_id)),
			"mobile": mobile if _PHONE.fullmatch(mobile) else "",
			"email": email if len(email) <= LONGEST_LINE and _EMAIL.fullmatch(email) else "",
		}


def parse_date(text: str, formats: Sequence[str]) -> datetime | None:
	"""The date, with its time of day if it has one, in the first format that fits; None if none does."""
	text = ascii_digits(text)
	for format in formats:
		try:
			found = datetime.strptime(text, format)
		except ValueError:
			continue
		return found.replace(tzinfo=None) if EARLIEST <= found.year <= LATEST else None
	return None


def _bound(remembered: dict) -> None:
	"""Keep memory bounded, whatever the file holds."""
	if len(remembered) > 20_000:
		remembered.clear()


def _comparable(opened: datetime, closed: datetime) -> datetime:
	"""The opening to compare a closing with: its day only, where the closing has no time of day."""
	return datetime.combine(opened.date(), time.min) if closed.time() == time.min else opened


def _pair(cells: Sequence[str], indexes: Sequence[int]) -> Pair:
	upper, lower, *_ = [*(cells[i].strip() for i in indexes), "", ""]
	return upper, lower
