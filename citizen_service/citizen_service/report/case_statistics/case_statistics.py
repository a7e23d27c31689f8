"""Cases received and closed in a period, by period, type, category, department, channel or area, or by two of these."""

import frappe

from citizen_service.statistics.frame import Report
from citizen_service.statistics.table import cases_table


def execute(filters: dict | None = None) -> Report:
	"""The report, as `table.cases_table`."""
	return cases_table(frappe._dict(filters or {}), "Month")
