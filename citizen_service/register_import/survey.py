"""The first walk through a file: how many rows, which names. Finds damage before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from citizen_service.register_import.places import Pair
from citizen_service.register_import.refusal import Refusal
from citizen_service.register_import.rows import RowReader
from citizen_service.register_import.source import Source

MOST_NAMES = 20_000
"""More different names than that are no categories and no areas, but free text."""


@dataclass
class Survey:
	"""What the whole file holds: its rows, and how often each pair of raw names occurs."""

	rows: int = 0
	categories: Counter[Pair] = field(default_factory=Counter)
	areas: Counter[Pair] = field(default_factory=Counter)


def survey(source: Source, reader: RowReader) -> Survey:
	"""Walk the file once.

	:raises Refusal: the file is damaged somewhere, has no rows, or too many different names
	"""
	found = Survey()
	width = len(source.header)
	for _number, cells in source.rows():
		found.rows += 1
		if len(cells) != width:
			continue
		category, area = reader.pairs(cells)
		found.categories[category] += 1
		found.areas[area] += 1
		for counter, columns in (
			(found.categories, reader.mapping.columns.category),
			(found.areas, reader.mapping.columns.area),
		):
			if len(counter) > MOST_NAMES:
				raise Refusal("too_many_names", columns=list(columns), most=MOST_NAMES)
	if not found.rows:
		raise Refusal("empty_file")
	return found
