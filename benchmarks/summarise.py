"""Counts of a real register for `grow.py`: `python -m benchmarks.summarise FILE > benchmarks/distribution.json`.

Run at the repository's root. Only counts go into the summary, never a row: categories and areas as the import
joins them, openings by weekday and month, days until closing as quantiles, the share that was never closed.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from citizen_service.register_import import mapping as mappings
from citizen_service.register_import.places import AreaPaths, CategoryPaths
from citizen_service.register_import.rows import CaseFacts, RowReader
from citizen_service.register_import.source import Source
from citizen_service.register_import.survey import survey

RAREST = 25
"""Categories and areas with fewer rows are left out."""


def summary(path: Path) -> dict:
	"""The counts of a register that a shipped mapping fits."""
	source = Source(path)
	mapping = mappings.choose(source.header)
	reader = RowReader(source.header, mapping, date.today())
	found = survey(source, reader)
	category_path, area_path = CategoryPaths(found.categories, mapping), AreaPaths(found.areas, mapping)
	categories: Counter[tuple] = Counter()
	areas: Counter[tuple] = Counter()
	weekdays: Counter[int] = Counter()
	months: Counter[int] = Counter()
	days: list[int] = []
	for number, cells in source.rows():
		facts = reader.read(number, cells)
		if isinstance(facts, CaseFacts):
			categories[category_path(facts.category)] += 1
			areas[area_path(facts.area)] += 1
			weekdays[facts.opened_on.weekday()] += 1
			months[facts.opened_on.month] += 1
			if facts.closed_on:
				days.append((facts.closed_on - facts.opened_on).days)
	return {
		"rows": found.rows,
		"closed": len(days),
		"categories": _frequent(categories),
		"areas": _frequent(areas),
		"opened_by_weekday": [weekdays[day] for day in range(7)],
		"opened_by_month": [months[month] for month in range(1, 13)],
		"days_to_close_quantiles": [round(q) for q in statistics.quantiles(days, n=400)],
	}


def _frequent(counts: Counter[tuple]) -> list[list]:
	return [[list(path), count] for path, count in counts.most_common() if count >= RAREST]


if __name__ == "__main__":
	json.dump(summary(Path(sys.argv[1])), sys.stdout, ensure_ascii=False)
	print()
