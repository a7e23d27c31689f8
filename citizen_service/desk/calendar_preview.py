"""What a Working Calendar means, day by day, before it is saved; and when something registered now would be due."""

import json
import time
from calendar import monthrange
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, get_datetime, get_system_timezone

from citizen_service.errors import BadDate, InvalidCalendar, InvalidPolicy
from citizen_service.permissions.require import require
from citizen_service.sla import zones
from citizen_service.sla.calendar import NoWorkingTime, OutOfRange, compile
from citizen_service.sla.outlook import DayOutlook, first_weekday, outlook
from citizen_service.sla.reading import UNITS, spec_of
from citizen_service.sla.targets import Target, due_for, target_problems

YEARS = range(1901, 2200)


@frappe.whitelist(methods=["POST"])
def month(calendar: str, year: int | str, month: int | str) -> dict:
	"""One month of a calendar as the form holds it, saved or not.

	:param calendar: the document as JSON
	:return: `days` (each `date`, `kind`, `hours`, `season`, `holidays`: texts for people), `first_weekday` (0 is
		Sunday) and `today`, all by the calendar's own clock
	:raises InvalidCalendar: it could not be saved either; with the same message
	"""
	require("Working Calendar")
	doc = readable(calendar)
	if cint(year) not in YEARS or cint(month) not in range(1, 13):
		_refuse_date(_("Choose a month between the years {0} and {1}.").format(YEARS[0], YEARS[-1]))
	spec = spec_of(doc)
	first = date(cint(year), cint(month), 1)
	last = first.replace(day=monthrange(first.year, first.month)[1])
	return {
		"days": [_shown(doc, day) for day in outlook(spec, first, last)],
		"first_weekday": (first_weekday(spec) + 1) % 7,
		"today": zones.local_date(spec.time_zone, int(time.time())).isoformat(),
	}


@frappe.whitelist(methods=["POST"])
def due(calendar: str, amount: float | str, unit: str, start: str | None = None) -> dict:
	"""When a time limit that begins at `start` ends by this calendar, saved or not.

	:param calendar: the document as JSON
	:param start: by the site's clock; empty: now
	:return: `start` and `due`, by the site's clock; `zone` and `due_there` if the calendar's is another
	:raises InvalidCalendar: it could not be saved either, or has not got that much working time in ten years
	:raises InvalidPolicy: no such amount or unit
	:raises BadDate: `start` is no time between 1900 and 2200
	"""
	require("Working Calendar")
	spec = spec_of(readable(calendar))
	if unit not in UNITS:
		frappe.throw(_("Choose what is counted."), InvalidPolicy, title=_("Time Limit"))
	target = Target(flt(amount), UNITS[unit])
	if target_problems(target):
		text = _("A time limit is greater than zero, and days are counted whole.")
		frappe.throw(text, InvalidPolicy, title=_("Time Limit"))
	site = get_system_timezone()
	began = _instant(site, start)
	try:
		day = zones.local_date(spec.time_zone, began)
		ended = due_for(target, began, compile(spec, day, day))
	except (NoWorkingTime, OutOfRange):
		text = _("This calendar has not got that much working time within ten years.")
		frappe.throw(text, InvalidCalendar, title=_("Working Calendar"))
	return {
		"start": _text(site, began),
		"due": _text(site, ended),
		"zone": spec.time_zone if _text(spec.time_zone, ended) != _text(site, ended) else None,
		"due_there": _text(spec.time_zone, ended),
	}


def readable(calendar: str) -> Document:
	"""The document of a form, which need not be saved, if it could be.

	:raises InvalidCalendar: with everything that is wrong
	"""
	try:
		values = json.loads(calendar)
		tables = [values.get(table) or [] for table in ("shifts", "seasons", "holidays")]
		well_formed = all(isinstance(row, dict) for table in tables for row in table)
	except (ValueError, TypeError, AttributeError):
		well_formed = False
	if not well_formed:
		frappe.throw(_("This is no working calendar."), InvalidCalendar, title=_("Working Calendar"))
	doc = frappe.get_doc({**values, "doctype": "Working Calendar"})
	doc.refuse_problems()
	return doc


def _shown(doc: Document, day: DayOutlook) -> dict:
	return {
		"date": day.day.isoformat(),
		"kind": day.kind,
		"hours": [[_clock(start), _clock(end)] for start, end in day.hours],
		"season": None if day.season is None else _(doc.seasons[day.season].season_name),
		"holidays": [_(doc.holidays[n].holiday_name or "") for n in day.holidays],
	}


def _clock(minute: int) -> str:
	return f"{minute // 60:02}:{minute % 60:02}"


def _instant(site: str, start: str | None) -> int:
	if not start:
		return int(time.time())
	try:
		moment = get_datetime(start)
	except ValueError:
		moment = None
	if moment is None or moment.tzinfo or moment.year not in YEARS:
		_refuse_date(
			_("{0} is not a time. For example: {1}.").format(frappe.bold(_("From")), "2027-02-08 09:30")
		)
	return zones.from_local(site, moment)


def _text(zone: str, instant: int) -> str:
	return f"{zones.to_local(zone, instant):%Y-%m-%d %H:%M:%S}"


def _refuse_date(text: str) -> None:
	frappe.throw(text, BadDate, title=_("Working Calendar"))
