"""What the office's clocks cost: `python -m benchmarks.clocks --sites BENCH/sites --site SITE [--runs 7]`.

Run at the repository's root with the bench's Python, on a fresh site that is there for it alone. Prints the
conditions, then for each figure the median and the middle half of the runs, beside what the framework takes to
insert one bare document of 25 fields in the same run. Parts: engine, opening, sweep, recalculation (default: all).

With --beside the site may be full (one that `grow.py` made): the sweep alone is measured, on clocks that are put
beside those that are there and taken away afterwards. What is due already is swept first, as any site's is.
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
from benchmarks.measuring import Statements, conditions, connect, database_seconds, load, seconds, spread
from benchmarks.opening import measure_opening
from benchmarks.recalculating import measure_recalculation
from benchmarks.running import Running
from benchmarks.staff import make_staff
from citizen_service.outbox.post import ENTRY
from citizen_service.outbox.worker import as_worker
from citizen_service.sla.instants import from_column, present
from citizen_service.sla.records import LEDGER, RECORD
from citizen_service.sla.sweep import BATCH, run
from citizen_service.sla.sweep import _due as due_by

PARTS = ("engine", "opening", "sweep", "recalculation")
GROUPS = 20
RECALCULATIONS = 3
"""Runs of what takes the better part of a minute."""


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--runs", type=int, default=7)
	parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
	parser.add_argument("--beside", action="store_true")
	arguments = parser.parse_args()
	connect(arguments.sites.resolve(), arguments.site)
	if arguments.beside:
		measure_beside(arguments.runs)
		return
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
				measure_recalculation(RECALCULATIONS)


def measure_beside(runs: int) -> None:
	"""The sweep on a full site; its rows stay what they are."""
	print(conditions())
	with tempfile.TemporaryDirectory() as folder:
		running = Running(*make_staff(), Path(folder), "BENCH")
		running.draw(runs + 1)
		running.load()
		try:
			for doctype in ("Case", "Case Referral", RECORD, LEDGER):
				print(f"{frappe.db.count(doctype):12,}  {doctype}")
			query = due_by(present(), BATCH).select("name", "next_utc")
			(plan,) = frappe.db.sql(f"EXPLAIN {query.get_sql()}", as_dict=True)
			print(f"the sweep's question: index {plan.key}, {plan.Extra}")
			measure_sweep(running, runs)
		finally:
			frappe.db.rollback()
			running.remove()


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
	"""A run of the sweep: how many clocks it told of, its statements, seconds, and CPU of both processes."""

	told: int
	statements: int
	seconds: float
	cpu: float
	database: float


def sweep(now: int) -> Swept:
	"""A run as the scheduler makes it, but as of an instant."""
	of_database = database_seconds()
	with Statements() as sent:
		started, cpu = time.perf_counter(), time.process_time()
		with as_worker():
			told = run(now)
		elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
	return Swept(told, len(sent), elapsed, cpu, database_seconds() - of_database)


def measure_sweep(running: Running, runs: int) -> None:
	"""Run after run, each when a further 5,000 clocks have become due; before it, whatever else was due by then."""
	print(f"sweep over {frappe.db.count(RECORD, {'status': 'Running'}):,} running clocks")
	idle, busy = [], []
	for group in running.groups[: runs + 1]:
		first, last = due_of(group.names)
		while sweep(first).told:
			pass
		idle.append(sweep(first))
		before, load_before = outbox(), load()
		found = sweep(last + 1)
		if found.told != len(group.names):
			sys.exit(f"{found.told} clocks were told of: not what is to be measured")
		told = {action: count - before.get(action, 0) for action, count in outbox().items()}
		print(
			f"  {found.seconds:.2f} s, of it CPU {found.cpu:.2f} s; database's CPU {found.database:.2f} s; "
			f"{found.statements} statements; outbox {told}; {load_before}"
		)
		busy.append(found)
	tell("5,000 newly breached", busy)
	tell("nothing due", idle)


def tell(what: str, found: list[Swept]) -> None:
	"""Print medians. The first run, which finds the caches empty, is told apart."""
	first, *others = found
	times = spread([run.seconds * 1000 for run in others], "ms")
	print(f"sweep, {what}: {times}; statements {sorted({run.statements for run in others})}")
	print(f"  CPU of the process: {spread([run.cpu * 1000 for run in others], 'ms')}")
	print(f"  CPU of the database: {spread([run.database * 1000 for run in others], 'ms')}")
	print(f"  the first one, caches empty: {first.seconds * 1000:,.1f} ms, {first.statements} statements")


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
