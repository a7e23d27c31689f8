"""The import's speed and memory: `python -m benchmarks.import_register --bench BENCH --site SITE FILE [--runs 3]`.

Run at the repository's root, on a site that is there for it alone: before each run its cases, clocks and search
entries are deleted. Each run is the command itself, as a process of its own; its peak memory is what the kernel
measured. Prints each run and the medians.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import time
from pathlib import Path

import frappe

SUMMARY = re.compile(r"Read and written in ([\d.]+) s; (\d+) cases indexed for search in ([\d.]+) s")
EMPTIED = ("Case", "Service Level Record", "Service Level Event")


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("file", type=Path)
	parser.add_argument("--bench", required=True, type=Path)
	parser.add_argument("--site", required=True)
	parser.add_argument("--runs", type=int, default=3)
	arguments = parser.parse_args()
	file, bench = arguments.file.resolve(), arguments.bench.resolve()
	os.chdir(bench / "sites")
	print(f"load average before: {os.getloadavg()[0]:.1f}; buffer pool: {buffer_pool(arguments.site)} MB")
	runs = []
	for number in range(1, arguments.runs + 1):
		empty(arguments.site)
		runs.append(run(bench, arguments.site, file))
		print(number, runs[-1])
	for key in runs[0]:
		print(f"median {key}: {statistics.median(each[key] for each in runs):.1f}")


def buffer_pool(site: str) -> int:
	frappe.init(site=site)
	frappe.connect()
	size = frappe.db.sql("select @@innodb_buffer_pool_size")[0][0]
	frappe.destroy()
	return size >> 20


def empty(site: str) -> None:
	"""Delete what earlier runs imported."""
	frappe.init(site=site)
	frappe.connect()
	for doctype in EMPTIED:
		frappe.db.truncate(doctype)
	frappe.db.sql("TRUNCATE TABLE `__global_search`")
	frappe.db.commit()
	frappe.destroy()


def run(bench: Path, site: str, file: Path) -> dict[str, float]:
	"""One import, measured from outside; seconds, and MB at the peak."""
	python = bench / "env" / "bin" / "python"
	started = time.monotonic()
	process = subprocess.Popen(
		[python, "-m", "frappe.utils.bench_helper", "frappe", "--site", site, "import-cases", file],
		stdout=subprocess.PIPE,
		text=True,
	)
	said = process.stdout.read()
	_pid, status, usage = os.wait4(process.pid, 0)
	if status:
		raise SystemExit(said)
	found = SUMMARY.search(said)
	return {
		"import_seconds": float(found[1]),
		"cases": int(found[2]),
		"index_seconds": float(found[3]),
		"wall_seconds": round(time.monotonic() - started, 1),
		"process_cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
		"peak_memory_mb": usage.ru_maxrss // 1024,
	}


if __name__ == "__main__":
	main()
