"""What the places of a template stand for in a case: for the office from the case, for a department from its referral."""

from datetime import datetime

import frappe
from babel.dates import format_date
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from citizen_service.listing import listed
from citizen_service.referral.order import OPEN

LEFT_TO_RIGHT = "\u200e"
"""Before a telephone number within Arabic, whose parts would change places."""


def values_of(document: Document, language: str) -> dict[str, str | None]:
	"""The values of `placeholders.PLACES` for a Case or a Case Referral, in that language.

	A referral holds no identity that was withheld, and neither does a case: the citizen is then called so.
	"""
	settings = frappe.get_cached_doc("Citizen Service Settings")
	is_referral = document.doctype == "Case Referral"
	reference = document.case if is_referral else document.name
	opened_on = frappe.db.get_value("Case", reference, "opened_on") if is_referral else document.opened_on
	return {
		"reference": reference,
		"subject": document.subject,
		"citizen_name": document.citizen_name or _("esteemed citizen", language),
		"opened_on": _day(opened_on, language),
		"due_on": _day(document.due_on, language),
		"department": document.department if is_referral else _departments(reference),
		"office_name": settings.office_name,
		"office_phone": settings.office_phone and LEFT_TO_RIGHT + settings.office_phone,
		"today": _day(now_datetime(), language),
	}


def _departments(case: str) -> str:
	"""Those that have the case or answered it."""
	names = frappe.get_all(
		"Case Referral",
		filters={"case": case, "status": ("in", (*OPEN, "Answered"))},
		pluck="department",
		order_by="referred_on asc, name asc",
	)
	return listed(dict.fromkeys(names))


def _day(when: datetime | str | None, language: str) -> str | None:
	return format_date(get_datetime(when).date(), "d MMMM y", locale=language) if when else None
