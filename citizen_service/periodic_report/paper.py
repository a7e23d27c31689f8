"""A periodic report as a PDF: what the template is given, in one language, from what is kept alone."""

from pathlib import Path

import frappe
from frappe import _
from frappe.translate import print_language
from frappe.www.printview import get_letter_head
from markupsafe import Markup

from citizen_service.citizen_service.doctype.periodic_report.periodic_report import PeriodicReport
from citizen_service.paper.pdf import FONTS, page_of_pages, to_pdf
from citizen_service.periodic_report.charts import printed
from citizen_service.periodic_report.content import Content
from citizen_service.periodic_report.keeping import digits, kept, style
from citizen_service.periodic_report.numbers import Style
from citizen_service.periodic_report.showing import facts, names, sections
from citizen_service.portal.language import DIRECTION
from citizen_service.portal.pages import render

TEMPLATE = "templates/paper/periodic_report.html"
CSS = Path(__file__).parent.parent / "templates" / "paper" / "periodic_report.css"


def pdf(document: PeriodicReport, language: str, department: str | None = None) -> bytes:
	"""The report in that language, with the digits of the settings; for a department its own part alone.

	:raises ReportRefused: it has no figures, or they do not fit their seal
	:raises KeyError: the report has no part for the department
	"""
	content = kept(document)
	if department:
		content = content.only(department)
	with print_language(language):
		written = style(language, digits())
		office = frappe.db.get_single_value("Citizen Service Settings", "office_name") or ""
		context = _context(document, content, written, office, department)
		return to_pdf(render(TEMPLATE, context), _css(written), _("Periodic Report"))


def _css(written: Style) -> str:
	right, left = (
		("string(office)", "string(section)") if written.is_rtl else ("string(section)", "string(office)")
	)
	counter = "arabic-indic" if written.write("1") != "1" else "decimal"
	filled = {
		"RIGHT": right,
		"LEFT": left,
		"PAGES": page_of_pages(counter),
		"FONTS": FONTS,
		"DIR": DIRECTION[written.language],
		"COUNTER": counter,
	}
	css = CSS.read_text(encoding="utf-8")
	for place, value in filled.items():
		css = css.replace(place, value)
	return css


def _context(
	document: PeriodicReport, content: Content, written: Style, office: str, department: str | None
) -> dict:
	settings = frappe.get_cached_doc("Citizen Service Settings")
	language = written.language
	part = content.part(department) if department else None
	return {
		"_": _,
		"letterhead": _letterhead(document),
		"office": office,
		"phone": settings.office_phone or "",
		"email": settings.office_email or "",
		"stamp": _stamp(document),
		"for_department": part.label[language] if part else "",
		"names": names(content, written),
		"facts": facts(document, content, written),
		"sections": list(sections(document, content, written, printed, department)),
	}


def _letterhead(document: PeriodicReport) -> Markup:
	"""The site's default letter head; empty if it has none."""
	found = get_letter_head(document, no_letterhead=0)
	content = found.get("content")
	return Markup(frappe.render_template(content, {"doc": document.as_dict()})) if content else Markup()


def _stamp(document: PeriodicReport) -> str:
	"""What a report says that does not stand."""
	return ("", _("Draft, not approved"), _("Cancelled"))[(1, 0, 2).index(document.docstatus)]
