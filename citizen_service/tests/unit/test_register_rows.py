"""Rows into facts or rejects, and the account that must come out even."""

import unittest
from datetime import date, datetime
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.register_import import mapping as mappings
from citizen_service.register_import.identity import Identities, Verdict
from citizen_service.register_import.mapping import Columns, Mapping
from citizen_service.register_import.refusal import Reject
from citizen_service.register_import.rows import CaseFacts, RowReader, parse_date
from citizen_service.register_import.source import Source
from citizen_service.register_import.survey import survey
from citizen_service.tests.support import register

TODAY = date(2026, 11, 21)
COUNCIL = mappings.shipped()["nyc_council_casework.json"]


def reader(mapping: Mapping = COUNCIL, header: tuple[str, ...] = register.HEADER) -> RowReader:
	return RowReader(header, mapping, TODAY)


def read(cells: list[str]) -> CaseFacts | Reject:
	return reader().read(7, cells)


examples = settings(max_examples=60, deadline=None, database=None)


class TestRows(unittest.TestCase):
	def code(self, **cells: str) -> str:
		found = read(register.row("X1", **cells))
		self.assertIsInstance(found, Reject)
		self.assertEqual(found.row, 7)
		return found.code

	def test_a_good_row(self):
		facts = read(register.row("X1", city="Mill Lane", borough="East", zip="11111"))
		self.assertEqual((facts.number, facts.register), ("X1", "NYC Council MADE09"))
		self.assertEqual((facts.opened_on, facts.closed_on), (datetime(2017, 5, 3), datetime(2017, 5, 9)))
		self.assertEqual((facts.category, facts.area), (("Parks", "Litter"), ("East", "Mill Lane")))
		self.assertEqual((facts.address, facts.postal_code), ("Mill Lane, East", "11111"))
		self.assertEqual(facts.subjects, ("Litter", "Parks"))

	@examples
	@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",)), max_size=9), min_size=7, max_size=7))
	def test_nothing_of_a_row_is_lost(self, texts):
		cells = register.row("X1")
		cells[4:] = texts
		facts = read(cells)
		for text in texts:
			self.assertIn(text.strip(), facts.description)

	def test_placeholders_give_no_subject(self):
		facts = read(register.row("X1", complaint_type="Select One", descriptor="--Select--"))
		self.assertEqual(facts.subjects, ())
		self.assertIn("Select One", facts.description)

	def test_an_empty_closing_date_is_an_open_case(self):
		self.assertIsNone(read(register.row("X1", closedate=" ")).closed_on)

	def test_rejects_have_the_original_text(self):
		cells = register.row("X1", opendate="yesterday", descriptor='Noise, "loud"')
		self.assertEqual(read(cells).original.count('"Noise, ""loud"""'), 1)

	def test_dates(self):
		self.assertEqual(self.code(opendate=""), "no_opening_date")
		self.assertEqual(self.code(opendate="2017-02-29"), "bad_date")
		self.assertEqual(self.code(opendate="0217-02-20"), "bad_date")
		self.assertEqual(self.code(closedate="03/05/2017"), "bad_date")
		self.assertEqual(self.code(opendate="2026-11-22", closedate=""), "future_date")
		self.assertEqual(self.code(closedate="2026-11-22"), "future_date")
		self.assertEqual(self.code(closedate="2017-05-02"), "closed_before_opened")
		self.assertIsInstance(
			read(register.row("X1", opendate="2026-11-21", closedate="2026-11-21")), CaseFacts
		)

	def test_a_closing_day_is_not_before_the_hour_of_opening(self):
		mapping = Mapping("T", Columns("opened", closed_on="closed"))
		rows = RowReader(("opened", "closed"), mapping, TODAY)
		facts = rows.read(2, ["2017-05-03 14:30", "2017-05-03"])
		self.assertEqual(facts.closed_on, datetime(2017, 5, 3, 14, 30))
		self.assertIsInstance(rows.read(2, ["2017-05-03 14:30", "2017-05-03 14:29"]), Reject)

	def test_arabic_digits_are_digits(self):
		self.assertEqual(parse_date("٠٣/٠٥/٢٠١٧", ("%d/%m/%Y",)), datetime(2017, 5, 3))

	def test_shape(self):
		self.assertEqual(read(register.row("X1")[:-1]).code, "cell_count")
		self.assertEqual(read([*register.row("X1"), "more"]).code, "cell_count")
		self.assertEqual(read([" "] * 11).code, "empty_row")
		self.assertEqual(self.code(descriptor="L" * 69), "too_long")
		self.assertEqual(self.code(city="\udce3"), "bad_bytes")
		self.assertEqual(self.code(council_dist="م" * 30_001), "row_too_long")

	def test_a_person_is_taken_and_what_is_no_address_stays_in_the_text(self):
		columns = Columns("opened", citizen_name="name", mobile="phone", email="mail", description="text")
		rows = RowReader(("opened", "name", "phone", "mail", "text"), Mapping("T", columns), TODAY)
		facts = rows.read(2, ["2017-05-03", "سعاد  حمدان", "٠٥٩٩-١٢٣", "none", "انقطاع الماء"])
		self.assertEqual(facts.person["citizen_name"], "سعاد حمدان")
		self.assertEqual((facts.person["mobile"], facts.person["email"]), ("0599-123", ""))
		self.assertTrue(facts.description.startswith("انقطاع الماء\n\n"))
		self.assertIn("mail: none", facts.description)


