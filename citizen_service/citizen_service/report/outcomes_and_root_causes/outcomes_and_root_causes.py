"""What came of the cases, and why they had to be raised: closings by outcome or root cause, with their course over time."""

import frappe

from citizen_service.statistics import CLOSED
from citizen_service.statistics.frame import Report
from citizen_service.statistics.table import cases_table


def execute(filters: dict | None = None) -> Report:
	"""The report, as `table.cases_table`."""
	return cases_table(frappe._dict(filters or {}), "Outcome", "Type", CLOSED)
