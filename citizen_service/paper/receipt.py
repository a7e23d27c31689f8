"""The receipt that a citizen takes home: both languages, the reference, the secret code, and where to follow the case.

The code is derived when the receipt is printed and stored nowhere, so it stands only on the PDF that an officer asks
for: never in the framework's print view, in a print attached to an e-mail, or in another template that asks for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import frappe
from babel.dates import format_date, get_day_names
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_url, getdate

from citizen_service.following.link import TRACK, tracking_link
from citizen_service.paper.form import barcode
from citizen_service.paper.hours import Week, seasons_ahead, usual_week
from citizen_service.paper.qr import qr_code
from citizen_service.portal.code import code_for
from citizen_service.sla.reading import default_calendar, spec_of

LANGUAGES = ("ar", "en")
SEASON_DAYS = 60
"""Seasons that begin within so many days are on the receipt too."""


def receipt(doc: Document) -> frappe._dict:
	"""What the print format of a receipt has beside `doc`; texts by language.

	`code` is empty for a case that has none, for a user who may not issue one, and everywhere but on our PDF; where it
	stands, the QR code opens the case with it.
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	code = _code(doc)
	return frappe._dict(
		office=settings.office_name,
		phone=settings.office_phone,
		email=settings.office_email,
		barcode=barcode(doc.name),
		code=code,
		track_url=get_url(TRACK),
		qr=qr_code(tracking_link(get_url(), doc.name, code) if code else get_url(TRACK)),
		opened_on=_by_language(doc.opened_on),
		due_on=_by_language(doc.due_on),
		name=None if doc.withhold_identity else doc.citizen_name,
		hours={language: list(_hours(language)) for language in LANGUAGES},
	)


@contextmanager
def codes_for_an_officer() -> Iterator[list[str]]:
	"""What is rendered inside goes to the present user as paper and nowhere else.

	:return: the cases whose codes were given out
	"""
	frappe.flags.codes_printed = given = []
	try:
		yield given
	finally:
		frappe.flags.codes_printed = None


def note_printing(cases: list[str]) -> None:
	"""Who printed a code, and when, is on the case's timeline."""
	for case in dict.fromkeys(cases):
		frappe.get_doc("Case", case).add_comment("Info", _("The receipt with the secret code was printed."))
	if cases:
		frappe.db.commit()  # the request is a GET, after which the framework commits nothing


def _code(doc: Document) -> str:
	given = frappe.flags.codes_printed
	if given is None or doc.is_new() or not frappe.has_permission("Case", "write", doc=doc):
		return ""
	code = code_for(doc)
	if code:
		given.append(doc.name)
	return code


def _by_language(when: object) -> dict[str, str]:
	return (
		{language: day_in_words(get_datetime(when).date(), language) for language in LANGUAGES}
		if when
		else {}
	)


def day_in_words(day: date, language: str) -> str:
	"""Such as “Sunday 22 November 2026”, in that language."""
	return format_date(day, "EEEE d MMMM y", locale=language)


def _hours(language: str) -> Iterator[str]:
	"""Lines such as “Sunday – Thursday: from 08:00 to 14:00”, those of a coming season after its name and date."""
	name = default_calendar()
	if not name:
		return
	calendar = frappe.get_cached_doc("Working Calendar", name)
	spec = spec_of(calendar)
	yield from _lines(usual_week(spec, getdate()), language)
	for index, week in seasons_ahead(spec, getdate(), SEASON_DAYS):
		season = calendar.seasons[index]
		yield _("{0} (from {1}):", language).format(
			_(season.season_name, language), format_date(getdate(season.from_date), "d MMMM", locale=language)
		)
		yield from _lines(week, language)


def _lines(week: Week, language: str) -> Iterator[str]:
	names = get_day_names("wide", locale=language)
	for days, spans in week:
		between = " – " if len(days) > 2 else "، " if language == "ar" else ", "
		shown = (days[0], days[-1]) if len(days) > 1 else days
		hours = (_("from {0} to {1}", language).format(_clock(start), _clock(end)) for start, end in spans)
		yield f"{between.join(names[day] for day in shown)}: {'، '.join(hours) if language == 'ar' else ', '.join(hours)}"


def _clock(minute: int) -> str:
	return f"{minute // 60:02}:{minute % 60:02}"
