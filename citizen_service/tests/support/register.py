"""The made-up register, and other forms of it made when a test wants them."""

import csv
import gzip
import os
from datetime import date
from pathlib import Path

import openpyxl

MADE_UP = Path(__file__).parent.parent / "data" / "former_register.csv"
HEADER = (
	"unique_key",
	"account",
	"opendate",
	"closedate",
	"complaint_type",
	"descriptor",
	"zip",
	"borough",
	"city",
	"council_dist",
	"community_board",
)


def real_register() -> Path | None:
	"""The real file, where it is: $CASEWORK_FILE, or beside the checkout."""
	checkout = Path(__file__).resolve().parents[3]
	default = checkout.parent / "shared" / "data" / "nyc_council_casework_2015_2019.csv.gz"
	path = Path(os.environ.get("CASEWORK_FILE", default))
	return path if path.is_file() else None


def made_up_rows() -> list[list[str]]:
	"""The rows of the made-up register after its header; blank lines are not rows."""
	with MADE_UP.open(encoding="utf-8", newline="") as file:
		return [cells for cells in csv.reader(file) if cells][1:]


def row(number: str, **cells: str) -> list[str]:
	"""A good row with that number; other cells by column name."""
	values = {
		"unique_key": number,
		"account": "MADE09",
		"opendate": "2017-05-03",
		"closedate": "2017-05-09",
		"complaint_type": "Parks",
		"descriptor": "Litter",
		**cells,
	}
	return [values.get(name, "") for name in HEADER]


def write_csv(
	path: Path, rows: list[list[str]], header: tuple[str, ...] = HEADER, encoding: str = "utf-8"
) -> Path:
	"""A CSV file of these rows."""
	with path.open("w", encoding=encoding, newline="") as file:
		csv.writer(file).writerows([header, *rows])
	return path


def write_gz(path: Path, source: Path) -> Path:
	"""A file, gzipped."""
	path.write_bytes(gzip.compress(source.read_bytes()))
	return path


def write_xlsx(path: Path, rows: list[list[str]], header: tuple[str, ...] = HEADER) -> Path:
	"""A workbook of these rows; what reads as an ISO date or a whole number is one there."""
	book = openpyxl.Workbook()
	sheet = book.active
	for cells in [header, *rows]:
		sheet.append([_typed(cell) for cell in cells])
	book.save(path)
	return path


def _typed(cell: str) -> object:
	try:
		day = date.fromisoformat(cell)
		return day if day.year >= 1900 else cell
	except ValueError:
		return int(cell) if cell.isdecimal() and str(int(cell)) == cell else cell or None