class TestIdentity(unittest.TestCase):
	def test_a_row_is_the_same_in_any_order_of_columns(self):
		cells = register.row("X1", city="Mill Lane")
		backwards = RowReader(register.HEADER[::-1], COUNCIL, TODAY)
		self.assertEqual(reader().key(cells), backwards.key(cells[::-1]))

	@examples
	@given(st.lists(st.text(max_size=4), min_size=11, max_size=11), st.integers(0, 10), st.text(max_size=4))
	def test_every_cell_counts(self, cells, at, other):
		cells = [c.encode("utf-8", "ignore").decode() for c in cells]
		other = other.encode("utf-8", "ignore").decode()
		changed = [*cells[:at], other, *cells[at + 1 :]]
		same = [c.strip() for c in cells] == [c.strip() for c in changed]
		self.assertEqual(reader().key(cells) == reader().key(changed), same)

	def test_a_number_imported_from_elsewhere_is_not_taken_twice(self):
		facts = read(register.row("X1"))
		((_facts, verdict, holder),) = Identities().judge(
			[facts], set(), {(facts.register, "X1"): [("CS-1", "f" * 32)]}
		)
		self.assertEqual((verdict, holder), (Verdict.TAKEN, "CS-1"))


class Records:
	"""Stands for the table of cases: keys and numbers, and nothing else."""

	def __init__(self) -> None:
		self.cases: list[CaseFacts] = []

	def take(self, rows: list[list[str]], batch: int = 3, batches: int | None = None) -> tuple[int, int, int]:
		"""Import rows as the writer does, `batches` at most; imported, already there, rejected."""
		read_rows = (reader().read(n, cells) for n, cells in enumerate(rows, 2))
		identities, counts = Identities(), [0, 0, 0]
		while (part := list(islice(read_rows, batch))) and batches != 0:
			batches = None if batches is None else batches - 1
			good = [row for row in part if isinstance(row, CaseFacts)]
			holders: dict = {}
			for case in self.cases:
				holders.setdefault((case.register, case.number), []).append((f"CS-{id(case)}", case.key))
			verdicts = identities.judge(good, {case.key for case in self.cases}, holders)
			self.cases += [facts for facts, verdict, _holder in verdicts if verdict is Verdict.NEW]
			counts[2] += len(part) - len(good)
			for index, verdict in enumerate((Verdict.NEW, Verdict.THERE, Verdict.TAKEN)):
				counts[index] += sum(v is verdict for _facts, v, _holder in verdicts)
		return tuple(counts)


some_rows = st.lists(
	st.builds(
		lambda number, opened, closed, city: register.row(
			number, opendate=opened, closedate=closed, city=city
		),
		st.sampled_from(["", "A", "B", "C"]),
		st.sampled_from(["2017-05-03", "2017-05-04", "", "never"]),
		st.sampled_from(["", "2017-05-03", "2199-01-01"]),
		st.sampled_from(["", "Mill Lane"]),
	),
	max_size=14,
)


class TestAccount(unittest.TestCase):
	@examples
	@given(some_rows, st.integers(1, 5))
	def test_imported_there_and_rejected_are_all_rows(self, rows, batch):
		self.assertEqual(sum(Records().take(rows, batch)), len(rows))

	@examples
	@given(some_rows, st.integers(1, 5))
	def test_a_second_run_adds_nothing_and_rejects_the_same(self, rows, batch):
		records = Records()
		imported, there, rejected = records.take(rows, batch)
		self.assertEqual(records.take(rows, 4), (0, imported + there, rejected))

	@examples
	@given(some_rows, st.integers(0, 4), st.integers(1, 3), st.integers(1, 3))
	def test_an_interrupted_run_is_finished_by_the_next(self, rows, batches, before, after):
		whole, broken = Records(), Records()
		whole.take(rows)
		broken.take(rows, before, batches)
		broken.take(rows, after)
		self.assertEqual(sorted(c.key for c in whole.cases), sorted(c.key for c in broken.cases))
		self.assertEqual(len({c.key for c in broken.cases}), len(broken.cases))

	@examples
	@given(some_rows)
	def test_no_row_of_a_kind_is_lost(self, rows):
		records = Records()
		records.take(rows)
		good = {facts.key for facts in map(read, rows) if isinstance(facts, CaseFacts)}
		self.assertEqual(good, {case.key for case in records.cases})

	def test_the_made_up_register(self):
		source = Source(register.MADE_UP)
		found = survey(source, reader())
		rows = [cells for _number, cells in source.rows()]
		self.assertEqual(found.rows, len(rows))
		self.assertEqual(Records().take(rows), (22, 1, 11))


@unittest.skipUnless(register.real_register(), "the real register is not here (CASEWORK_FILE)")
class TestRealRegister(unittest.TestCase):
	def test_every_row_of_it_is_accounted_for(self):
		source = Source(register.real_register())
		self.assertEqual(mappings.choose(source.header), COUNCIL)
		rows, identities = RowReader(source.header, COUNCIL, date(2026, 11, 21)), Identities()
		new = there = rejected = 0
		for number, cells in source.rows():
			facts = rows.read(number, cells)
			if isinstance(facts, Reject):
				rejected += 1
				continue
			((_facts, verdict, _holder),) = identities.judge([facts], (), {})
			new += verdict is Verdict.NEW
			there += verdict is Verdict.THERE
		self.assertEqual((new, there, rejected), (233_331, 0, 0))
