"""The cases that a cell of a report counts. A department's manager sees the referrals to their own departments instead."""

from dataclasses import replace

import frappe
from frappe import _
from frappe.utils import cint

from citizen_service.permissions.scope import department_scope
from citizen_service.statistics import frame
from citizen_service.statistics.cases import FIGURES, Selection, count_all, listed, selection
from citizen_service.statistics.dimensions import known
from citizen_service.statistics.table import NOT_STATED

MOST = 1000
"""How many cases are listed; how many there are is said above."""


def execute(filters: dict | None = None) -> frame.Report:
	"""The report: columns, rows, message, chart, summary.

	:raises BadPeriod, NoLongerThere, FiguresRefused: as `cases.selection`
	:raises BadGrouping: the cell is of no grouping that there is
	"""
	filters = frappe._dict(filters or {})
	meant = _cell(filters)
	rows = listed(meant, min(cint(filters.limit) or MOST, MOST))
	for row in rows:
		for name in ("case_type", "workflow_state"):
			row[name] = _(row[name]) if row[name] else None
	explained = "closed" if meant.basis == "Closed" else "received"
	total = count_all(meant)["cases"]
	return frame.report(
		_columns(), rows, (explained,), _("No cases in this period."), None, [frame.total(explained, total)]
	)


def _cell(filters: frappe._dict) -> Selection:
	meant, keys = selection(filters), []
	for place in ("line", "column"):
		if name := filters.get(f"{place}_by"):
			key = filters.get(place)
			keys.append((known(name, name), None if key in (None, "", NOT_STATED) else key))
	state = filters.state if filters.state in FIGURES[1:] else ""
	return replace(meant, keys=tuple(keys), state=state)


def _columns() -> list[dict]:
	own = (
		{"fieldname": "name", "label": _("Case"), "fieldtype": "Link", "options": "Case", "width": 150}
		if department_scope() is None
		else {
			"fieldname": "referral",
			"label": _("Case Referral"),
			"fieldtype": "Link",
			"options": "Case Referral",
			"width": 170,
		}
	)
	return [
		own,
		frame.head("case_type", _("Type"), 120),
		frame.head("category", _("Category"), 200),
		frame.head("area", _("Area"), 160),
		frame.head("workflow_state", _("State"), 140),
		*(
			{"fieldname": name, "label": text, "fieldtype": "Datetime", "width": 160}
			for name, text in (
				("opened_on", _("Opened On")),
				("due_on", _("Due On")),
				("closed_on", _("Closed On")),
			)
		),
	]
