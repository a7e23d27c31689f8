"""The rule of the seeds' ledger, on plain data."""

import json
import unittest
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from citizen_service.setup.ledger import (
	Decision,
	Entry,
	Kind,
	Status,
	Step,
	decide,
	digest,
	plain,
	shape_of,
	shipped_digest,
	values,
)
from citizen_service.setup.names import doctypes_shipped

hashes = st.sampled_from("abcd")
entries = st.builds(Entry, st.sampled_from(Status), hashes, hashes)


def as_is(doctype: str, name: str) -> str:
	return name


class Decide(unittest.TestCase):
	"""Each line of the rule by an example, then the laws for every combination."""

	def test_a_record_that_is_nowhere_is_created(self):
		self.assertEqual(decide("a", None, None), Decision(Step.CREATE, Status.SEEDED))

	def test_a_record_that_was_there_before_us_is_never_ours(self):
		self.assertEqual(decide("a", None, "x"), Decision(Step.LEAVE, Status.ALREADY_THERE))
		known = Entry(Status.ALREADY_THERE, "a", "x")
		self.assertEqual(decide("b", known, "x"), Decision(Step.LEAVE, Status.ALREADY_THERE))

	def test_unchanged_on_both_sides_is_left(self):
		known = Entry(Status.SEEDED, "a", "x")
		self.assertEqual(decide("a", known, "x"), Decision(Step.LEAVE, Status.SEEDED))

	def test_a_changed_seed_updates_an_untouched_record(self):
		known = Entry(Status.SEEDED, "a", "x")
		self.assertEqual(decide("b", known, "x"), Decision(Step.UPDATE, Status.SEEDED))

	def test_what_the_admin_changed_is_left_whether_the_seed_changed_or_not(self):
		known = Entry(Status.SEEDED, "a", "x")
		for shipped in ("a", "b"):
			self.assertEqual(decide(shipped, known, "y"), Decision(Step.LEAVE, Status.CHANGED))

	def test_what_the_admin_deleted_stays_deleted(self):
		for status in Status:
			for shipped in ("a", "b"):
				decision = decide(shipped, Entry(status, "a", "x"), None)
				self.assertEqual(decision, Decision(Step.LEAVE, Status.DELETED))

	def test_an_admin_who_puts_it_back_as_it_was_gets_updates_again(self):
		self.assertEqual(decide("b", Entry(Status.CHANGED, "a", "x"), "x").step, Step.UPDATE)
		self.assertEqual(decide("a", Entry(Status.CHANGED, "a", "x"), "x").status, Status.SEEDED)

	@given(hashes, st.none() | entries, st.none() | hashes)
	def test_created_only_if_never_seen_and_not_there(self, shipped, entry, current):
		created = decide(shipped, entry, current).step is Step.CREATE
		self.assertEqual(created, entry is None and current is None)

	@given(hashes, entries, hashes)
	def test_written_over_only_if_untouched_and_shipped_anew(self, shipped, entry, current):
		if decide(shipped, entry, current).step is Step.UPDATE:
			self.assertEqual(current, entry.set_hash)
			self.assertNotEqual(shipped, entry.seed_hash)
			self.assertNotEqual(entry.status, Status.ALREADY_THERE)

	@given(hashes, st.none() | entries, st.none() | hashes)
	def test_a_second_run_does_nothing(self, shipped, entry, current):
		decision = decide(shipped, entry, current)
		if decision.step is Step.LEAVE:
			before = entry or Entry(decision.status, shipped, current)
			after = Entry(decision.status, before.seed_hash, before.set_hash)
		else:
			current = "set"
			after = Entry(decision.status, shipped, current)
		again = decide(shipped, after, current)
		self.assertEqual(again, Decision(Step.LEAVE, decision.status))


