"""Rows by the thousand in one statement are the same rows."""

from datetime import datetime

import frappe
from pypika.queries import QueryBuilder, Table
from pypika.terms import Values

from citizen_service import bulk
from citizen_service.compat import TestCase

TABLE = "Case Area"
AWKWARD = ("100% of it", "it's", 'a "quoted" one', "back\\slash", "سطرٌ\nثانٍ", "{0} %s %(x)s", "")
STAMP = datetime(2026, 3, 1, 10, 30, 15)


def name_and_group(query: QueryBuilder, area: Table) -> QueryBuilder:
	query = query.on_duplicate_key_update(area.area_name, Values(area.area_name))
	return query.on_duplicate_key_update(area.is_group, 1)


class BulkTest(TestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.savepoint("before_test")
		self.addCleanup(frappe.db.rollback, save_point="before_test")

	def stored(self, *fields: str) -> list[tuple]:
		area = frappe.qb.DocType(TABLE)
		query = frappe.qb.from_(area).where(area.name.like("bulk-%")).orderby(area.name)
		return list(query.select(*(area[field] for field in fields)).run())

	def test_any_value_arrives_as_it_is(self) -> None:
		rows = [
			{
				"name": f"bulk-{number}",
				"area_name": text,
				"parent_case_area": None,
				"creation": STAMP,
				"lft": number,
			}
			for number, text in enumerate(AWKWARD)
		]
		bulk.insert(TABLE, rows)
		expected = [(text, None, STAMP, number) for number, text in enumerate(AWKWARD)]
		self.assertEqual(self.stored("area_name", "parent_case_area", "creation", "lft"), expected)

	def test_the_order_of_a_rows_keys_does_not_matter(self) -> None:
		rows = [{"name": "bulk-1", "area_name": "first"}, {"area_name": "second", "name": "bulk-2"}]
		bulk.insert(TABLE, rows)
		self.assertEqual(self.stored("name", "area_name"), [("bulk-1", "first"), ("bulk-2", "second")])

	def test_rows_that_exist_get_what_was_asked_for(self) -> None:
		rows = [{"name": f"bulk-{number}", "area_name": f"old {number}", "lft": 1} for number in (1, 2)]
		bulk.insert(TABLE, rows)
		news = [
			{"name": "bulk-2", "area_name": "new", "lft": 9},
			{"name": "bulk-3", "area_name": "added", "lft": 3},
		]
		bulk.insert(TABLE, news, name_and_group)
		expected = [("old 1", 1, 0), ("new", 1, 1), ("added", 3, 0)]
		self.assertEqual(self.stored("area_name", "lft", "is_group"), expected)

	def test_more_rows_than_one_statement_takes(self) -> None:
		rows = [{"name": f"bulk-{number:05d}", "area_name": str(number)} for number in range(bulk.CHUNK + 1)]
		bulk.insert(TABLE, rows)
		self.assertEqual(len(self.stored("name")), bulk.CHUNK + 1)
