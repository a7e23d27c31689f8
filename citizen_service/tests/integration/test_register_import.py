"""A former register becomes cases: every row accounted for, once, and nobody is told of it."""

import csv
import unittest
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.model.workflow import apply_workflow
from frappe.query_builder.functions import Match
from frappe.utils import global_search
from frappe.utils.data import get_datetime

from citizen_service.errors import RegisterRefused
from citizen_service.outbox import worker
from citizen_service.register_import import mapping as mappings
from citizen_service.register_import.run import REJECT_COLUMNS, Summary, import_register
from citizen_service.register_import.source import Source
from citizen_service.sla.records import ANSWER
from citizen_service.sla.starting import plan_case_clocks
from citizen_service.states.meaning import meaning_of
from citizen_service.tests import factories as make
from citizen_service.tests.support import register
from citizen_service.tests.support.committed import CommittedTestCase, records
from citizen_service.tests.support.server import forget_left_work

MADE = (22, 1, 11)
"""Imported, already there and rejected of the made-up register."""

REASONS = [
	"bad_date",
	"no_opening_date",
	"closed_before_opened",
	"bad_date",
	"future_date",
	"future_date",
	"bad_date",
	"too_long",
	"empty_row",
	"cell_count",
	"cell_count",
]


class ImportTestCase(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.addClassCleanup(forget_cases)

	def setUp(self) -> None:
		super().setUp()
		forget_cases()
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.rejects = self.folder / "rejects.csv"

	def run_import(self, file: Path, **options) -> Summary:
		return import_register(file, rejects_file=self.rejects, **options)

	def rejected(self) -> list[dict[str, str]]:
		with self.rejects.open(encoding="utf-8-sig", newline="") as file:
			return list(csv.DictReader(file))

	def case(self, number: str) -> frappe.model.document.Document:
		return frappe.get_doc("Case", {"legacy_number": number})

	def assert_account(self, summary: Summary, imported: int, there: int, rejected: int) -> None:
		self.assertEqual(
			(summary.imported, summary.already_there, summary.rejected), (imported, there, rejected)
		)
		self.assertEqual(imported + there + rejected, summary.rows)


def forget_cases() -> None:
	"""Delete what earlier tests imported: cases, clocks, search entries."""
	names = frappe.get_all("Case", filters={"legacy_key": ("is", "set")}, order_by="name asc", pluck="name")
	if names:
		clock_names = frappe.get_all(
			"Service Level Record", filters={"case": ("in", names)}, order_by="name asc", pluck="name"
		)
		if clock_names:
			frappe.db.delete("Service Level Event", {"parent": ("in", clock_names)})
			frappe.db.delete("Service Level Record", {"name": ("in", clock_names)})
		frappe.db.delete("Case", {"name": ("in", names)})
		frappe.db.delete("__global_search", {"doctype": "Case", "name": ("in", names)})
	frappe.db.commit()


class TestMadeUpRegister(ImportTestCase):
	def test_every_row_is_accounted_for(self):
		self.assert_account(self.run_import(register.MADE_UP), *MADE)
		self.assertEqual(frappe.db.count("Case", {"legacy_key": ("is", "set")}), MADE[0])

	def test_each_reject_has_its_row_reason_and_original_text(self):
		self.run_import(register.MADE_UP)
		rejected = self.rejected()
		self.assertEqual(tuple(rejected[0]), REJECT_COLUMNS)
		self.assertEqual(
			[row["code"] for row in rejected],
			REASONS,
		)
		with register.MADE_UP.open(encoding="utf-8", newline="") as file:
			rows = list(csv.reader(file))
		for row in rejected:
			self.assertEqual(next(csv.reader([row["original"]])), rows[int(row["row"]) - 1])
		self.assertIn("2016-13-45", rejected[0]["reason"])
		self.assertIn("opendate", rejected[0]["reason"])

	def test_closed_cases_keep_their_dates_and_get_no_invented_reply(self):
		self.run_import(register.MADE_UP)
		case = self.case("MADE0100003")
		self.assertTrue(meaning_of("Case", case.workflow_state).is_closing)
		self.assertEqual(case.opened_on, get_datetime("2016-02-02"))
		self.assertEqual(case.closed_on, get_datetime("2019-07-16"))
		self.assertTrue(case.closed_in_former_register)
		self.assertFalse(frappe.db.exists("Response", {"case": case.name}))
		self.assertFalse(frappe.db.exists("Service Level Record", {"case": case.name}))

	def test_open_cases_are_registered_and_have_the_clock_of_the_form(self):
		self.run_import(register.MADE_UP)
		case = self.case("MADE0100004")
		self.assertEqual(meaning_of("Case", case.workflow_state).stage, "Registered")
		self.assertFalse(case.closed_on or case.closed_in_former_register)
		(record,) = frappe.get_all(
			"Service Level Record", filters={"case": case.name}, order_by="name asc", pluck="name"
		)
		record = frappe.get_doc("Service Level Record", record)
		self.assertEqual((record.clock, record.status, record.breached), (ANSWER, "Running", 1))
		self.assertEqual([event.event for event in record.events][:2], ["Started", "Breached"])
		self.assertIsNone(record.next_utc, "late for years: the sweep has nothing to tell of it")
		(planned,) = plan_case_clocks(case, (ANSWER,))
		self.assertEqual((case.due_on, record.due_utc), (planned.due_local, planned.record["due_utc"]))
		self.assertEqual(record.started_utc, planned.record["started_utc"])

	def test_nobody_is_told_and_nothing_is_assigned(self):
		forget_left_work()
		before = records()
		self.run_import(register.MADE_UP)
		worker.drain()
		after = records()
		for doctype in (
			"Outbox Entry",
			"Email Queue",
			"ToDo",
			"Notification Log",
			"Workflow Action",
			"Version",
			"Response",
		):
			with self.subTest(doctype=doctype):
				self.assertEqual(after[f"tab{doctype}"], before[f"tab{doctype}"])

	def test_a_second_run_adds_nothing(self):
		self.run_import(register.MADE_UP)
		before, series = records(), frappe.db.sql("select * from tabSeries order by name")
		self.assert_account(self.run_import(register.MADE_UP), 0, MADE[0] + MADE[1], MADE[2])
		self.assertEqual(records(), before)
		self.assertEqual(frappe.db.sql("select * from tabSeries order by name"), series)
		self.assertEqual(len(self.rejected()), MADE[2])

	def test_the_same_register_in_other_forms_is_the_same(self):
		good = [cells for cells in register.made_up_rows() if cells[0] < "MADE03" and any(cells)]
		plain = register.write_csv(self.folder / "good.csv", good)
		self.assert_account(self.run_import(plain), 22, 1, 0)
		self.assert_account(self.run_import(register.write_gz(self.folder / "good.gz", plain)), 0, 23, 0)
		book = register.write_xlsx(self.folder / "good.xlsx", good)
		self.assert_account(self.run_import(book), 0, 23, 0)

	def test_a_dry_run_counts_and_writes_nothing(self):
		before, series = records(), frappe.db.sql("select * from tabSeries order by name")
		summary = self.run_import(register.MADE_UP, dry_run=True)
		self.assert_account(summary, *MADE)
		self.assertEqual(records(), before)
		self.assertEqual(frappe.db.sql("select * from tabSeries order by name"), series)
		self.assertEqual(len(self.rejected()), MADE[2])
		self.assertEqual(self.run_import(register.MADE_UP).categories_made, summary.categories_made)

	def test_categories_are_joined_and_laid_as_a_tree(self):
		self.run_import(register.MADE_UP)
		lease = "Housing and Buildings: Lease Issue"
		self.assertEqual(self.case("MADE0100001").category, lease)
		self.assertEqual(self.case("MADE0100002").category, lease)
		self.assertEqual(
			frappe.db.get_value("Case Category", lease, "parent_case_category"), "Housing and Buildings"
		)
		self.assertEqual(self.case("MADE0100005").category, self.case("MADE0100006").category)
		self.assertIsNone(self.case("MADE0100008").category)
		self.assertEqual(self.case("MADE0100010").category, "Transportation: Bicycles")
		self.assertEqual(self.case("MADE0200006").category, self.case("MADE0200007").category)
		lefts_and_rights = frappe.get_all("Case Category", fields=["lft", "rgt"], order_by="lft asc")
		self.assertTrue(all(0 < row.lft < row.rgt for row in lefts_and_rights))

	def test_nothing_of_a_row_is_lost(self):
		self.run_import(register.MADE_UP)
		for cells in register.made_up_rows():
			if cells[0] < "MADE03" and cells[0] not in ("", "MADE0100012", "MADE0200005"):
				case = self.case(cells[0])
				for cell in filter(None, cells):
					self.assertIn(cell, case.description)
				self.assertEqual(case.legacy_register, f"NYC Council {cells[1]}")

	def test_script_in_a_register_stays_text(self):
		self.run_import(register.MADE_UP)
		case = self.case("MADE0200005")
		self.assertIn("alert(1)", case.description)
		self.assertNotIn("<script", case.subject + case.description)

	def test_imported_cases_go_on_like_others(self):
		self.run_import(register.MADE_UP)
		frappe.set_user(self.office.follow_up)
		self.addCleanup(frappe.set_user, "Administrator")
		case = self.case("MADE0100004")
		case.assessment = "To be seen to."
		case.save()
		self.assertEqual(apply_workflow(case, "Start Study").workflow_state, "Under Study")
		frappe.set_user(self.office.manager)  # closed years ago: the window for reopening is over
		closed = make.reopen(self.case("MADE0100003").name, self.office.manager)
		self.assertFalse(closed.closed_on)
		self.assertTrue(frappe.db.exists("Service Level Record", {"case": closed.name, "status": "Running"}))
		frappe.db.rollback()

	def test_a_rule_an_administrator_made_holds_for_imports(self):
		setter = make_property_setter("Case", "citizen", "reqd", 1, "Check")
		frappe.db.commit()
		self.addCleanup(frappe.clear_cache, doctype="Case")
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Property Setter", setter.name)
		before = records()
		with self.assertRaisesRegex(RegisterRefused, "row 2.*citizen"):
			self.run_import(register.MADE_UP)
		self.assertEqual(records(), before)

	def test_the_search_finds_what_the_framework_would_have_put_there(self):
		summary = self.run_import(register.MADE_UP)
		self.assertEqual(summary.indexed, MADE[0])
		index = frappe.qb.Table("__global_search")
		query = frappe.qb.from_(index).where(index.doctype == "Case").select(index.star)
		for number in ("MADE0100003", "MADE0200006"):
			case = self.case(number)
			ours = query.where(index.name == case.name).run(as_dict=True)
			global_search.update_global_search(case)
			global_search.sync_global_search()
			self.assertEqual(query.where(index.name == case.name).run(as_dict=True), ours)
		rank = Match(index.content).Against("MADE0100003")
		found = frappe.qb.from_(index).where(rank > 0).select(index.name).run(pluck=True)
		self.assertIn(self.case("MADE0100003").name, found)


class TestLaterStateOfARegister(ImportTestCase):
	def test_a_number_with_other_content_from_another_file_is_rejected_by_name(self):
		earlier = register.write_csv(self.folder / "2017.csv", [register.row("MADE0900001", closedate="")])
		later = register.write_csv(
			self.folder / "2018.csv", [register.row("MADE0900001"), register.row("MADE0900002")]
		)
		self.run_import(earlier)
		self.assert_account(self.run_import(later), 1, 0, 1)
		(reject,) = self.rejected()
		self.assertEqual((reject["row"], reject["code"]), ("2", "number_taken"))
		self.assertIn(self.case("MADE0900001").name, reject["reason"])


class TestRefusedFiles(ImportTestCase):
	def assert_refused(self, file: Path, *words: str, **options) -> None:
		before = records()
		with self.assertRaisesRegex(RegisterRefused, ".*".join(words)):
			self.run_import(file, **options)
		self.assertEqual(records(), before)

	def test_wrong_columns(self):
		header = ("opendate", "something", *register.HEADER[3:])
		file = register.write_csv(self.folder / "x.csv", [], header)
		self.assert_refused(file, "opendate, something", "nyc_council_casework.json")
		mapping = mappings.SHIPPED / "nyc_council_casework.json"
		self.assert_refused(file, "lacks", "account, unique_key", mapping_file=mapping)

	def test_a_gzip_that_breaks_off_after_many_good_rows(self):
		rows = [register.row(f"MADE09{i:05}", city=frappe.generate_hash(length=9)) for i in range(3000)]
		whole = register.write_gz(self.folder / "x.gz", register.write_csv(self.folder / "x.csv", rows))
		whole.write_bytes(whole.read_bytes()[:-2000])
		self.assert_refused(whole, "gzip archive is damaged")

	def test_empty_and_unknown(self):
		for content, words in (
			(b"", "empty"),
			(b",".join(h.encode() for h in register.HEADER), "empty"),
			(b"\0\1", "unknown"),
		):
			file = self.folder / "x.csv"
			file.write_bytes(content)
			self.assert_refused(file, words)

	def test_a_mapping_that_is_none(self):
		mapping = self.folder / "m.json"
		mapping.write_text('{"register": "Made", "columns": {"opened": "opendate"}}')
		self.assert_refused(register.MADE_UP, "m.json", "columns.opened", mapping_file=mapping)

	def test_rejects_that_cannot_be_written(self):
		self.rejects = self.folder / "no such folder" / "rejects.csv"
		self.assert_refused(register.MADE_UP, "cannot be written")


@unittest.skipUnless(register.real_register(), "the real register is not here (CASEWORK_FILE)")
class TestRealRegister(ImportTestCase):
	def test_its_first_rows(self):
		rows = [cells for _number, cells in islice(Source(register.real_register()).rows(), 500)]
		file = register.write_csv(self.folder / "first.csv", rows)
		self.assert_account(self.run_import(file), 500, 0, 0)
		self.assert_account(self.run_import(file), 0, 500, 0)