class Compare(unittest.TestCase):
	"""A record from a file and the same one from the database have the same hash."""

	KINDS = {
		"title": Kind("Data"),
		"enabled": Kind("Check"),
		"rank": Kind("Int"),
		"share": Kind("Float"),
		"opens": Kind("Time"),
		"day": Kind("Date"),
		"text": Kind("Code"),
		"type": Kind("Link", "Case Type"),
		"rows": Kind("Table", "Row", {"a": Kind("Data"), "n": Kind("Int")}),
	}

	def hash(self, record, shape, shipped_name=as_is):
		return digest(values(record, shape, self.KINDS, shipped_name))

	def test_the_way_to_the_database_is_no_change(self):
		seed = {
			"doctype": "X",
			"name": "x",
			"title": "T",
			"enabled": 1,
			"rank": 0,
			"share": 1,
			"opens": "08:00:00",
			"day": "2026-11-15",
			"text": "a  \nb\n",
			"type": "",
			"rows": [{"a": "1", "n": 2}],
		}
		stored = {
			"title": "T",
			"enabled": True,
			"rank": None,
			"share": 1.0,
			"opens": timedelta(hours=8),
			"day": date(2026, 11, 15),
			"text": "a\r\nb",
			"type": None,
			"owner": "somebody",
			"rows": [{"a": "1", "n": "2", "idx": 7, "name": "hash", "modified": "now"}],
		}
		shape = shape_of(seed)
		self.assertEqual(self.hash(seed, shape), self.hash(stored, shape))

	def test_fields_that_the_seed_does_not_name_do_not_count(self):
		shape = shape_of({"title": "T", "rows": [{"a": "1"}]})
		one = {"title": "T", "rank": 1, "rows": [{"a": "1", "n": 1}]}
		two = {"title": "T", "rank": 2, "rows": [{"a": "1", "n": 2}]}
		self.assertEqual(self.hash(one, shape), self.hash(two, shape))

	def test_a_row_added_removed_moved_or_changed_counts(self):
		shape = shape_of({"rows": [{"a": "1"}]})
		rows = [{"a": "1"}, {"a": "2"}]
		for other in ([{"a": "1"}], [*rows, {"a": "3"}], rows[::-1], [{"a": "1"}, {"a": "x"}], []):
			self.assertNotEqual(self.hash({"rows": rows}, shape), self.hash({"rows": other}, shape))

	def test_a_link_to_a_renamed_seed_is_no_change(self):
		shape = {"type": None}

		def shipped_name(doctype, name):
			return {("Case Type", "شكوى"): "Complaint"}.get((doctype, name), name)

		self.assertEqual(
			self.hash({"type": "Complaint"}, shape), self.hash({"type": "شكوى"}, shape, shipped_name)
		)

	@given(st.text(), st.text())
	def test_different_lines_are_a_change(self, one, two):
		def lines(text):
			return "\n".join(line.rstrip() for line in text.splitlines()).strip()

		same = plain(one, Kind("Text"), as_is) == plain(two, Kind("Text"), as_is)
		self.assertEqual(same, lines(one) == lines(two))

	@given(st.integers(0, 24 * 3600 - 1))
	def test_a_time_is_one_time_however_it_is_given(self, second):
		expected = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
		span = timedelta(seconds=second)
		for given_as in (span, str(span), f"{span}.000000", expected):
			self.assertEqual(plain(given_as, Kind("Time"), as_is), expected)

	@given(st.dictionaries(st.sampled_from(["a", "b", "c", "on_create"]), st.integers()))
	def test_the_order_of_keys_and_what_is_set_once_do_not_change_what_is_shipped(self, record):
		turned = {key: record[key] for key in reversed(list(record)) if key != "on_create"}
		self.assertEqual(shipped_digest(record), shipped_digest(turned))


class Names(unittest.TestCase):
	"""Which DocTypes an app ships, from a real folder."""

	def test_only_doctypes_of_its_modules_count(self):
		files = {
			"hr/doctype/department/department.json": {"doctype": "DocType", "name": "Department"},
			"hr/doctype/note/note.json": {"doctype": "DocType"},
			"hr/doctype/leave/other.json": {"doctype": "DocType", "name": "Other"},
			"hr/report/case/case.json": {"doctype": "Report", "name": "Case"},
			"hr/doctype/list/list.json": ["not", "a", "DocType"],
		}
		with TemporaryDirectory() as folder:
			app = Path(folder)
			for path, content in files.items():
				(app / path).parent.mkdir(parents=True, exist_ok=True)
				(app / path).write_text(json.dumps(content), encoding="utf-8")
			(app / "hr/doctype/broken").mkdir()
			(app / "hr/doctype/broken/broken.json").write_text("{", encoding="utf-8")
			self.assertEqual(doctypes_shipped(app), {"Department"})

	def test_our_own(self):
		ours = doctypes_shipped(Path(__file__).parents[2])
		self.assertLessEqual({"Case", "Department", "Response", "Citizen", "Seed Record"}, ours)
