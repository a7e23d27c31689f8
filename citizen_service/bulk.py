"""Rows by the thousand in one statement.

The query builder makes an object and a named parameter of each value: of a large INSERT that is nine tenths of the
time. So it builds the statement for one row of placeholders, once for each kind of row, which is then written out for
all of them.
"""

from collections.abc import Callable
from functools import lru_cache

import frappe
from frappe.utils import now
from pypika.queries import QueryBuilder, Table
from pypika.terms import Parameter, Values

PLACEHOLDER = "%s"
CHUNK = 5000
"""Rows of one statement; they stay far below what the database takes at once."""

Clash = Callable[[QueryBuilder, Table], QueryBuilder]
"""Adds to an INSERT what is to happen to rows that exist."""


def insert(doctype: str, rows: list[dict], clash: Clash | None = None) -> None:
	"""Insert rows that share their keys: a statement for every 5,000.

	:param clash: a function that is there for good, since its statement is kept
	"""
	for begin in range(0, len(rows), CHUNK):
		chunk = rows[begin : begin + CHUNK]
		head, row, tail = _written(doctype, tuple(rows[0]), clash)
		values = [one[key] for one in chunk for key in rows[0]]
		frappe.db.sql(f"{head}{','.join([row] * len(chunk))}{tail}", values)


@lru_cache(maxsize=256)
def _written(doctype: str, columns: tuple[str, ...], clash: Clash | None) -> tuple[str, str, str]:
	"""What stands before the rows, a row, and what stands after them."""
	table = frappe.qb.DocType(doctype)
	row = f"({','.join([PLACEHOLDER] * len(columns))})"
	query = frappe.qb.into(table).columns(*columns).insert(*[Parameter(PLACEHOLDER)] * len(columns))
	head, tail = (clash(query, table) if clash else query).get_sql().split(row)
	return head, row, tail


@lru_cache(maxsize=64)
def overwriting(*fields: str) -> Clash:
	"""These fields of a row that exists take their new values."""

	def clash(query: QueryBuilder, table: Table) -> QueryBuilder:
		for field in fields:
			query = query.on_duplicate_key_update(table[field], Values(table[field]))
		return query

	return clash


def update(doctype: str, fields: list[str], rows: list[dict]) -> None:
	"""Set the fields of rows that exist: a value of its own for each, in one statement per 5,000."""
	if not rows:
		return
	if len(rows) == 1:
		values = {field: rows[0][field] for field in fields}
		frappe.db.set_value(doctype, rows[0]["name"], values, update_modified=False)
		return
	columns = ["name", *fields]
	insert(doctype, [{column: row[column] for column in columns} for row in rows], overwriting(*fields))


def row_head(stamp: str | None = None) -> dict:
	"""The framework's own columns of a new row; `stamp` is the site's time now, where many rows share it."""
	stamp, user = stamp or now(), frappe.session.user
	return {
		"name": frappe.generate_hash(length=16),
		"owner": user,
		"modified_by": user,
		"creation": stamp,
		"modified": stamp,
	}
