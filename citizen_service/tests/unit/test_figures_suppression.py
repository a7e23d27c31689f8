"""What a reader of the published figures can find out: everything that fits them is tried."""

import json
import unittest
from collections.abc import Iterator, Mapping
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen_service.figures.summary import Counted, measures, median, published
from citizen_service.figures.suppression import LOWEST_THRESHOLD, withheld

THRESHOLDS = st.integers(LOWEST_THRESHOLD, 6)
TABLES = st.lists(st.integers(1, 14), min_size=1, max_size=6)
GROUPS = "abcdefgh"


def lot(group: str) -> bytes:
	return str(group).encode()


def shares(rest: int, cells: int, least: int) -> Iterator[tuple[int, ...]]:
	"""Every way to share `rest` among so many cells, each at least `least`."""
	if cells == 1:
		if rest >= least:
			yield (rest,)
		return
	for first in range(least, rest - least * (cells - 1) + 1):
		for others in shares(rest - first, cells - 1, least):
			yield (first, *others)


def possible(cells: Mapping[str, int], hidden: frozenset[str], least: int = 1) -> list[dict[str, int]]:
	"""All tables that show a reader the same: same total, same visible cells, none negative."""
	names = sorted(hidden)
	rest = sum(cells[name] for name in names)
	return [dict(zip(names, values, strict=True)) for values in shares(rest, len(names), least)]


def would_be_published_so(
	table: Mapping[str, int], cells: Mapping[str, int], hidden: frozenset[str], threshold: int
) -> bool:
	"""Whether the program, too, may have withheld just these cells of that table: lot decides between equal ones."""
	large = [name for name in hidden if table[name] >= threshold]
	visible = [number for name, number in cells.items() if name not in hidden]
	return len(large) == 1 and all(table[large[0]] <= number for number in visible)


class TestWithheld(unittest.TestCase):
	@settings(max_examples=150, deadline=None)
	@given(TABLES, THRESHOLDS)
	def test_a_reader_who_subtracts_learns_of_no_withheld_cell_what_it_is_or_that_it_is_small(
		self, values, t
	):
		cells = dict(zip(GROUPS, values, strict=False))
		hidden = withheld(cells, t, lot)
		if not hidden:
			return
		for least in (0, 1):
			tables = possible(cells, hidden, least)
			for name in hidden:
				found = {table[name] for table in tables}
				self.assertGreaterEqual(max(found), t, (cells, hidden))
				self.assertLess(min(found), t)
				self.assertGreaterEqual(len(found), t)

	@settings(max_examples=150, deadline=None)
	@given(TABLES, THRESHOLDS)
	def test_nor_does_one_who_knows_the_program(self, values, t):
		cells = dict(zip(GROUPS, values, strict=False))
		hidden = withheld(cells, t, lot)
		if not hidden:
			return
		tables = [
			table for table in possible(cells, hidden) if would_be_published_so(table, cells, hidden, t)
		]
		self.assertIn({name: cells[name] for name in hidden}, tables, "the true table is one of them")
		for name in hidden:
			found = {table[name] for table in tables}
			self.assertGreaterEqual(max(found), t, (cells, hidden))
			self.assertLess(min(found), t, (cells, hidden))

	@given(st.lists(st.integers(0, 30), max_size=8), THRESHOLDS)
	def test_what_is_visible_is_large_enough_and_no_more_is_withheld_than_must_be(self, values, t):
		cells = dict(zip(GROUPS, values, strict=False))
		hidden = withheld(cells, t, lot)
		if hidden is None:
			self.assertLess(
				len([number for number in values if number >= t]), 2, "one beside small ones, or none"
			)
			return
		self.assertTrue(all(cells[name] >= t for name in cells if name not in hidden))
		small = [name for name in hidden if cells[name] < t]
		self.assertEqual(len(hidden), len(small) + 1 if small else 0)

	def test_lot_decides_between_equal_cells_alone(self):
		cells = {"a": 9, "b": 5, "c": 5, "d": 1}
		self.assertEqual(withheld(cells, 5, lot), {"b", "d"})
		self.assertEqual(withheld(cells, 5, lambda group: bytes([255 - ord(group)])), {"c", "d"})


