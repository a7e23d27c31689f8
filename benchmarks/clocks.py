"""What the office's clocks cost: `python -m benchmarks.clocks --sites BENCH/sites --site SITE [--runs 7]`.

Run at the repository's root with the bench's Python, on a fresh site that is there for it alone. Prints the
conditions, then for each figure the median and the middle half of the runs, beside what the framework takes to
insert one bare document of 25 fields in the same run. Parts: engine, opening, sweep, recalculation (default: all).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import frappe

from benchmarks import sla_engine
from benchmarks.measuring import Statements, conditions, connect, load, seconds, spread
from benchmarks.opening import measure_opening
from benchmarks.recalculating import measure_recalculation
from benchmarks.running import Running
from benchmarks.staff import make_staff
from citizen_service.outbox.post import ENTRY
from citizen_service.outbox.worker import as_worker
from citizen_service.sla.instants import from_column
from citizen_service.sla.records import LEDGER, RECORD
from citizen_service.sla.sweep import run

PARTS = ("engine", "opening", "sweep", "recalculation")
GROUPS = 20


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--runs", type=int, default=7)
	parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	if frappe.db.count("Case"):
		parser.error(f"{arguments.site} has cases already: take a fresh site")
	print(conditions())
	if "engine" in arguments.parts:
		sla_engine.main()
	if "opening" in arguments.parts:
		measure_opening()
	if {"sweep", "recalculation"}.intersection(arguments.parts):
		with tempfile.TemporaryDirectory() as folder:
			running = Running(*make_staff(), Path(folder), "BENCH")
			print(f"drawn and loaded in {seconds(lambda: fill(running)):.1f} s; {load()}")
			if "sweep" in arguments.parts:
				measure_sweep(running, arguments.runs)
				empty()
				running.load(RECORD, LEDGER)
			if "recalculation" in arguments.parts:
				measure_recalculation(arguments.sites.resolve(), arguments.site)


def fill(running: Running) -> None:
	running.draw(GROUPS)
	running.load()


def empty() -> None:
	"""No clocks, and nothing in the outbox."""
	for doctype in (RECORD, LEDGER, ENTRY):
		frappe.db.truncate(doctype)
	frappe.db.commit()


@dataclass(frozen=True)
class Swept:
	"""A run of the sweep: how many clocks it told of, its statements, and seconds."""

	told: int
	statements: int
	seconds: float


def sweep(now: int) -> Swept:
	"""A run as the scheduler makes it, but as of an instant."""
	with Statements() as sent, as_worker():
		started = time.perf_counter()
		told = run(now)
	return Swept(told, len(sent), time.perf_counter() - started)


def measure_sweep(running: Running, runs: int) -> None:
	"""Run after run, each when a further 5,000 clocks have become due; before it, whatever else was due by then."""
	print(f"sweep over {frappe.db.count(RECORD, {'status': 'Running'}):,} running clocks")
	idle, busy = [], []
	for group in running.groups[:runs]:
		first, last = due_of(group.names)
		while sweep(first).told:
			pass
		idle.append(sweep(first))
		before, load_before = outbox(), load()
		found = sweep(last + 1)
		if found.told != len(group.names):
			sys.exit(f"{found.told} clocks were told of: not what is to be measured")
		told = {action: count - before.get(action, 0) for action, count in outbox().items()}
		print(f"  {found.seconds:.2f} s, {found.statements} statements, outbox {told}, {load_before}")
		busy.append(found)
	for what, found in (("5,000 newly breached", busy), ("nothing due", idle)):
		times = spread([each.seconds * 1000 for each in found], "ms")
		print(f"sweep, {what}: {times}; statements {sorted({each.statements for each in found})}")


def due_of(names: list[str]) -> tuple[int, int]:
	"""The first and the last due date of these clocks."""
	record = frappe.qb.DocType(RECORD)
	dues = frappe.qb.from_(record).where(record.name.isin(names)).select(record.due_utc).run(pluck=True)
	return from_column(min(dues)), from_column(max(dues))


def outbox() -> dict[str, int]:
	"""Entries of the outbox by action."""
	return dict(frappe.db.sql(f"select action, count(*) from `tab{ENTRY}` group by action order by action"))


if __name__ == "__main__":
	main()
