"""Imported cases in the framework's global search: put there in bulk, after the import."""

from collections.abc import Callable

import frappe
from pypika import CustomFunction, Table
from pypika.functions import Concat, NullIf, Replace
from pypika.terms import Field, Term, ValueWrapper

BATCH = 5_000
"""Cases a statement. The search table is locked for writing meanwhile, about a second."""


def index_imported(progress: Callable[[int], None]) -> int:
	"""Index the imported cases that are not yet in the global search, inside the database.

	:param progress: told how many more are done
	:return: their number
	"""
	if frappe.conf.disable_global_search:
		return 0
	case = frappe.qb.DocType("Case")
	index = frappe.qb.Table("__global_search")
	done, last = 0, ""
	while True:
		names = (
			frappe.qb.from_(case)
			.left_join(index)
			.on((index.doctype == "Case") & (index.name == case.name))
			.where((case.name > last) & case.legacy_key.isnotnull() & index.name.isnull())
			.select(case.name)
			.orderby(case.name)
			.limit(BATCH)
		).run(pluck=True)
		if not names:
			return done
		_index(names)
		done, last = done + len(names), names[-1]
		progress(len(names))


def _index(names: list[str]) -> None:
	case = frappe.qb.DocType("Case")
	(
		frappe.qb.into(frappe.qb.Table("__global_search"))
		.columns("doctype", "name", "title", "content", "published")
		.ignore()
		.from_(case)
		.where(case.name.isin(names))
		.select(ValueWrapper("Case"), case.name, case.subject, _content(case), 0)
	).run()
	frappe.db.commit()


def _content(case: Table) -> Term:
	"""What the framework itself would put there: “Label : value ||| Label : value”, empty fields left out."""
	parts = []
	for field in frappe.get_meta("Case").get_global_search_fields():
		column: Field = case[field.fieldname]
		value = Replace(column, "\n", " ") if field.fieldtype == "Text" else column
		parts.append(Concat(f"{field.label} : ", NullIf(value, "")))
	join = CustomFunction("CONCAT_WS", ["separator", *(f"part{i}" for i in range(len(parts)))])
	return join(" ||| ", *parts)