CASES = st.lists(
	st.tuples(
		st.sampled_from(["Inquiry", "Complaint", "Suggestion"]),
		st.sampled_from(["Water", "Roads", "Waste", None]),
		st.sampled_from(["2026-07", "2026-08", "2026-09"]),
		st.booleans(),
		st.integers(0, 40),
	),
	max_size=60,
)


def counted(cases: list[tuple]) -> dict[str, Counted]:
	tables = {name: Counted() for name in ("case_type", "category", "department", "month")}
	for month in ("2026-07", "2026-08", "2026-09"):
		tables["month"].count(month, 0)
	for case_type, category, month, in_time, days in cases:
		for name, group in (("case_type", case_type), ("category", category), ("month", month)):
			tables[name].count(group, 1)
			tables[name].reply(group, 1, in_time, days)
	return tables


class TestPublished(unittest.TestCase):
	@settings(max_examples=150, deadline=None)
	@given(CASES, THRESHOLDS)
	def test_nothing_small_is_in_what_is_published(self, cases, t):
		found = json.loads(json.dumps(published(counted(cases), t, lot)))
		self.assertEqual(found["cases"], len(cases) if len(cases) >= t else None)
		self.assertIsNone(found["referrals"])
		for name, rows in found["tables"].items():
			if len(cases) < t:
				self.assertIsNone(rows, "not even which groups there were")
				continue
			for row in rows or ():
				self.assertTrue(row["cases"] is None or row["cases"] >= t, name)
				if row["cases"] is None:
					self.assertEqual((row["in_time_percent"], row["median_days"]), (None, None))
			hidden = sum(row["cases"] is None for row in rows or ())
			rest = len(cases) - sum(row["cases"] or 0 for row in rows or ())
			if hidden:
				self.assertGreaterEqual(hidden, 2)
				self.assertGreaterEqual(rest, t)
			elif rows:
				self.assertEqual(rest, 0)

	def test_withheld_rows_stand_together_by_name_whatever_their_number(self):
		cases = [("Inquiry", None, "2026-07", True, 1)] * 2 + [("Complaint", None, "2026-07", True, 1)] * 9
		cases += [("Suggestion", None, "2026-07", True, 1)] * 30
		rows = published(counted(cases), 5, lot)["tables"]["case_type"]
		self.assertEqual([row["group"] for row in rows], ["Suggestion", "Complaint", "Inquiry"])
		self.assertEqual([row["cases"] for row in rows], [30, None, None])

	def test_shares_and_medians_of_few_answers_are_withheld(self):
		tables = counted([("Inquiry", None, "2026-07", True, 3)] * 20)
		tables["case_type"].replies["Inquiry"].due = 4
		row = published(tables, 5, lot)["tables"]["case_type"][0]
		self.assertEqual((row["cases"], row["in_time_percent"], row["median_days"]), (20, None, 3))


class TestMeasures(unittest.TestCase):
	@given(st.lists(st.integers(0, 50), min_size=1, max_size=50))
	def test_the_median_is_that_of_the_values(self, values):
		days = {value: values.count(value) for value in values}
		ordered = sorted(values)
		middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2
		self.assertEqual(median(days), int(middle + 0.5))

	def test_an_answer_that_never_came_counts_as_late_and_has_no_days(self):
		tables = counted([])
		tables["case_type"].reply("Inquiry", 3, True, 2)
		tables["case_type"].reply("Inquiry", 1, False, 40)
		tables["case_type"].reply("Inquiry", 4, False, None)
		found = measures(tables["case_type"].replies["Inquiry"], 4)
		self.assertEqual(found, {"in_time_percent": 38, "median_days": 2})


class TestShares(unittest.TestCase):
	def test_the_attacker_of_these_tests_tries_everything(self):
		self.assertEqual(sorted(shares(4, 2, 1)), [(1, 3), (2, 2), (3, 1)])
		self.assertTrue(all(a < b for a, b in pairwise(sorted(shares(6, 3, 0)))))
