"""What citizens typed is no formula in any exported file."""

import csv
import io
import unittest

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from citizen_service.exporting import neutral, neutral_csv, neutral_workbook

FORMULAS = (
	'=HYPERLINK("http://x","y")',
	"+cmd|' /C calc'!A0",
	"-2+3+cmd|'x'!A0",
	"@SUM(1+1)",
	"＝1+1+A1",
	"\u200e=A1",
	" =A1",
	"\t=A1",
	"\u2068=1",
	"\r\n=1",
	"\x00=1",
)
TEXT = st.text(
	alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20
) | st.sampled_from(FORMULAS)


def written(rows: list[list[str]], **how: object) -> str:
	file = io.StringIO()
	csv.writer(file, **how).writerows(rows)
	return file.getvalue()


class NeutralTest(unittest.TestCase):
	def test_formulas_are_led_by_an_apostrophe(self):
		for text in FORMULAS:
			self.assertEqual(neutral(text), f"'{text}")

	def test_numbers_telephones_and_words_stay(self):
		for text in ("", "-5", "+970 59 123-4567", "-1,250.50", "شارع بلا إنارة", "a=b", "'=x", "2026-11-22"):
			self.assertEqual(neutral(text), text)

	@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from(",;"))
	def test_of_a_file_only_such_fields_change(self, rows: list[list[str]], delimiter: str):
		for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
			text = neutral_csv(written(rows, delimiter=delimiter, quoting=quoting), delimiter)
			read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
			self.assertEqual(read, [[neutral(cell) for cell in row] for row in rows])

	def test_a_workbook_without_formulas_is_not_touched(self):
		book = io.BytesIO()
		workbook = openpyxl.Workbook()
		workbook.active.append(["نص", 5])
		workbook.save(book)
		self.assertEqual(neutral_workbook(book.getvalue()), book.getvalue())

	def test_a_workbooks_formulas_become_text(self):
		book = io.BytesIO()
		workbook = openpyxl.Workbook()
		workbook.active.append(["=1+1", "نص", 5])
		workbook.save(book)
		sheet = openpyxl.load_workbook(io.BytesIO(neutral_workbook(book.getvalue()))).active
		self.assertEqual([cell.data_type for cell in sheet[1]], ["s", "s", "n"])
		self.assertEqual([cell.value for cell in sheet[1]], ["'=1+1", "نص", 5])
