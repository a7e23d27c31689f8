"""The suggestions received, and what became of them: cases of the types that count as suggestions, by outcome."""

import frappe

from citizen_service.statistics.frame import Report
from citizen_service.statistics.table import cases_table


def execute(filters: dict | None = None) -> Report:
	"""The report, as `table.cases_table`."""
	return cases_table(frappe._dict({**(filters or {}), "suggestions": 1}), "Outcome")
