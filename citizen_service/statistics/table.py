"""The table of cases by one grouping, or by two: lines down and, if asked for, columns across."""

import frappe
from frappe import _

from citizen_service.errors import BadGrouping
from citizen_service.statistics import CLOSED, RECEIVED, frame
from citizen_service.statistics.cases import FIGURES, Key, Selection, count, count_all, kept_on, selection
from citizen_service.statistics.dimensions import DEPARTMENT, TIMES, key_label, known, label_of
from citizen_service.statistics.indicators import share
from citizen_service.statistics.periods import label

LISTING = "Cases behind a Figure"
MOST_COLUMNS = 60
"""How many columns a table across has at the most."""
LARGEST = 12
"""How many columns across are shown of what is no time; the rest is one column."""
EXPLAINED = ("received", "closed", "still_open", "overdue_now", "former", "share_of_all")
PASSED_ON = "from_date to_date department case_type category channel area priority outcome root_cause suggestions".split()
NOT_STATED = "-"
"""A line without a value, in the filters of the listing."""


def cases_table(
	filters: frappe._dict, group_by: str, across: str = "", basis: str = RECEIVED
) -> frame.Report:
	"""The report; the arguments are what it shows unless the filters say otherwise.

	:raises BadPeriod, NoLongerThere, FiguresNotOpen: as `cases.selection`
	:raises BadGrouping: an unknown grouping, the same one twice, or too many columns
	"""
	filters.setdefault("basis", basis)
	lines = known(filters.group_by, group_by)
	columns = known(filters.across, "") if filters.across else across
	meant = selection(filters)
	if columns:
		_refuse_twice(lines, columns)
		return _crossed(filters, meant, lines, columns)
	return _simple(filters, meant, lines)


def _refuse_twice(lines: str, columns: str) -> None:
	if lines == columns:
		frappe.throw(
			_("Lines and columns are both by {0}. Choose another grouping for one of them.").format(
				label_of(lines)
			),
			BadGrouping,
			title=_("Group By"),
		)


def _simple(filters: frappe._dict, meant: Selection, by: str) -> frame.Report:
	received, closed = count(meant.by(RECEIVED), (by,)), count(meant.by(CLOSED), (by,))
	all_received, all_closed = _all(meant.by(RECEIVED), by, received), _all(meant.by(CLOSED), by, closed)
	nothing = dict.fromkeys(FIGURES, 0)
	rows = []
	for key in _in_order(
		by, meant, {key: figures["cases"] for key, figures in {**closed, **received}.items()}
	):
		of_key = received.get(key, nothing)
		row = {
			"line": key_label(by, key[0]),
			"received": of_key["cases"],
			"closed": closed.get(key, nothing)["cases"],
			**{name: of_key[name] for name in ("still_open", "overdue_now", "former")},
			"share_of_all": share(of_key["cases"], all_received["cases"]),
		}
		rows.append(
			frame.with_ways(
				row,
				received=way_to_cases(filters, RECEIVED, {by: key[0]}),
				closed=way_to_cases(filters, CLOSED, {by: key[0]}),
				**{
					name: way_to_cases(filters, RECEIVED, {by: key[0]}, name)
					for name in ("still_open", "overdue_now", "former")
				},
			)
		)
	summary = [
		frame.total("received", all_received["cases"]),
		frame.total("closed", all_closed["cases"], "Green"),
		frame.total("still_open", all_received["still_open"], "Orange"),
		frame.total(
			"overdue_now", all_received["overdue_now"], "Red" if all_received["overdue_now"] else "Green"
		),
	]
	shown = {frame.title(name): [row[name] for row in rows] for name in ("received", "closed")}
	return frame.report(
		[frame.head("line", label_of(by)), *(frame.figure(name) for name in EXPLAINED)],
		rows,
		EXPLAINED,
		_("No cases in this period."),
		(frame.course if by in TIMES else frame.chart)([row["line"] for row in rows], shown),
		summary,
		frame.cases_kept(kept_on(meant.by(RECEIVED), (by,)) or kept_on(meant.by(CLOSED), (by,))),
	)


