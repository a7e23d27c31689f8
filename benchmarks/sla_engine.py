"""The clock engine's speed: `python -m benchmarks.sla_engine` at the repository's root.

A calendar of ten years with seasons, a daily break, summer time and 300 holidays; 20,000 seeded questions over all
of it. Each figure is of one call, over rounds of 1,000 calls: mean, median and the middle half of the rounds.
"""

from __future__ import annotations

import platform
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from citizen_service.sla import zones
from citizen_service.sla.calendar import Calendar, compile
from citizen_service.sla.spec import CalendarSpec, Holiday, Season, Shift
from citizen_service.sla.targets import Target, Unit, due_for

FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)
HOUR, DAY = 3600, 86400
ROUND, ROUNDS = 1000, 20


def spec(seed: int) -> CalendarSpec:
	"""Six days a week with a break, a Ramadan each year, 300 holidays, a quarter of them half days."""
	chance = random.Random(seed)
	shifts = tuple(Shift(day, *span) for day in (5, 6, 0, 1, 2, 3) for span in ((480, 720), (780, 900)))
	ramadan = tuple(Shift(day, 540, 840) for day in (5, 6, 0, 1, 2, 3))
	starts = [date(2020, 4, 24) + timedelta(days=354 * year) for year in range(10)]
	seasons = tuple(Season(start, start + timedelta(days=29), ramadan) for start in starts)
	days = chance.sample(range((LAST - FIRST).days), 300)
	holidays = tuple(
		Holiday(
			FIRST + timedelta(days=day), FIRST + timedelta(days=day), False, chance.choice((0, 0, 0, 660))
		)
		for day in days
	)
	return CalendarSpec("Asia/Gaza", shifts, seasons, holidays)


def measure(name: str, calls: list[tuple], call: Callable[..., object]) -> None:
	"""Print what one call costs, in microseconds."""
	rounds = []
	for begin in range(0, len(calls), ROUND):
		batch = calls[begin : begin + ROUND]
		started = time.perf_counter()
		for arguments in batch:
			call(*arguments)
		rounds.append((time.perf_counter() - started) / len(batch) * 1e6)
	low, median, high = statistics.quantiles(rounds, n=4)
	mean = statistics.mean(rounds)
	print(f"{name:<34} {mean:8.2f} {median:8.2f} {low:8.2f} … {high:.2f}")


def main() -> None:
	rows = spec(seed=1)
	chance = random.Random(2)
	low, high = (
		zones.start_of_day("Asia/Gaza", day)
		for day in (FIRST + timedelta(days=2), LAST - timedelta(days=400))
	)
	starts = [chance.randrange(low, high) for _ in range(ROUND * ROUNDS)]
	print(
		f"{platform.machine()}, Python {platform.python_version()}, {len(rows.holidays)} holidays, {FIRST} to {LAST}"
	)
	print(f"{'µs a call':<34} {'mean':>8} {'median':>8} {'middle half':>15}")
	measure_compile(rows)
	calendar = compile(rows, FIRST, LAST)
	due = [(start, chance.randrange(1, 240 * HOUR)) for start in starts]
	elapsed = [(start, chance.randrange(start, high)) for start in starts]
	measure("due, up to 240 working hours", due, calendar.due)
	measure("elapsed, any length", elapsed, calendar.elapsed)
	measure(
		"before, up to 240 working hours",
		due[ROUND:],
		lambda end, work: calendar.before(end + 300 * DAY, work),
	)
	measure("is_open", [(start,) for start in starts], calendar.is_open)
	for unit in (Unit.DAYS, Unit.CALENDAR_DAYS):
		measure(
			f"due_for, 1-30 {unit.value}",
			[(start, chance.randrange(1, 31)) for start in starts],
			_due_for(unit, calendar),
		)


def _due_for(unit: Unit, calendar: Calendar) -> Callable[[int, int], int]:
	return lambda start, amount: due_for(Target(amount, unit), start, calendar)


def measure_compile(rows: CalendarSpec) -> None:
	"""Print what compiling ten years costs, the first time (with the zone's changes) and later."""
	times = []
	for _ in range(15):
		started = time.perf_counter()
		compile(rows, FIRST, LAST)
		times.append((time.perf_counter() - started) * 1e6)
	first, *later = times
	low, median, high = statistics.quantiles(later, n=4)
	print(f"{'compile ten years, first time':<34} {first:8.0f}")
	print(
		f"{'compile ten years, later':<34} {statistics.mean(later):8.0f} {median:8.0f} {low:8.0f} … {high:.0f}"
	)


if __name__ == "__main__":
	main()
