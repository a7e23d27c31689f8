"""What the dashboards cost: `python -m benchmarks.dashboards --sites BENCH/sites --site SITE`.

Run at the repository's root with the bench's Python, on the site that `grow.py` made. The day is taken to be the last one of
its ten years. Every chart, the cards' figures and the wall-board are counted as the desk asks for them, first with nothing
kept and then as it is kept, for the whole office and for the busiest department. Nothing is written but what is kept.
"""

from __future__ import annotations

import argparse
import statistics
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from benchmarks.measuring import conditions, connect, load, seconds
from benchmarks.opening import new_request
from citizen_service.dashboards import charts, kept, standing, wall

RUNS = 5
GOAL = 0.3
NOW = datetime(2025, 12, 31, 14, 0)
OF_DEPARTMENTS = (
	"Referrals by Month",
	"Replies in Time",
	"Replies in Time by Department",
	"Open Referrals by Department",
)


def today(day: object = None) -> date | None:
	return getdate(day) if day else NOW.date()


def asked(scope: frozenset[str] | None) -> dict[str, object]:
	"""What is measured, by its name."""
	names = OF_DEPARTMENTS if scope else tuple(charts.CHARTS)
	calls: dict[str, object] = {
		name: (lambda name=name: kept.kept(name, lambda: charts._drawn(*charts.CHARTS[name]())))
		for name in names
	}
	if not scope:
		calls["Wall-board"] = wall.figures
		for card in (standing.overdue_now, standing.received_this_month, standing.closed_this_month):
			calls[f"card {card.__name__}"] = card
		calls["card answers_in_time"] = standing.answers_in_time
	calls["card replies_in_time"] = standing.replies_in_time
	return calls


def measure(call: object) -> tuple[float, float]:
	"""Medians of the runs with nothing kept, and of those that find it kept."""
	cold, warm = [], []
	for _ in range(RUNS):
		frappe.cache.delete_keys(kept.PREFIX)
		new_request()
		cold.append(seconds(call))
		new_request()
		warm.append(seconds(call))
	return statistics.median(cold), statistics.median(warm)


def busiest() -> str:
	referral = frappe.qb.DocType("Case Referral")
	rows = frappe.qb.from_(referral).groupby(referral.department).select(referral.department)
	return rows.orderby(frappe.qb.functions("COUNT", "*"), order=frappe.qb.desc).limit(1).run()[0][0]


def main() -> None:
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--sites", type=Path, required=True)
	parser.add_argument("--site", required=True)
	arguments = parser.parse_args()
	connect(arguments.sites, arguments.site)
	print(f"{conditions()}\n\n| | of | counted | kept | load |\n|---|---|---|---|---|")
	for scope in (None, frozenset({busiest()})):
		with ExitStack() as stack:
			for module in (charts, standing):
				stack.enter_context(patch.object(module, "getdate", today))
				stack.enter_context(patch.object(module, "figures_scope", lambda scope=scope: scope))
			for module in (charts, standing, wall, kept):
				stack.enter_context(patch.object(module, "now_datetime", lambda: NOW))
			stack.enter_context(patch.object(kept, "figures_scope", lambda scope=scope: scope))
			stack.enter_context(
				patch(
					"citizen_service.statistics.departments.figures_scope",
					lambda user=None, scope=scope: scope,
				)
			)
			for name, call in asked(scope).items():
				cold, warm = measure(call)
				mark = "" if cold < GOAL else " **"
				whose = "a department" if scope else "the office"
				print(
					f"| {name} | {whose} | {cold * 1000:,.0f} ms{mark} | {warm * 1000:,.0f} ms | {load()} |",
					flush=True,
				)
	frappe.cache.delete_keys(kept.PREFIX)
	frappe.destroy()


if __name__ == "__main__":
	main()
