"""Reading register files: what they are, which rows they have, what is wrong with them."""

import gzip
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.register_import.refusal import Refusal
from citizen_service.register_import.source import Source, original_text
from citizen_service.tests.support import register

# What a cell may hold: anything but NUL, lone surrogates and line ends that the csv format would change.
cells = st.text(st.characters(blacklist_characters="\0\r", blacklist_categories=("Cs", "Cc")), max_size=12)
tables = st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=8)

examples = settings(max_examples=60, deadline=None, database=None)


class TestSource(unittest.TestCase):
	def setUp(self) -> None:
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)

	def file(self, content: bytes, name: str = "register.csv") -> Path:
		path = self.folder / name
		path.write_bytes(content)
		return path

	def refusal(self, content: bytes) -> Refusal:
		"""The refusal that opening or walking a file of this content meets."""
		with self.assertRaises(Refusal) as caught:
			list(Source(self.file(content)).rows())
		return caught.exception

	def test_rows_are_numbered_as_a_spreadsheet_shows_them(self):
		source = Source(self.file(b"a,b\n1,2\n\n3,4\n"))
		self.assertEqual(list(source.rows()), [(2, ["1", "2"]), (4, ["3", "4"])])

	def test_may_be_walked_again(self):
		source = Source(self.file(b"a,b\n1,2\n"))
		self.assertEqual(list(source.rows()), list(source.rows()))

	def test_what_it_is_is_told_by_its_bytes(self):
		plain = self.file(b"a,b\n1,2\n")
		zipped = register.write_gz(self.folder / "no_extension", plain)
		book = register.write_xlsx(self.folder / "called.csv", [["1", "2"]], ("a", "b"))
		for path, kind in ((plain, "csv"), (zipped, "csv.gz"), (book, "xlsx")):
			source = Source(path)
			self.assertEqual((source.kind, source.header), (kind, ["a", "b"]))
			self.assertEqual(list(source.rows()), [(2, ["1", "2"])])

	def test_semicolons_tabs_marks_and_utf16(self):
		for content in (
			b"a;b;c,d\n1;2;3\n",
			b"\xef\xbb\xbfa\tb\tc,d\n1\t2\t3\n",
			"a,b,c\n1,2,3\n".encode("utf-16"),
		):
			with self.subTest(content=content):
				self.assertEqual(Source(self.file(content)).header[0], "a")
		self.assertEqual(Source(self.file(b"a;b;c,d\n1;2;3\n")).header, ["a", "b", "c,d"])

	def test_a_cell_with_line_ends_is_one_row(self):
		self.assertEqual(list(Source(self.file(b'a,b\n"1\n\n2",3\n4,5\n')).rows())[1], (3, ["4", "5"]))

	@examples
	@given(tables)
	def test_csv_gz_and_workbook_hold_the_same(self, rows):
		header = ("a", "b", "c")
		plain = register.write_csv(self.folder / "x.csv", rows, header)
		walked = [row for _number, row in Source(plain).rows()]
		self.assertEqual(walked, rows)
		zipped = register.write_gz(self.folder / "x.gz", plain)
		self.assertEqual([row for _number, row in Source(zipped).rows()], rows)

	@settings(max_examples=12, deadline=None, database=None)
	@given(st.lists(cells.filter(lambda c: not c.startswith("=")), min_size=3, max_size=3).filter(any))
	def test_workbook_cells_read_as_csv_cells(self, row):
		from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

		row = [ILLEGAL_CHARACTERS_RE.sub("", cell) or "x" for cell in row]
		book = register.write_xlsx(self.folder / "x.xlsx", [row], ("a", "b", "c"))
		self.assertEqual([cells for _number, cells in Source(book).rows()], [row])

	def test_empty_files_are_refused(self):
		for content in (b"", b"\n\n", gzip.compress(b""), b",,\n"):
			with self.subTest(content=content):
				self.assertEqual(self.refusal(content).code, "empty_file")

	def test_a_missing_file_is_refused(self):
		with self.assertRaises(Refusal) as caught:
			Source(self.folder / "not there.csv")
		self.assertEqual(caught.exception.code, "unreadable")

	def test_what_is_no_register_is_refused(self):
		for content in (
			b"%PDF-1.4 ...",
			b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0",
			gzip.compress(b"PK\x03\x04..."),
		):
			with self.subTest(content=content):
				self.assertEqual(self.refusal(content).code, "unknown_format")

	def test_a_zip_that_is_no_workbook_is_refused(self):
		self.assertEqual(self.refusal(b"PK\x03\x04 and then nothing").code, "broken_workbook")

	def test_a_damaged_workbook_is_refused(self):
		book = register.write_xlsx(self.folder / "x.xlsx", [[str(i), "y"] for i in range(50)], ("a", "b"))
		self.assertEqual(self.refusal(book.read_bytes()[:-400]).code, "broken_workbook")

	def test_a_broken_archive_is_refused_wherever_it_breaks(self):
		text = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(50_000))
		whole = gzip.compress(text)
		for content in (whole[:-3], whole[: len(whole) // 2], whole[:12], whole[:-8] + b"\0" * 8):
			with self.subTest(length=len(content)):
				self.assertEqual(self.refusal(content).code, "broken_archive")

	def test_a_quotation_mark_never_closed_is_refused_with_its_row(self):
		refusal = self.refusal(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 60_000)
		self.assertEqual((refusal.code, refusal.params), ("broken_text", {"row": 3}))

	def test_a_header_in_another_encoding_is_refused_and_read_where_it_is_named(self):
		content = "رقم,الاسم\n1,سعاد\n".encode("cp1256")
		refusal = self.refusal(content)
		self.assertEqual((refusal.code, refusal.params), ("header_bytes", {"encoding": "UTF-8"}))
		self.assertEqual(list(Source(self.file(content), "cp1256").rows()), [(2, ["1", "سعاد"])])

	def test_doubled_columns_are_refused(self):
		refusal = self.refusal(b"a,b,a\n1,2,3\n")
		self.assertEqual((refusal.code, refusal.params), ("doubled_columns", {"columns": ["a"]}))

	def test_a_sheet_that_is_not_there_is_refused(self):
		book = register.write_xlsx(self.folder / "x.xlsx", [["1", "2"]], ("a", "b"))
		with self.assertRaises(Refusal) as caught:
			Source(book, sheet="2019")
		self.assertEqual(caught.exception.params, {"sheet": "2019", "sheets": ["Sheet"]})

	def test_bytes_that_are_no_text_are_shown(self):
		source = Source(self.file(b"a,b\n1,\xe3\xd1\n"))
		self.assertEqual([original_text(cells) for _number, cells in source.rows()], ["1,\\xe3\\xd1"])
