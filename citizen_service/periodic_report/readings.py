"""From what the statistics count to the whole numbers that a report keeps. No framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from citizen_service.periodic_report.content import Reading

MINUTES = 60


def count(number: float) -> Reading:
	return Reading(int(number))


def share(part: float, whole: float) -> Reading:
	return Reading(int(part), int(whole))


mean = share
"""The sum of the values, and of how many."""


def added(lines: Iterable[Iterable[float]], width: int) -> list[float]:
	"""Measures of several lines together; zeros if there are none."""
	sums = [0.0] * width
	for line in lines:
		sums = [sum_ + number for sum_, number in zip(sums, line, strict=True)]
	return sums


def compliance(figures: Iterable[Mapping[str, float]]) -> Reading:
	"""Met in time, of those of which it is known."""
	met = decided = 0
	for one in figures:
		met += int(one["met_in_time"])
		decided += int(one["decided"])
	return Reading(met, decided)


def met(figures: Mapping[str, float] | None) -> int:
	"""How many were met, in time or late."""
	return int(figures["met_in_time"] + figures["met_late"]) if figures else 0


def hours(limits: Mapping[tuple, Mapping[str, float]], key: tuple, name: str) -> Reading:
	"""A median or percentile as working minutes, and of how many time limits."""
	return minutes(limits[key][name] if key in limits else 0, met(limits.get(key)))


def minutes(of_hours: float, base: int) -> Reading:
	return Reading(round(of_hours * MINUTES), base)
