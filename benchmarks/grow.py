"""Grow a site to a large office: 1,000,000 cases, 1,500,000 referrals, 3,000,000 entries in the clocks' ledgers.

	env/bin/python -m benchmarks.grow --sites BENCH/sites --site SITE

Run at the repository's root with the bench's Python, on a fresh site with the app installed and no cases. The
rows are those of `population.py`; they go in through LOAD DATA LOCAL on a connection of its own for each of two
tables at a time, while the next rows are being drawn. Needs `local_infile` (MariaDB's default).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import frappe

from benchmarks.loading import load_file
from benchmarks.measuring import conditions, connect
from benchmarks.population import COLUMNS, Chunk, Office, Population, Size
from benchmarks.staff import make_staff
from citizen_service.register_import.masters import Tree
from citizen_service.states.meaning import closing_states, states_in

CASES_PER_CHUNK = 20_000
SETTINGS = ("innodb_log_file_size", "innodb_flush_log_at_trx_commit", "log_bin")


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--sites", required=True, type=Path, help="the bench's sites folder")
	parser.add_argument("--site", required=True)
	parser.add_argument("--cases", type=int, default=1_000_000)
	parser.add_argument("--referrals", type=int, default=1_500_000)
	parser.add_argument("--events", type=int, default=3_000_000)
	parser.add_argument("--seed", type=int, default=1)
	arguments = parser.parse_args()
	connect(arguments.sites, arguments.site)
	if frappe.db.count("Case"):
		parser.error(f"{arguments.site} has cases already: take a fresh site")
	size = Size(arguments.cases, arguments.referrals, arguments.events)
	print(conditions())
	for name in SETTINGS:
		print(f"{name} = {frappe.db.sql('select @@' + name)[0][0]}")
	started = time.monotonic()
	population = Population(office(summary()), summary(), size, arguments.seed)
	print(f"{time.monotonic() - started:7.1f} s  categories, areas and departments made")
	load(population)
	print(f"{time.monotonic() - started:7.1f} s  rows loaded")
	advance_series(population)
	frappe.db.sql("ANALYZE TABLE " + ", ".join(f"`tab{doctype}`" for doctype in COLUMNS))
	print(f"{time.monotonic() - started:7.1f} s  series advanced, tables analysed; in all")
	for doctype in COLUMNS:
		print(f"{frappe.db.count(doctype):12,}  {doctype}")


def summary() -> dict:
	"""The counts of the real register."""
	return json.loads((Path(__file__).parent / "distribution.json").read_text(encoding="utf-8"))


def office(counts: dict) -> Office:
	"""The masters that the rows point to: the site's own, and those that the counts name."""
	categories, areas = Tree("Case Category", qualified=True), Tree("Case Area", qualified=False)
	stages = {
		stage: states_in("Case", stage)[0]
		for stage in ("Registered", "Study", "Referred", "Answering", "Waiting")
	}
	made = Office(
		types=ranked("Case Type"),
		channels=ranked("Intake Channel"),
		departments=list(make_staff()[0]),
		categories=[(categories.record(tuple(path)) or "", count) for path, count in counts["categories"]],
		areas=[(areas.record(tuple(path)) or "", count) for path, count in counts["areas"]],
		states={**stages, "Closed": closing_states()[0]},
		priority=frappe.db.get_value("Case Priority", {"is_default": 1}) or "",
		policy=frappe.get_all("Service Level Policy", order_by="rank desc, name asc", limit=1, pluck="name")[
			0
		],
		calendar=frappe.db.get_value("Working Calendar", {"is_default": 1}) or "",
	)
	frappe.db.commit()
	return made


def ranked(doctype: str) -> list[str]:
	"""The enabled records of a small master, in their order."""
	return frappe.get_all(doctype, filters={"enabled": 1}, order_by="rank asc, name asc", pluck="name")


def load(population: Population) -> None:
	"""Draw chunk after chunk; two tables of the one before are loaded meanwhile."""
	with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as loaders:
		loading: list[Future] = []
		for number, chunk in enumerate(population.chunks(CASES_PER_CHUNK)):
			files = write(chunk, Path(folder), number)
			for future in loading:
				future.result()
			loading = [
				loaders.submit(load_and_delete, doctype, file, dict(frappe.conf))
				for doctype, file in files.items()
			]
		for future in loading:
			future.result()


def write(chunk: Chunk, folder: Path, number: int) -> dict[str, Path]:
	"""The chunk's lines as files, by table; sorted by name, as the table keeps them."""
	files = {}
	for doctype, lines in chunk.lines.items():
		if lines:
			files[doctype] = folder / f"{number}-{doctype}.tsv"
			files[doctype].write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
	return files


def load_and_delete(doctype: str, file: Path, conf: dict) -> None:
	"""Load one file into one table and delete it."""
	load_file(doctype, COLUMNS[doctype], file, conf)
	file.unlink()


def advance_series(population: Population) -> None:
	"""Let the next case and referral of each year be numbered after the grown ones."""
	series = frappe.qb.DocType("Series")
	for prefix, numbers in (("CS", population.numbers), ("REF", population.referral_numbers)):
		for year, number in numbers.items():
			name = f"{prefix}-{year}-"
			frappe.qb.from_(series).delete().where(series.name == name).run()
			frappe.qb.into(series).columns(series.name, series.current).insert(name, number).run()
	frappe.db.commit()


if __name__ == "__main__":
	main()
