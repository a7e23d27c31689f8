"""From a row's raw names to its path in a tree of masters, category and area. No frappe import."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from citizen_service.register_import.mapping import Mapping as RegisterMapping
from citizen_service.register_import.text import Names, clean, fold

Path = tuple[str, ...]
"""Names from the root down: none, one or two."""

Pair = tuple[str, str]
"""Raw names of one row, upper and lower; "" where the register has none."""


class CategoryPaths:
	"""Raw (category, sub-category) → path.

	A sub-category whose category is empty or a placeholder goes to the one category that the same file lists
	it under; where that is none or several, it stands by itself.
	"""

	def __init__(
		self, pairs: Mapping[Pair, int], mapping: RegisterMapping, known: Iterable[str] = ()
	) -> None:
		uppers, lowers = _each(pairs)
		self._upper = Names(uppers, mapping.placeholders, mapping.aliases, mapping.cut_at, known)
		self._lower = Names(lowers, mapping.placeholders)
		above: dict[str, set[str]] = defaultdict(set)
		for raw_upper, raw_lower in pairs:
			upper, lower = self._upper(raw_upper), self._lower(raw_lower)
			if upper and lower and fold(upper) != fold(lower):
				above[lower].add(upper)
		self._only = {lower: uppers.copy().pop() for lower, uppers in above.items() if len(uppers) == 1}
		self._paths = {pair: self._path(pair) for pair in pairs}

	def __call__(self, pair: Pair) -> Path:
		"""The path of a pair that the file has."""
		return self._paths[pair]

	def _path(self, pair: Pair) -> Path:
		upper, lower = self._upper(pair[0]), self._lower(pair[1])
		if upper is None and lower is not None:
			upper = self._only.get(lower)
		if upper and lower and fold(upper) == fold(lower):
			lower = None
		return tuple(name for name in (upper, lower) if name)


class AreaPaths:
	"""Raw (district, town) → path.

	A town is an area if it is written without digits and at least `area_min_rows` rows have it: people write
	telephone numbers and streets there. It belongs to a district that half of its rows name, and nine in ten
	of those that name one. A row whose district is another one goes to that district.
	"""

	def __init__(self, pairs: Mapping[Pair, int], mapping: RegisterMapping) -> None:
		uppers, lowers = _each(pairs)
		self._upper = Names(uppers, mapping.placeholders, mapping.aliases)
		self._lower = Names(
			lowers, mapping.placeholders, mapping.aliases, known=filter(None, map(clean, uppers))
		)
		self._districts = {fold(name) for name in uppers}
		rows: Counter[str] = Counter()
		homes: dict[str, Counter[str]] = defaultdict(Counter)
		for (raw_upper, raw_lower), count in pairs.items():
			upper, lower = self._upper(raw_upper), self._lower(raw_lower)
			if lower:
				rows[lower] += count
				if upper:
					homes[lower][upper] += count
		self._towns = {
			town
			for town, n in rows.items()
			if n >= mapping.area_min_rows and not any(c.isdigit() for c in town)
		}
		self._home = {town: _home(homes[town], rows[town]) for town in self._towns}
		self._paths = {pair: self._path(pair) for pair in pairs}

	def __call__(self, pair: Pair) -> Path:
		"""The path of a pair that the file has."""
		return self._paths[pair]

	def _path(self, pair: Pair) -> Path:
		district, town = self._upper(pair[0]), self._lower(pair[1])
		if town is not None and fold(town) in self._districts:
			return (district or town,)
		if town not in self._towns:
			return (district,) if district else ()
		home = self._home[town]
		if district and district != home:
			return (district,)
		return (home, town) if home else (town,)


def _each(pairs: Mapping[Pair, int]) -> tuple[Counter[str], Counter[str]]:
	uppers: Counter[str] = Counter()
	lowers: Counter[str] = Counter()
	for (upper, lower), count in pairs.items():
		uppers[upper] += count
		lowers[lower] += count
	return uppers, lowers


def _home(districts: Counter[str], rows: int) -> str | None:
	"""The district that a town of so many rows belongs to."""
	if not districts:
		return None
	(district, count), *_ = districts.most_common(1)
	return district if count * 2 >= rows and count * 10 >= districts.total() * 9 else None
