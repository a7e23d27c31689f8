"""What it costs to re-time 100,000 open clocks after a change of their working hours, for `clocks.py`.

The default calendar gets a holiday on the day before which nothing is due, or loses it again, so that every clock
moves. What follows is done by the worker's own job in a process of its own, whose start is in the time. Before each
change the form's preview is asked.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.model.document import Document

from benchmarks.measuring import database_seconds, load, spread
from citizen_service.outbox.post import DRAIN, ENTRY
from citizen_service.sla.instants import from_column, to_local
from citizen_service.sla.reading import default_calendar
from citizen_service.sla.records import LEDGER, RECORD
from citizen_service.sla.retiming import preview

FRAPPE = """
import atexit, pathlib, runpy
atexit.register(lambda: print(pathlib.Path("/proc/self/status").read_text()))
runpy.run_module("frappe.utils.bench_helper", run_name="__main__")
"""
"""The framework's command, which says in the end what its memory was; `wait4` would count that of its parent too."""
PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Worker:
	"""A worker's process: from start to end, its CPU, at its peak, and the database's CPU meanwhile."""

	seconds: float
	cpu: float
	database: float
	megabytes: float


def measure_recalculation(runs: int) -> None:
	"""Print the runs and their medians."""
	clocks = frappe.db.count(RECORD, {"status": "Running"})
	print(f"recalculation of {clocks:,} open clocks")
	nothing = work()
	print(f"  nothing to do: {nothing.seconds:.1f} s, {nothing.megabytes:.0f} MB")
	day = to_local(from_column(frappe.db.sql(f"select min(due_utc) from `tab{RECORD}`")[0][0])).date()
	previews, found = [], []
	for _ in range(runs):
		calendar = changed(day)
		asked = time.perf_counter()
		counts = preview(json.dumps(calendar.as_dict(), default=str))
		previews.append(time.perf_counter() - asked)
		frappe.db.truncate(ENTRY)
		calendar.save()
		frappe.db.commit()
		before, load_before = recalculated(), load()
		found.append(work())
		moved = recalculated() - before
		if not clocks == moved == counts["moved"] + counts["more"]:
			sys.exit(f"{moved} clocks moved, {counts} in the preview: not what is to be measured")
		print(
			f"  {found[-1].seconds:.1f} s, of it CPU {found[-1].cpu:.1f} s; database's CPU {found[-1].database:.1f} s; "
			f"{found[-1].megabytes:.0f} MB; preview {previews[-1]:.1f} s; {load_before}"
		)
	print(f"recalculation: {spread([worker.seconds for worker in found], 's')}")
	print(f"  CPU of the worker: {spread([worker.cpu for worker in found], 's')}")
	print(f"  CPU of the database: {spread([worker.database for worker in found], 's')}")
	print(f"  peak memory: median {statistics.median(worker.megabytes for worker in found):.0f} MB")
	print(f"preview: {spread(previews, 's')}")


def changed(day: date) -> Document:
	"""The default calendar, not saved: with a holiday on that day, or without it if it has one."""
	calendar = frappe.get_doc("Working Calendar", default_calendar())
	kept = [row for row in calendar.holidays if str(row.from_date) != str(day)]
	if len(kept) == len(calendar.holidays):
		calendar.append("holidays", {"holiday_name": "Benchmark", "from_date": str(day)})
	else:
		calendar.set("holidays", kept)
	return calendar


def recalculated() -> int:
	"""Entries in the ledgers that say so."""
	frappe.db.commit()  # what the worker wrote is seen
	return frappe.db.count(LEDGER, {"event": "Recalculated"})


def work() -> Worker:
	"""What the worker does with the outbox, until nothing in it is due."""
	command = [sys.executable, "-c", FRAPPE, "frappe"]
	of_database = database_seconds()
	started = time.perf_counter()
	arguments = ["--site", frappe.local.site, "execute", DRAIN]
	process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True)
	said = process.stdout.read()
	_pid, status, usage = os.wait4(process.pid, 0)
	elapsed = time.perf_counter() - started
	if status:
		sys.exit("the worker failed")
	cpu = usage.ru_utime + usage.ru_stime
	return Worker(elapsed, cpu, database_seconds() - of_database, int(PEAK.search(said)[1]) / 1024)
