"""The import of one register: survey, then batch after batch, then the search index."""

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

import frappe
from frappe.utils import getdate
from pypika import CustomFunction

from citizen_service.register_import import mapping as mappings
from citizen_service.register_import.identity import Identities, Verdict
from citizen_service.register_import.masters import Tree
from citizen_service.register_import.messages import refuse, reject_text
from citizen_service.register_import.places import AreaPaths, CategoryPaths
from citizen_service.register_import.refusal import Refusal, Reject
from citizen_service.register_import.rows import CaseFacts, RowReader
from citizen_service.register_import.search_index import index_imported
from citizen_service.register_import.source import Source, original_text
from citizen_service.register_import.survey import Survey, survey
from citizen_service.register_import.writer import CaseWriter

BATCH = 1_000
"""Rows a transaction: the naming series is locked for about half a second."""

REJECT_COLUMNS = ("row", "code", "reason", "original")

Progress = Callable[[str, int], "Step"]
Step = Callable[[int], None]


@dataclass
class Summary:
	"""What became of a file: `imported + already_there + rejected == rows`. Seconds are of the wall clock."""

	rows: int = 0
	imported: int = 0
	closed: int = 0
	already_there: int = 0
	rejected: int = 0
	categories_made: int = 0
	areas_made: int = 0
	indexed: int = 0
	seconds: float = 0.0
	index_seconds: float = 0.0
	rejects: Path = field(default_factory=Path)

	@property
	def open(self) -> int:
		"""How many of the imported cases go on."""
		return self.imported - self.closed


def import_register(
	file: Path,
	mapping_file: Path | None = None,
	dry_run: bool = False,
	rejects_file: Path | None = None,
	progress: Progress = lambda title, length: lambda done: None,
) -> Summary:
	"""Import a register's rows as cases; what is in already is left alone.

	:param mapping_file: what the columns mean; None: the shipped mapping whose columns these are
	:param dry_run: read, judge and count everything, write nothing but the file of rejects
	:param rejects_file: where the rejected rows go; None: into the site's private folder
	:raises RegisterRefused: the file or the mapping cannot be taken; nothing was written
	"""
	rejects_file = rejects_file or Path(frappe.get_site_path("private", f"{file.name}.rejects.csv")).resolve()
	try:
		with _only_import():
			return _Run(file, mapping_file, dry_run, rejects_file, progress).go()
	except Refusal as refusal:
		frappe.db.rollback()
		refuse(refusal)


class _Run:
	def __init__(
		self, file: Path, mapping_file: Path | None, dry_run: bool, rejects_file: Path, progress: Progress
	) -> None:
		if mapping_file:
			self._mapping = mappings.read(mapping_file)
			self._source = Source(file, self._mapping.encoding, self._mapping.sheet)
		else:
			self._source = Source(file)
			self._mapping = mappings.choose(self._source.header)
		self._mapping.check(self._source.header)
		self._reader = RowReader(self._source.header, self._mapping, getdate())
		self._dry_run = dry_run
		self._progress = progress
		self._identities = Identities()
		self._summary = Summary(rejects=rejects_file)

	def go(self) -> Summary:
		started = time.monotonic()
		summary = self._summary
		found = survey(self._source, self._reader)
		summary.rows = found.rows
		self._prepare(found)
		step = self._progress("import", found.rows)
		with _rejects(summary.rejects) as rejects:
			for rows in self._batches():
				good = [row for row in rows if isinstance(row, CaseFacts)]
				bad = [row for row in rows if isinstance(row, Reject)]
				bad += self._take(good)
				self._report(bad, rejects)
				step(len(rows))
		summary.categories_made, summary.areas_made = self._categories.made, self._areas.made
		summary.seconds = time.monotonic() - started
		if not self._dry_run:
			started = time.monotonic()
			summary.indexed = index_imported(self._progress("index", summary.imported))
			summary.index_seconds = time.monotonic() - started
		return summary

	def _prepare(self, found: Survey) -> None:
		self._categories = Tree("Case Category", qualified=True)
		self._areas = Tree("Case Area", qualified=False)
		category_path = CategoryPaths(found.categories, self._mapping, self._categories.roots)
		area_path = AreaPaths(found.areas, self._mapping)

		def resolve(facts: CaseFacts) -> tuple[str | None, str | None]:
			make = not self._dry_run
			return (
				self._categories.record(category_path(facts.category), make),
				self._areas.record(area_path(facts.area), make),
			)

		self._resolve = resolve
		self._writer = CaseWriter(self._mapping, resolve, self._dry_run)
		first = next((row for row in self._facts() if isinstance(row, CaseFacts)), None)
		if first:
			self._writer.check_form(first)

	def _facts(self) -> Iterator[CaseFacts | Reject]:
		return (self._reader.read(number, cells) for number, cells in self._source.rows())

	def _batches(self) -> Iterator[list[CaseFacts | Reject]]:
		facts = self._facts()
		while batch := list(islice(facts, BATCH)):
			yield batch

	def _take(self, batch: list[CaseFacts]) -> list[Reject]:
		"""Write what is new; return what cannot be taken because another file has its number."""
		summary = self._summary
		there = self._writer.keys_there(batch)
		holders = self._writer.holders([facts for facts in batch if facts.key not in there])
		verdicts = self._identities.judge(batch, there, holders)
		new = [facts for facts, verdict, _holder in verdicts if verdict is Verdict.NEW]
		summary.already_there += sum(verdict is Verdict.THERE for _facts, verdict, _holder in verdicts)
		summary.imported += len(new)
		summary.closed += sum(facts.closed_on is not None for facts in new)
		if self._dry_run:
			for facts in new:
				self._resolve(facts)
		elif new:
			self._writer.write(new)
		return [
			Reject(facts.row, "number_taken", original_text(facts.cells), {"case": holder})
			for facts, verdict, holder in verdicts
			if verdict is Verdict.TAKEN
		]

	def _report(self, bad: list[Reject], rejects: "csv._writer") -> None:
		self._summary.rejected += len(bad)
		for reject in sorted(bad, key=lambda r: r.row):
			rejects.writerow((reject.row, reject.code, reject_text(reject), reject.original))


@contextmanager
def _rejects(path: Path) -> Iterator["csv._writer"]:
	"""The file of rejects, with its header; a spreadsheet opens it as it is."""
	try:
		file: TextIO = path.open("w", encoding="utf-8-sig", newline="")
	except OSError as error:
		raise Refusal("rejects_unwritable", file=str(path), reason=error.strerror or str(error))
	with file:
		writer = csv.writer(file)
		writer.writerow(REJECT_COLUMNS)
		yield writer


@contextmanager
def _only_import() -> Iterator[None]:
	"""One import at a time on a site; the database gives the lock back when the process dies."""
	name = f"{frappe.conf.db_name}.import_cases"
	get_lock = CustomFunction("GET_LOCK", ["name", "seconds"])
	release_lock = CustomFunction("RELEASE_LOCK", ["name"])
	if not frappe.qb.select(get_lock(name, 0)).run()[0][0]:
		raise Refusal("running")
	try:
		yield
	finally:
		frappe.qb.select(release_lock(name)).run()
