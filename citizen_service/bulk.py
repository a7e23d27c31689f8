"""Rows by the thousand in one statement.

The query builder makes an object and a named parameter of each value: of a large INSERT that is nine tenths of the
time. So it builds the statement for one row of placeholders, which is then written out for all of them.
"""

import frappe
from frappe.utils import now
from pypika.queries import QueryBuilder
from pypika.terms import Parameter, Values

PLACEHOLDER = "%s"
CHUNK = 5000
"""Rows of one statement; they stay far below what the database takes at once."""


def insert(doctype: str, columns: list[str]) -> QueryBuilder:
	"""An INSERT of one row of placeholders, for `run`; what is to happen to rows that exist may be added to it."""
	query = frappe.qb.into(frappe.qb.DocType(doctype)).columns(*columns)
	return query.insert(*[Parameter(PLACEHOLDER)] * len(columns))


def run(query: QueryBuilder, rows: list[dict]) -> None:
	"""Run an `insert` for rows that share their keys, the first one in the order of the columns: a statement for every
	5,000.
	"""
	for begin in range(0, len(rows), CHUNK):
		chunk = rows[begin : begin + CHUNK]
		one = f"({','.join([PLACEHOLDER] * len(rows[0]))})"
		head, tail = query.get_sql().split(one)
		values = [row[key] for row in chunk for key in rows[0]]
		frappe.db.sql(f"{head}{','.join([one] * len(chunk))}{tail}", values)


def update(doctype: str, fields: list[str], rows: list[dict]) -> None:
	"""Set the fields of rows that exist: a value of its own for each, in one statement per 5,000."""
	if not rows:
		return
	if len(rows) == 1:
		values = {field: rows[0][field] for field in fields}
		frappe.db.set_value(doctype, rows[0]["name"], values, update_modified=False)
		return
	columns, table = ["name", *fields], frappe.qb.DocType(doctype)
	query = insert(doctype, columns)
	for field in fields:
		query = query.on_duplicate_key_update(table[field], Values(table[field]))
	run(query, [{column: row[column] for column in columns} for row in rows])


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
