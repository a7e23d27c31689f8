"""What it costs to re-time 100,000 open clocks after a change of their calendar, for `clocks.py`."""

from __future__ import annotations

from pathlib import Path


def measure_recalculation(sites: Path, site: str) -> None:
	print("recalculation: not yet")
