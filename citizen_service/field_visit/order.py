"""The printable visit order: what its print format is given beside `doc`."""

import frappe
from frappe.model.document import Document
from frappe.utils import format_time, get_datetime, now_datetime
from frappe.utils.jinja_globals import is_rtl

from citizen_service.paper.form import barcode
from citizen_service.portal.dates import long_date


def visit_order(doc: Document) -> frappe._dict:
	"""Office, barcode, the times in words, and how many empty lines the findings get."""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	return frappe._dict(
		dir="rtl" if is_rtl() else "ltr",
		office=settings.office_name,
		phone=settings.office_phone,
		email=settings.office_email,
		barcode=barcode(doc.name),
		day=long_date(doc.planned_start),
		begins=format_time(get_datetime(doc.planned_start), "HH:mm"),
		ends=format_time(get_datetime(doc.planned_end), "HH:mm"),
		arrived_on=_moment(doc.arrived_on) if doc.arrived_on else "",
		printed_on=_moment(now_datetime()),
	)


def _moment(moment: object) -> str:
	return f"{long_date(moment)} {format_time(get_datetime(moment), 'HH:mm')}"
