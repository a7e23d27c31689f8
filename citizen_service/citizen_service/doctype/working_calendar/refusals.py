"""What is wrong with a Working Calendar, in the user's language: which table, which row, which field, what is right."""

import time
from collections.abc import Iterator
from datetime import date

from frappe import _
from frappe.model.document import Document

from citizen_service.sla import zones
from citizen_service.sla.calendar import NoWorkingTime, compile
from citizen_service.sla.pointing import day, misread, quoted, said, said_of_row
from citizen_service.sla.reading import WEEKDAYS, spec_of
from citizen_service.sla.spec import CalendarSpec, Problem, validate

REQUIRED = {
	"shifts": ("weekday", "start_time", "end_time"),
	"seasons": ("season_name", "from_date", "to_date"),
	"holidays": ("from_date",),
}


def refusals(calendar: Document) -> list[str]:
	"""Everything for which a Working Calendar, saved or not, must be refused; empty if it can be counted by."""
	if unreadable := [*_unreadable(calendar)]:
		return unreadable
	spec = spec_of(calendar)
	if problems := validate(spec):
		return [*dict.fromkeys(_describe(calendar, problem) for problem in problems)]
	return [*_without_working_time(calendar, spec)]


def _unreadable(calendar: Document) -> Iterator[str]:
	"""What the engine could not even be asked: rows that are incomplete or hold no dates and times."""
	known = {season.season_name for season in calendar.seasons}
	for table, required in REQUIRED.items():
		for row in calendar.get(table):
			needed = (*required, "start_time", "end_time") if row.get("part_day") else required
			for field in row.meta.fields:
				value = row.get(field.fieldname)
				if value in (None, ""):
					text = _("This is empty: fill it in.") if field.fieldname in needed else None
				else:
					text = misread(field.fieldtype, value)
				if text:
					yield _said(calendar, table, row.idx, field.fieldname, text)
			if row.get("weekday") and row.weekday not in WEEKDAYS:
				yield _said(calendar, table, row.idx, "weekday", _("Choose a day of the week."))
			if row.get("season") and row.season not in known:
				text = _("There is no season {0} in the table of seasons: enter it there, or choose another.")
				yield _said(calendar, table, row.idx, "season", text.format(quoted(row.season)))


def _describe(calendar: Document, problem: Problem) -> str:
	"""A problem of the engine, with the row as the admin's tables number it."""
	params = {key: _shown(key, value) for key, value in problem.params.items()}
	table, row, field = problem.field, problem.row, FIELDS[problem.code]
	if problem.row is not None:
		rows = calendar.get(table)
		of_a_season = table == "seasons" and "shift" in problem.params
		if table == "shifts" or of_a_season:
			season = calendar.seasons[problem.row].season_name if of_a_season else None
			rows = [row for row in calendar.shifts if (row.season or None) == season]
		row = rows[problem.params["shift"] if of_a_season else problem.row].idx
		table = "shifts" if of_a_season else table
		if "other" in problem.params:
			params["other"] = rows[problem.params["other"]].idx
	return _said(calendar, table, row, field, MESSAGES[problem.code](params))


def _without_working_time(calendar: Document, spec: CalendarSpec) -> Iterator[str]:
	"""No working day in ten years: whose fault it is, the holidays' or the shifts'."""
	if _works(spec):
		return
	if not _works(CalendarSpec(spec.time_zone, spec.shifts, spec.seasons)):
		text = _(
			"No shift is in force on any day of the next ten years: put “Valid To” later, or add a shift "
			"for days to come."
		)
		yield _said(calendar, "shifts", None, None, text)
		return
	longest = max(range(len(spec.holidays)), key=lambda n: spec.holidays[n].end - spec.holidays[n].start)
	text = _("The holidays leave no working time in the next ten years. This one is the longest: shorten it.")
	yield _said(calendar, "holidays", calendar.holidays[longest].idx, "to_date", text)


def _works(spec: CalendarSpec) -> bool:
	now = int(time.time())
	today = zones.local_date(spec.time_zone, now)
	try:
		compile(spec, today, today).next_opening(now)
	except NoWorkingTime:
		return False
	return True


def _said(calendar: Document, table: str, row: int | None, field: str | None, text: str) -> str:
	if row is None or field is None:
		return said(calendar, table, text)
	return said_of_row(calendar, table, row, field, text)


def _shown(key: str, value: object) -> object:
	"""A parameter of a problem as people write it: 07:30, a date in the user's format, the name of a day."""
	if isinstance(value, date):
		return day(value)
	if key == "weekday" and value in range(7):
		return _(WEEKDAYS[value])
	if key in ("start", "end"):
		return f"{value // 60:02}:{value % 60:02}"
	return value


FIELDS = {
	"unknown_time_zone": None,
	"no_working_time": None,
	"bad_weekday": "weekday",
	"minute_out_of_day": "start_time",
	"shift_ends_before_start": "end_time",
	"validity_ends_before_start": "valid_to",
	"shifts_overlap": "start_time",
	"season_ends_before_start": "to_date",
	"season_without_shifts": "season_name",
	"seasons_overlap": "from_date",
	"holiday_ends_before_start": "to_date",
	"yearly_holiday_too_long": "to_date",
	"holiday_hours_end_before_start": "end_time",
}
"""The field at fault; the message says what it collides with."""

MESSAGES = {
	"unknown_time_zone": lambda p: _("There is no time zone {0}. For example: Asia/Gaza.").format(
		quoted(p["time_zone"])
	),
	"no_working_time": lambda p: _("There is no working time: enter at least one shift."),
	"bad_weekday": lambda p: _("Choose a day of the week."),
	"minute_out_of_day": lambda p: _(
		"From {0} to {1} is not within one day: enter times from 00:00 to 24:00."
	).format(p["start"], p["end"]),
	"shift_ends_before_start": lambda p: _(
		"The shift ends at {1}, but starts at {0}: it must end later. Hours after midnight are a shift of the next day."
	).format(p["start"], p["end"]),
	"validity_ends_before_start": lambda p: _(
		"The last day {1} lies before the first day {0}: put it on that day or later."
	).format(p["valid_from"], p["valid_to"]),
	"shifts_overlap": lambda p: _(
		"It overlaps row {0} of the same day ({1}): let one end before the other starts, or let one be valid "
		"only when the other is not."
	).format(p["other"], p["weekday"]),
	"season_ends_before_start": lambda p: _(
		"The season ends on {1}, but starts on {0}: it must end on that day or later."
	).format(p["start"], p["end"]),
	"season_without_shifts": lambda p: _(
		"The season from {0} to {1} has no hours: enter its shifts in the table of shifts, with its name there."
	).format(p["start"], p["end"]),
	"seasons_overlap": lambda p: _(
		"The season from {0} to {1} overlaps that of row {2}: let one end before the other starts."
	).format(p["start"], p["end"], p["other"]),
	"holiday_ends_before_start": lambda p: _(
		"The holiday ends on {1}, but starts on {0}: it must end on that day or later."
	).format(p["start"], p["end"]),
	"yearly_holiday_too_long": lambda p: _(
		"From {0} to {1} is a year or more: a yearly holiday must be shorter."
	).format(p["start"], p["end"]),
	"holiday_hours_end_before_start": lambda p: _(
		"The closed hours end at {1}, but start at {0}: they must end later."
	).format(p["start"], p["end"]),
}
