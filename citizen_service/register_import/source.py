"""A register file as a stream of numbered rows of text: CSV, gzipped CSV, XLSX. No frappe import.

Rows are numbered as a spreadsheet shows them: the header is row 1. A line without any cell is not a row,
but is counted in the numbering.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from citizen_service.register_import.refusal import Refusal

Cells = list[str]
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 131_072
"""Characters; a longer one is a quotation mark that is never closed."""

_BROKEN_ARCHIVE = (gzip.BadGzipFile, EOFError, zlib.error)
_BROKEN_WORKBOOK = (zipfile.BadZipFile, KeyError, ValueError, ParseError, zlib.error, EOFError)


class Source:
	"""A register file. Opening it reads the header only; `rows` may be walked several times.

	:param path: the file; what it is, is told by its first bytes, not by its name
	:param encoding: of a CSV file; bytes that are wrong in it become surrogates, so that their row can be rejected
	:param sheet: the sheet of a workbook; the first one where empty
	:raises Refusal: not there, empty, unknown format, broken archive, no header, a doubled column
	"""

	def __init__(self, path: Path, encoding: str = "utf-8-sig", sheet: str = "") -> None:
		self.path = path
		self._sheet = sheet
		self._encoding = encoding
		self._delimiter = ","
		self.kind = self._kind()
		if self.kind != "xlsx":
			self._look_into_text()
		with closing(self._records()) as records:
			header = next(records, (0, []))[1]
		self.header = [name.strip() for name in header]
		while self.header and not self.header[-1]:
			self.header.pop()
		if not self.header:
			raise Refusal("empty_file")
		if any("\udc80" <= letter <= "\udcff" for name in self.header for letter in name):
			raise Refusal("header_bytes", encoding=self._encoding.removesuffix("-sig").upper())
		doubled = sorted({name for name in self.header if self.header.count(name) > 1})
		if doubled:
			raise Refusal("doubled_columns", columns=doubled)

	def rows(self) -> Iterator[tuple[int, Cells]]:
		"""Row number and cells of every row after the header.

		:raises Refusal: the archive or the file breaks off, or is damaged, at a later row
		"""
		records = self._records()
		next(records, None)
		width = len(self.header)
		for number, cells in records:
			# Spreadsheets write empty cells beyond the header.
			while len(cells) > width and not cells[-1]:
				cells.pop()
			yield number, cells

	def _kind(self) -> str:
		try:
			with self.path.open("rb") as file:
				start = file.read(8)
		except OSError as error:
			raise Refusal("unreadable", reason=error.strerror or str(error))
		if not start:
			raise Refusal("empty_file")
		if start.startswith(GZIP_MAGIC):
			return "csv.gz"
		return "xlsx" if start.startswith(ZIP_MAGIC) else "csv"

	def _open(self) -> io.BufferedIOBase:
		return gzip.open(self.path, "rb") if self.kind == "csv.gz" else self.path.open("rb")

	def _look_into_text(self) -> None:
		"""Find out encoding and delimiter by the first line; refuse what is not text."""
		try:
			with self._open() as file:
				start = file.read(65_536)
		except _BROKEN_ARCHIVE:
			raise Refusal("broken_archive", row=1)
		if not start:
			raise Refusal("empty_file")
		if start.startswith((b"\xff\xfe", b"\xfe\xff")):
			self._encoding = "utf-16"
		elif b"\0" in start or start.startswith((GZIP_MAGIC, ZIP_MAGIC, b"%PDF")):
			raise Refusal("unknown_format")
		first = start.decode(self._encoding, "replace").lstrip().partition("\n")[0]
		self._delimiter = max(DELIMITERS, key=first.count)

	def _records(self) -> Iterator[tuple[int, Cells]]:
		return self._workbook_records() if self.kind == "xlsx" else self._text_records()

	def _text_records(self) -> Iterator[tuple[int, Cells]]:
		csv.field_size_limit(LONGEST_CELL)
		number = 0
		with self._open() as raw:
			text = io.TextIOWrapper(raw, self._encoding, errors="surrogateescape", newline="")
			records = csv.reader(text, delimiter=self._delimiter)
			while True:
				number += 1
				try:
					cells = next(records)
				except StopIteration:
					return
				except _BROKEN_ARCHIVE:
					raise Refusal("broken_archive", row=number)
				except (csv.Error, UnicodeError):
					raise Refusal("broken_text", row=number)
				if cells:
					yield number, cells

	def _workbook_records(self) -> Iterator[tuple[int, Cells]]:
		import openpyxl  # loaded for workbooks only: it takes a third of a second

		number = 0
		try:
			with (
				self.path.open("rb") as file,
				closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book,
			):
				if self._sheet and self._sheet not in book.sheetnames:
					raise Refusal("no_such_sheet", sheet=self._sheet, sheets=book.sheetnames)
				sheet = book[self._sheet] if self._sheet else book.worksheets[0]
				sheet.reset_dimensions()
				width = 0
				for values in sheet.iter_rows(values_only=True):
					number += 1
					cells = [cell_text(value) for value in values]
					if any(cells):
						width = width or len(cells)
						yield number, cells + [""] * (width - len(cells))
		except _BROKEN_WORKBOOK:
			raise Refusal("broken_workbook", row=number + 1)


def cell_text(value: Any) -> str:
	"""A workbook's cell as the text that a CSV file would hold: ISO dates, whole numbers without a point."""
	if value is None:
		return ""
	if isinstance(value, datetime):
		return (
			value.date().isoformat()
			if value.time() == datetime.min.time()
			else value.isoformat(" ", "seconds")
		)
	if isinstance(value, date):
		return value.isoformat()
	if isinstance(value, float) and value.is_integer():
		return str(int(value))
	return str(value)


def original_text(cells: Sequence[str]) -> str:
	"""A row as CSV text on one line or more, for the file of rejects; bytes that are no text as \\xNN."""
	buffer = io.StringIO()
	csv.writer(buffer, lineterminator="").writerow(cells)
	return buffer.getvalue().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
