"""Looks for a secret in everything that the site keeps: every text of every table, and the logs."""

import pathlib

import frappe
from frappe.utils import get_bench_path

TEXTS = ["varchar", "text", "mediumtext", "longtext", "char"]


def tables_with(*secrets: str) -> list[str]:
	"""The tables in which any of `secrets` stands; what this transaction wrote included."""
	columns = frappe.qb.Schema("information_schema").columns
	texts = (
		frappe.qb.from_(columns)
		.select(columns.table_name, columns.column_name)
		.where(columns.table_schema == frappe.conf.db_name)
		.where(columns.data_type.isin(TEXTS))
	).run()
	if len(texts) < 500:
		raise AssertionError(f"Only {len(texts)} columns were found to look into")
	by_table: dict[str, list[str]] = {}
	for table, column in texts:
		by_table.setdefault(table, []).append(column)
	return [table for table, names in by_table.items() if _stands_in(table, names, secrets)]


def logs() -> str:
	"""What bench and site have logged."""
	bench = pathlib.Path(get_bench_path())
	paths = [*bench.glob("logs/*.log*"), *bench.glob(f"sites/{frappe.local.site}/logs/*")]
	return "".join(path.read_text(errors="replace") for path in paths if path.is_file())


def ways_to_write(code: str) -> set[str]:
	"""A code of several groups as it might be written or sent."""
	return {code.replace(" ", between) for between in (" ", "", "-", "+", "%20")}


def _stands_in(table: str, names: list[str], secrets: tuple[str, ...]) -> bool:
	source = frappe.qb.Schema(frappe.conf.db_name).__getattr__(table)
	wanted = None
	for name in names:
		for secret in secrets:
			like = source[name].like(f"%{secret}%")
			wanted = like if wanted is None else wanted | like
	return bool(frappe.qb.from_(source).select(source[names[0]]).where(wanted).limit(1).run())
