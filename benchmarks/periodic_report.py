"""What a periodic report costs to compute and to print: `python -m benchmarks.periodic_report --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. The report of a month, a quarter and a year, and of ten
years, is computed with a part of every department, as the background job does, and kept as JSON; the year's slowest statements are named. Nothing is written.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date
from pathlib import Path

import frappe

from benchmarks.figures import busiest_year
from benchmarks.measuring import conditions, connect, database_seconds, load
from benchmarks.opening import new_request
from citizen_service.periodic_report.computing import compute
from citizen_service.periodic_report.content import to_json
from citizen_service.statistics.periods import Kind, Period, calendar_period

GOAL = 20
RUNS = 3
NAMED = 8
"""How many of the slowest statements are named."""


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--runs", type=int, default=RUNS)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	year = busiest_year()
	day = date(year, 5, 15)
	last = frappe.db.sql("select year(max(opened_on)) from `tabCase`")[0][0]
	periods = {
		"a month": calendar_period(Kind.MONTH, day),
		"a quarter": calendar_period(Kind.QUARTER, day),
		"a year": calendar_period(Kind.YEAR, day),
		"ten years": Period(date(last - 9, 1, 1), date(last, 12, 31)),
	}
	departments = frappe.get_all("Department", pluck="name", order_by="lft asc")
	print(f"{conditions()}; {arguments.runs} runs after one that warms; {len(departments)} departments")
	print(
		f"\n| report of | computed in (goal {GOAL} s) | of this the database's processor | statements | kept |\n|---|---|---|---|---|"
	)
	slowest: list[tuple[float, str]] = []
	for name, period in periods.items():
		runs, database, count, kept = measured(period, departments, arguments.runs)
		print(
			f"| {name} | {statistics.median(runs):.1f} s ({min(runs):.1f} … {max(runs):.1f}) "
			f"| {statistics.median(database):.1f} s | {len(count)} | {kept >> 10} kB |",
			flush=True,
		)
		if name == "a year":
			slowest = sorted(count, reverse=True)[:NAMED]
	print(f"\nThe slowest statements of the year ({load()} at the end):\n")
	for took, statement in slowest:
		print(f"- {took:.2f} s: `{' '.join(statement.split())[:160]}`")


def measured(
	period: Period, departments: list[str], runs: int
) -> tuple[list[float], list[float], list[tuple[float, str]], int]:
	"""Seconds, the database's processor time, the last run's statements with their seconds, and how many bytes are kept."""
	took, database = [], []
	for number in range(runs + 1):
		new_request("Administrator")
		begun, started = database_seconds(), time.perf_counter()
		with Timed() as statements:
			text = to_json(compute(period, departments))
		if number:
			took.append(time.perf_counter() - started)
			database.append(database_seconds() - begun)
	return took, database, statements, len(text.encode())


class Timed:
	"""The statements that are sent while this is entered, with their seconds."""

	def __enter__(self) -> list[tuple[float, str]]:
		sent: list[tuple[float, str]] = []
		self.connection = frappe.db._conn
		query = self.connection.query

		def timed(statement, *arguments, **named):
			started = time.perf_counter()
			try:
				return query(statement, *arguments, **named)
			finally:
				text = statement if isinstance(statement, str) else statement.decode(errors="replace")
				sent.append((time.perf_counter() - started, text))

		self.connection.query = timed
		return sent

	def __exit__(self, *_error: object) -> None:
		del self.connection.query


if __name__ == "__main__":
	main()
