"""Visitors that arrive at a fixed rate, whether the server keeps up or not: an open loop, so that no slow answer hides others."""

from __future__ import annotations

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

PATIENCE = 200
"""So many visitors may be waiting at once; more mean that the server has given in."""


@dataclass
class Heard:
	"""What the visitors met: milliseconds of each request by its name, counted from when it was due, and what went wrong."""

	times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
	errors: list[str] = field(default_factory=list)
	lock: threading.Lock = field(default_factory=threading.Lock)

	def note(self, name: str, milliseconds: float) -> None:
		with self.lock:
			self.times[name].append(milliseconds)

	def fail(self, what: str) -> None:
		with self.lock:
			self.errors.append(what)

	def p95(self, name: str) -> float:
		return statistics.quantiles(self.times[name], n=20)[-1]

	def lines(self) -> list[str]:
		"""A line for each kind of request, and one for the errors."""
		lines = []
		for name, times in self.times.items():
			cuts = statistics.quantiles(times, n=100)
			figures = (
				f"median {cuts[49]:,.0f} ms, p95 {cuts[94]:,.0f}, p99 {cuts[98]:,.0f}, most {max(times):,.0f}"
			)
			lines.append(f"{name}: {figures}, {len(times):,} requests")
		return [*lines, f"errors: {len(self.errors)} {sorted(set(self.errors))[:5] if self.errors else ''}"]


def arrive(visit: Callable[[int, Heard, float], None], rate: float, seconds: float) -> Heard:
	"""Let `visit(number, heard, due)` happen `rate` times a second for so many seconds, each in a thread of its own.

	:param visit: makes the requests and notes them; `due` is its instant on `time.perf_counter`
	"""
	heard = Heard()
	started = time.perf_counter() + 0.1

	def one(number: int, due: float) -> None:
		try:
			visit(number, heard, due)
		except Exception as error:
			heard.fail(f"{type(error).__name__}: {error}"[:200])

	with ThreadPoolExecutor(PATIENCE) as pool:
		for number in range(round(rate * seconds)):
			due = started + number / rate
			time.sleep(max(0, due - time.perf_counter()))
			pool.submit(one, number, due)
	return heard
