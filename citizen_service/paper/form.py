"""The office's special form: what its print format is given."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_time, get_datetime, now_datetime
from frappe.utils.jinja_globals import is_rtl
from markupsafe import Markup

from citizen_service.portal.dates import long_date

BAR_HEIGHT = 50


def special_form(doc: Document) -> frappe._dict:
	"""What print formats of a case have beside `doc`: office, dates in words, barcode, the declaration.

	`identity` is false where the citizen's data is withheld: they sign by hand, or not at all.
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	now = now_datetime()
	return frappe._dict(
		dir="rtl" if is_rtl() else "ltr",
		office=settings.office_name,
		phone=settings.office_phone,
		email=settings.office_email,
		barcode=barcode(doc.name),
		opened_on=f"{long_date(doc.opened_on)} {format_time(get_datetime(doc.opened_on), 'HH:mm')}",
		printed_on=f"{long_date(now)} {format_time(now, 'HH:mm')}",
		identity=not doc.withhold_identity,
		declaration=settings.get(f"declaration_{frappe.local.lang}") or _usual_declaration(),
	)


def _usual_declaration() -> str:
	return _(
		"I, the undersigned, declare that what is stated above is true and complete, and that I bear responsibility for it. I ask that it be studied and that I be told the result."
	)


def barcode(text: str) -> Markup:
	"""Code 128 of `text` as SVG, two units a module, quiet zones included."""
	from barcode import get_barcode_class  # needed for printing alone

	modules = get_barcode_class("code128")(text).build()[0]
	width = len(modules) + 20
	bars = "".join(f"M{at + 10} 0h1v{BAR_HEIGHT}h-1z" for at, module in enumerate(modules) if module == "1")
	return Markup(
		f'<svg class="barcode" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {BAR_HEIGHT}" '
		f'preserveAspectRatio="none" shape-rendering="crispEdges"><path d="{bars}"/></svg>'
	)
