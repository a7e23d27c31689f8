"""Rows for the desk's panels and stories, read by one plain statement each."""

import frappe


def rows_of(
	doctype: str, fields: list[str], order: list[str], **where: str | list[str]
) -> list[frappe._dict]:
	"""Rows of a table whose reader has been let in already.

	The framework's `get_all` loads each DocType and parses each name first, which takes longer than the reading; a
	story reads from a dozen tables.

	:param order: fields, ascending
	:param where: the value that a field has, or the list of those that it may have
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[field] for field in fields))
	for field, value in where.items():
		query = query.where(table[field].isin(value) if isinstance(value, list) else table[field] == value)
	for field in order:
		query = query.orderby(table[field])
	return query.run(as_dict=True)
