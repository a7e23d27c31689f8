"""The cases that a cell of a report counts. A department's manager sees the referrals to their own departments instead."""

from dataclasses import replace

import frappe
from frappe import _

from citizen_service.states.meaning import states_in
from citizen_service.statistics import CLOSED, frame
from citizen_service.statistics.cases import FIGURES, Selection, count_all, listed, selection
from citizen_service.statistics.dimensions import known
from citizen_service.statistics.table import NOT_STATED

MOST = 1000
"""How many cases are listed; how many there are is said above."""
TRANSLATED = ("case_type", "workflow_state", "status")


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, NoLongerThere, FiguresNotOpen: as `cases.selection`
	:raises BadGrouping: the cell is of no grouping that there is
	"""
	filters = frappe._dict(filters or {})
	meant = _cell(filters)
	rows = listed(meant, MOST)
	for row in rows:
		row.update({name: _(row[name]) for name in TRANSLATED if row.get(name)})
	explained = "closed" if meant.basis == CLOSED else "received"
	total = count_all(meant)["cases"]
	columns = _referral_columns() if meant.departments is not None else _case_columns()
	empty = _("No cases in this period.")
	return frame.report(columns, rows, (explained,), empty, None, [frame.total(explained, total)])


def _cell(filters: frappe._dict) -> Selection:
	"""The cell that the filters `line_by`, `line`, `column_by`, `column`, `state` and `stage` name."""
	meant, keys = selection(filters), []
	for place in ("line", "column"):
		if name := filters.get(f"{place}_by"):
			key = filters.get(place)
			keys.append((known(name, name), None if key in (None, "", NOT_STATED) else key))
	only = meant.only
	if filters.stage:
		only = (*only, ("workflow_state", tuple(states_in("Case", filters.stage)) or ("",)))
	return replace(
		meant, only=only, keys=tuple(keys), state=filters.state if filters.state in FIGURES[1:] else ""
	)


def _case_columns() -> list[dict]:
	return [
		frame.link("name", _("Case"), "Case"),
		frame.head("case_type", _("Type"), 120),
		frame.head("category", _("Category"), 200),
		frame.head("area", _("Area"), 160),
		frame.head("workflow_state", _("State"), 140),
		frame.moment("opened_on", _("Opened On")),
		frame.moment("due_on", _("Due Date")),
		frame.moment("closed_on", _("Closed On")),
	]


def _referral_columns() -> list[dict]:
	return [
		frame.link("referral", _("Case Referral"), "Case Referral"),
		frame.head("department", _("Department"), 200),
		frame.head("case_type", _("Type"), 120),
		frame.head("status", _("Status"), 140),
		frame.moment("due_on", _("Due Date")),
	]