def _crossed(filters: frappe._dict, meant: Selection, by: str, across: str) -> frame.Report:
	cells = {key: figures["cases"] for key, figures in count(meant, (by, across), standing=False).items()}
	basis = meant.basis
	total = (count_all(meant)["cases"] if DEPARTMENT in (by, across) else sum(cells.values())) if cells else 0
	lines, columns = _margin(meant, cells, 0, (by, across)), _margin(meant, cells, 1, (by, across))
	shown = [key[0] for key in _in_order(across, meant, columns)]
	if len(shown) > MOST_COLUMNS and across in TIMES:
		frappe.throw(
			_(
				"By {0}, this period makes {1} columns. Choose a shorter period, or longer spans of time."
			).format(label_of(across), len(shown)),
			BadGrouping,
			title=_("Too Many Columns"),
		)
	rest = [] if across in TIMES else shown[LARGEST:]
	shown = shown[: len(shown) - len(rest)]
	rows = []
	for (key,) in _in_order(by, meant, lines):
		row = {"line": key_label(by, key), "total": lines.get((key,), 0)}
		row.update({f"column_{at}": cells.get((key, column), 0) for at, column in enumerate(shown)})
		ways = {
			f"column_{at}": way_to_cases(filters, basis, {by: key, across: column})
			for at, column in enumerate(shown)
		}
		if rest:
			row["others"] = sum(cells.get((key, column), 0) for column in rest)
		row["share_of_all"] = share(row["total"], total)
		rows.append(frame.with_ways(row, total=way_to_cases(filters, basis, {by: key}), **ways))
	heads = [frame.number(f"column_{at}", key_label(across, key)) for at, key in enumerate(shown)]
	if rest:
		heads.append(frame.number("others", _("Others")))
	explained = "closed" if basis == CLOSED else "received"
	datasets = {
		key_label(across, key): [row[f"column_{at}"] for row in rows]
		for at, key in enumerate(shown[:LARGEST])
	}
	return frame.report(
		[
			frame.head("line", label_of(by)),
			*heads,
			frame.number("total", _("Total")),
			frame.figure("share_of_all"),
		],
		rows,
		(explained, "share_of_all"),
		_("No cases in this period."),
		frame.chart([row["line"] for row in rows], datasets, stacked=True),
		[frame.total(explained, total)],
		frame.cases_kept(kept_on(meant, (by, across))),
	)


def _all(meant: Selection, by: str, counted: dict[Key, dict[str, int]]) -> dict[str, int]:
	"""FIGURES of all lines together; only with several departments does a case stand in several lines."""
	if by == DEPARTMENT and len(counted) > 1:
		return count_all(meant)
	return {name: sum(figures[name] for figures in counted.values()) for name in FIGURES}


def _margin(meant: Selection, cells: dict[Key, int], at: int, names: tuple[str, str]) -> dict[Key, int]:
	"""The sums by one of the two groupings, of cases each counted once."""
	if names[1 - at] == DEPARTMENT:
		return {key: figures["cases"] for key, figures in count(meant, (names[at],), standing=False).items()}
	sums: dict[Key, int] = {}
	for key, number in cells.items():
		sums[key[at : at + 1]] = sums.get(key[at : at + 1], 0) + number
	return sums


def _in_order(by: str, meant: Selection, sizes: dict[Key, int]) -> list[Key]:
	"""The lines: spans of time in their order, empty ones too; else the largest first, those without a value last."""
	if by in TIMES:
		if not sizes:
			return []
		kind = TIMES[by]
		return [(label(kind, part.first.year * 100 + part.first.month),) for part in meant.period.parts(kind)]
	return sorted(sizes, key=lambda key: (key[0] is None, -sizes[key], key[0] or ""))


def way_to_cases(
	filters: frappe._dict, basis: str, keys: dict[str, str | None], state: str = "", stage: str = ""
) -> dict | None:
	"""To the cases that a cell counts: of one line or column for each of the groupings in `keys`, which are now still open
	(overdue …), or in a state of that stage."""
	chosen = {name: filters.get(name) or None for name in PASSED_ON}
	for place, (name, key) in zip(("line", "column"), keys.items(), strict=False):
		chosen |= {f"{place}_by": name, place: key or NOT_STATED}
	return frame.way_to_report(
		LISTING, {**chosen, "basis": basis, "state": state or None, "stage": stage or None}
	)
