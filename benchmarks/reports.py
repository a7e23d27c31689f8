"""What the statistical reports cost: `python -m benchmarks.reports --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. Every report is run as the desk runs it,
over the year with the most cases and over the ten years that end with the last one, and a table in Markdown is printed: the
times at the server, the statements, and the index by which each of the app's tables was read. Nothing is written.
"""

from __future__ import annotations

import argparse
import re
import statistics
from dataclasses import dataclass, field
from pathlib import Path

import frappe
from frappe.desk.query_report import run

from benchmarks.figures import busiest_year
from benchmarks.measuring import Statements, conditions, connect, load, seconds
from benchmarks.opening import new_request
from benchmarks.staff import make_staff

RUNS = 5
GOALS = {"a year": 1.0, "ten years": 3.0}
COUNTED = ("Case", "Case Referral", "Service Level Record", "Service Level Event", "Response", "Case Rating")
LARGE = 50_000
"""Of a table with more rows than that, a statement ought to use an index."""

LISTING = "Cases behind a Figure"
CASES = "Case Statistics"
OUTCOMES = "Outcomes and Root Causes"
REPORTS: tuple[tuple[str, dict], ...] = (
	*(
		(CASES, {"group_by": by})
		for by in ("Month", "Type", "Main Category", "Department", "Channel", "Area")
	),
	(CASES, {"group_by": "Category", "across": "Year"}),
	*(
		(CASES, {"group_by": "Department", "across": across})
		for across in ("Type", "Channel", "Area", "Main Category", "Category", "Outcome")
	),
	("Cases by Department", {"group_by": "Department"}),
	("Cases by Department", {"group_by": "Department and Type"}),
	("Department Performance", {}),
	("Time Limits by Department", {}),
	("Breaches of Time Limits", {}),
	("Open Work by Age", {"of": "Cases"}),
	("Open Work by Age", {"of": "Cases", "measure": "Time Overdue", "group_by": "Category"}),
	("Open Work by Age", {"of": "Referrals"}),
	("Emergency Register", {}),
	*(("Hot Spots", {"group_by": by}) for by in ("Area and Category", "Area", "Category", "Citizen")),
	("Reopened and Appealed", {}),
	("Satisfaction", {}),
	("Staff Workload", {}),
	("Calls and Visits", {}),
	(OUTCOMES, {"group_by": "Outcome"}),
	(OUTCOMES, {"group_by": "Outcome", "case_type": "Suggestion"}),
	(OUTCOMES, {"group_by": "Root Cause", "across": "Year"}),
	("Directions to Other Bodies", {}),
	("Extensions", {}),
	(LISTING, {"line_by": "Type", "line": "Complaint"}),
)
OF_A_MANAGER = (
	(CASES, {"group_by": "Month"}),
	(CASES, {"group_by": "Department"}),
	("Cases by Department", {}),
	("Department Performance", {}),
	("Time Limits by Department", {}),
)
"""Again for the manager of the busiest department, whose figures are those of that department alone."""


@dataclass
class Measured:
	"""Runs of one report: seconds, how many statements, and the plan of each that read one of COUNTED."""

	seconds: list[float] = field(default_factory=list)
	statements: set[int] = field(default_factory=set)
	plans: list[str] = field(default_factory=list)

	def cell(self, goal: float) -> str:
		median = statistics.median(self.seconds)
		shown = f"{median:.2f} s"
		shown = f"**{shown}**" if median > goal else shown
		counts = "/".join(str(number) for number in sorted(self.statements))
		return f"{shown} ({min(self.seconds):.2f} … {max(self.seconds):.2f}), {counts}"


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--only", default="", help="reports whose name contains this")
	parser.add_argument("--runs", type=int, default=RUNS)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	year = busiest_year()
	last = frappe.db.sql("select year(max(opened_on)) from `tabCase`")[0][0]
	periods = {
		"a year": {"from_date": f"{year}-01-01", "to_date": f"{year}-12-31"},
		"ten years": {"from_date": f"{last - 9}-01-01", "to_date": f"{last}-12-31"},
	}
	sizes = {doctype: frappe.db.count(doctype) for doctype in COUNTED}
	print(f"{conditions()}; {arguments.runs} runs after one that warms")
	print("; ".join(f"{number:,} {doctype}" for doctype, number in sizes.items()))
	print(
		f"a year: {year}; ten years: {last - 9} to {last}. Median (least … most), statements. Bold: past its goal.\n"
	)
	print(
		"| report | a year (goal 1 s) | ten years (goal 3 s) | read by, a year | … ten years |\n|---|---|---|---|---|"
	)
	departments, _staff = make_staff()
	busiest = max(departments, key=lambda name: frappe.db.count("Case Referral", {"department": name}))
	manager = frappe.db.get_value("Department", busiest, "department_head")
	for user, reports in (("Administrator", REPORTS), (manager, OF_A_MANAGER)):
		for name, filters in reports:
			if arguments.only not in name:
				continue
			found = [
				measured(name, {**filters, **days}, user, arguments.runs, sizes) for days in periods.values()
			]
			about = ", ".join(filters.values()) + (
				", as a department's manager" if user != "Administrator" else ""
			)
			cells = [one.cell(goal) for one, goal in zip(found, GOALS.values(), strict=True)]
			plans = ["; ".join(one.plans) for one in found]
			if plans[0] == plans[1]:
				plans[1] = "the same"
			print(f"| {name}{': ' if about else ''}{about} | {' | '.join([*cells, *plans])} |", flush=True)
	print(f"\nat the end: {load()}")


def measured(name: str, filters: dict, user: str, runs: int, sizes: dict[str, int]) -> Measured:
	"""Run a report as the desk does, each time in a request of its own."""
	found = Measured()
	for number in range(runs + 1):
		new_request(user)
		with Statements() as sent:
			took = seconds(lambda: run(name, filters=dict(filters), ignore_prepared_report=True))
		if number:
			found.seconds.append(took)
			found.statements.add(len(sent))
	found.plans = [plan for one in sent if (plan := plan_of(one, sizes))]
	return found


def plan_of(statement: str, sizes: dict[str, int]) -> str:
	"""Table and index of each of COUNTED that a statement reads; empty for one that reads none of them."""
	if not statement.lstrip().lower().startswith("select"):
		return ""
	if not set(re.findall(r"`tab([^`]+)`", statement)) & set(COUNTED):
		return ""
	aliases = {alias: table for table, alias in re.findall(r"`tab([^`]+)`(?: `(\w+)`)?", statement) if alias}
	parts = []
	for row in frappe.db.sql(f"explain {statement}", as_dict=True):
		table = aliases.get(row.table, (row.table or "").removeprefix("tab"))
		if table not in sizes:
			continue
		short = "".join(word[0] for word in table.split())
		by = row.key or ("**no index**" if sizes[table] > LARGE else f"no index of {sizes[table]:,} rows")
		parts.append(f"{short} {by}")
	return " + ".join(parts)


if __name__ == "__main__":
	main()
