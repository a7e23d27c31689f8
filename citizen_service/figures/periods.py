"""Calendar periods: a month, a quarter or a year, whole. Plain Python, no frappe import."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = {"Year": 1, "Quarter": 4, "Month": 12}
"""How many of a kind a year has."""
FIRST_YEAR, LAST_YEAR = 1901, 2199
_NAME = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True)
class Period:
	"""`number` is that of the month or the quarter in its year; 1 for a year.

	:raises ValueError: there is no such period
	"""

	kind: str
	year: int
	number: int = 1

	def __post_init__(self) -> None:
		if self.kind not in KINDS or not FIRST_YEAR <= self.year <= LAST_YEAR:
			raise ValueError(self.kind, self.year)
		if not 1 <= self.number <= KINDS[self.kind]:
			raise ValueError(self.number)

	@classmethod
	def named(cls, name: str) -> "Period":
		"""The period of a `name`.

		:raises ValueError: it names none
		"""
		found = _NAME.fullmatch(name)
		if not found:
			raise ValueError(name)
		kind = "Quarter" if found["quarter"] else "Month" if found["month"] else "Year"
		return cls(kind, int(found["year"]), int(found["quarter"] or found["month"] or 1))

	@property
	def name(self) -> str:
		"""Such as `2026`, `2026-Q3` or `2026-07`; in this order they are in order of time within a kind."""
		if self.kind == "Year":
			return f"{self.year}"
		return f"{self.year}-Q{self.number}" if self.kind == "Quarter" else f"{self.year}-{self.number:02}"

	@property
	def first_day(self) -> date:
		return date(self.year, (self.number - 1) * self._months + 1, 1)

	@property
	def last_day(self) -> date:
		return self.end - timedelta(days=1)

	@property
	def end(self) -> date:
		"""The first day that no longer belongs to it."""
		return _month_after(self.first_day, self._months)

	@property
	def months(self) -> list[date]:
		"""The first day of each of its months."""
		return [_month_after(self.first_day, n) for n in range(self._months)]

	@property
	def _months(self) -> int:
		return 12 // KINDS[self.kind]


def _month_after(day: date, months: int) -> date:
	"""The first of the month that many months later."""
	whole = day.year * 12 + day.month - 1 + months
	return date(whole // 12, whole % 12 + 1, 1)
