"""What a year's public figures cost: `python -m benchmarks.figures --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. Counts the year with the most cases, as the
background job does it, and prints each statement's time, rows and plan. Nothing is written.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import frappe
from frappe.query_builder.functions import Count
from pypika import Order
from pypika.functions import Extract

from benchmarks.measuring import conditions, connect, load
from citizen_service.figures.counting import count
from citizen_service.figures.periods import Period

RUNS = 3
PLANNED = 0.05
"""Statements that take longer than so many seconds are shown with their plan."""


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	print(conditions())
	period = Period("Year", busiest_year())
	print(f"{frappe.db.count('Case'):,} cases stored; the year {period.name}; {load()}")
	for _run in range(RUNS):
		statements = timed(period)
	for seconds, query, values, rows in statements:
		print(f"{seconds:8.3f} s {rows:8,} rows  {query[:100]} …")
		if seconds > PLANNED:
			for row in frappe.db.sql(f"explain {query}", values, as_dict=True):
				print(f"           {row.table}: {row.type}, key {row.key}, {row.rows} rows; {row.Extra}")


def busiest_year() -> int:
	case = frappe.qb.DocType("Case")
	year = Extract("year", case.opened_on)
	query = frappe.qb.from_(case).select(year).groupby(year).orderby(Count("*"), order=Order.desc).limit(1)
	return query.run()[0][0]


def timed(period: Period) -> list[tuple]:
	"""Count the period, print how long it took, and give back each statement: seconds, text, values, rows."""
	found, run = [], frappe.db.sql

	def noted(query: str, values: object = (), *more: object, **how: object) -> object:
		start = time.perf_counter()
		rows = run(query, values, *more, **how)
		found.append((time.perf_counter() - start, str(query), values, len(rows or ())))
		return rows

	frappe.db.sql = noted
	start = time.perf_counter()
	try:
		count(period)
	finally:
		frappe.db.sql = run
	print(f"{time.perf_counter() - start:8.3f} s in all")
	return found


if __name__ == "__main__":
	main()
