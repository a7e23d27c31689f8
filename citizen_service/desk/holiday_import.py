"""Holidays out of an .ics file for the form of a Working Calendar: read and shown; the admin reviews and saves."""

import base64

import frappe
from frappe import _

from citizen_service.desk.calendar_preview import readable
from citizen_service.errors import InvalidIcs
from citizen_service.permissions.require import require
from citizen_service.sla.ics import Entry, Skipped, covered_by, read
from citizen_service.sla.ics_text import BrokenIcs
from citizen_service.sla.reading import spec_of
from citizen_service.sla.spec import MIDNIGHT


@frappe.whitelist(methods=["POST"])
def read_holidays(calendar: str, content: str) -> dict:
	"""What an .ics file would add to a calendar as the form holds it, saved or not. Saves nothing.

	:param calendar: the document as JSON
	:param content: the file, base64
	:return: `entries`, each with the `row` of the table of holidays and `existing`, the number of the row that closes
		the same hours already, if one does; `skipped`, each with `holiday_name`, `line` and `reason`
	:raises InvalidIcs: the file breaks the format; with the line, and what would be right
	:raises InvalidCalendar: the calendar itself is wrong
	"""
	require("Working Calendar", "write")
	spec = spec_of(readable(calendar))
	try:
		file = base64.b64decode(content, validate=True)
	except ValueError:
		refuse(_("The file did not arrive whole: choose it again."))
	try:
		imported = read(file, spec.time_zone)
	except BrokenIcs as broken:
		refuse(_describe(broken))
	return {
		"entries": [
			{"row": _row(entry), "existing": _number(covered_by(entry.holiday, spec.holidays))}
			for entry in imported.entries
		],
		"skipped": [
			{"holiday_name": skipped.name, "line": skipped.line, "reason": _reason(skipped)}
			for skipped in imported.skipped
		],
	}


def refuse(text: str) -> None:
	frappe.throw(text, InvalidIcs, title=_("Import Holidays"))


def _row(entry: Entry) -> dict:
	"""A row of the table of holidays."""
	holiday = entry.holiday
	part_day = (holiday.from_minute, holiday.to_minute) != (0, MIDNIGHT)
	row = {
		"holiday_name": entry.name or _("Holiday"),
		"from_date": holiday.start.isoformat(),
		"to_date": None if holiday.end == holiday.start else holiday.end.isoformat(),
		"yearly": int(holiday.yearly),
		"part_day": int(part_day),
	}
	if part_day:
		row |= {"start_time": _time(holiday.from_minute), "end_time": _time(holiday.to_minute % MIDNIGHT)}
	return row


def _number(index: int | None) -> int | None:
	return None if index is None else index + 1


def _time(minute: int) -> str:
	return f"{minute // 60:02}:{minute % 60:02}:00"


def _describe(broken: BrokenIcs) -> str:
	"""A refusal with its line, and what would be right."""
	params = {key: frappe.utils.escape_html(str(value)) for key, value in broken.params.items()}
	text = BROKEN[broken.code](params)
	if broken.code in WITHOUT_LINE:
		return text
	return f"<b>{_('Line {0} of the file').format(broken.line)}</b>: {text}"


def _reason(skipped: Skipped) -> str:
	return SKIPPED[skipped.code]()


WITHOUT_LINE = {"empty", "too_large", "not_ics", "no_events", "not_readable"}

BROKEN = {
	"empty": lambda p: _("The file is empty. Export the holidays again as an .ics file."),
	"too_large": lambda p: _("The file is larger than {0} MB: export the holidays alone.").format(
		int(p["limit"]) // 1024**2
	),
	"not_utf8": lambda p: _("The letters are not in UTF-8: export the file again as UTF-8."),
	"not_ics": lambda p: _(
		"This is not an .ics file: it must begin with BEGIN:VCALENDAR. Export the holidays as iCalendar."
	),
	"not_a_line": lambda p: _(
		"{0} is neither a property like SUMMARY:… nor the rest of the line before, which begins with a space."
	).format(f"<bdi>{p['text']}</bdi>"),
	"not_closed": lambda p: _(
		"What begins here with BEGIN:{0} never ends: the file is cut off. Export or download it again."
	).format(p["name"]),
	"not_opened": lambda p: _("END:{0} stands where something else must end first.").format(p["name"]),
	"no_events": lambda p: _("There are no events (BEGIN:VEVENT) in the file."),
	"too_many_events": lambda p: _("There are more than {0} holidays: split the file.").format(p["limit"]),
	"not_readable": lambda p: _("The file cannot be read as iCalendar: {0}").format(
		f"<bdi>{p['reason']}</bdi>"
	),
	"bad_value": lambda p: _(
		"The value of {0} is wrong ({1}). A date is written like 20270310, a time like 20270310T080000."
	).format(p["property"], f"<bdi>{p['reason']}</bdi>"),
	"given_twice": lambda p: _("{0} is given twice for one event: keep one.").format(p["property"]),
	"no_start": lambda p: _("The event {0} has no start: it needs DTSTART.").format(_quoted(p)),
	"mixed_ends": lambda p: _(
		"The event {0} must start and end both by date, or both by time of the same kind."
	).format(_quoted(p)),
	"ends_before_start": lambda p: _(
		"The event {0} ends before it starts: DTEND must be later than DTSTART."
	).format(_quoted(p)),
	"unknown_zone": lambda p: _(
		"The event {0} is in the time zone {1}, which is not known. For example: Asia/Gaza."
	).format(_quoted(p), f"<bdi>{p['zone']}</bdi>"),
}


def _quoted(params: dict) -> str:
	return f"<bdi>{params['name'] or '—'}</bdi>"


SKIPPED = {
	"cancelled": lambda: _("Cancelled in the file"),
	"doubled": lambda: _("In the file twice"),
	"no_length": lambda: _("Has a time, but no length"),
	"never": lambda: _("Its rule meets no date"),
	"without_end": lambda: _("Repeats without an end, and not simply every year"),
	"too_often": lambda: _("Repeats too often"),
	"other_rule": lambda: _("Repeats by a rule that is not read: enter it by hand"),
	"longer_than_a_year": lambda: _("A yearly holiday must be shorter than a year."),
	"moving_hours": lambda: _("Not at the same hours or days of every year"),
	"far_off": lambda: _("Outside the years 1900 to 2200"),
}
