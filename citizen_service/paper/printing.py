"""The PDFs of the app's documents: the form for signature, and what the framework's print view shows."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import print_format as framework_print
from frappe.www.printview import get_print_style, get_rendered_template, validate_print_permission

from citizen_service.errors import PaperFormMissing
from citizen_service.paper.letter import expect_letter, language_of
from citizen_service.paper.pdf import to_pdf
from citizen_service.paper.receipt import codes_for_an_officer, note_printing
from citizen_service.portal.language import DIRECTION, FIRST

SPECIAL_FORM = "Special Form"
"""The print format that comes with the app; the settings may name another."""
RECEIPT, LETTER = "Receipt", "Letter to the Citizen"

MODULE = "Citizen Service"


@frappe.whitelist(methods=["GET"])
def special_form_pdf(case: str, language: str | None = None) -> None:
	"""The form of a case for signature, as a PDF in `language` (default: the case's own).

	:raises frappe.PermissionError: the user may not print the case
	:raises PaperFormMissing: the print format is gone
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("print")
	wanted = language or document.language
	with print_language(wanted if wanted in DIRECTION else FIRST):
		_answer(document, _print_format())


@frappe.whitelist(methods=["GET"])
def receipt_pdf(case: str) -> None:
	"""The receipt of a case with its secret code, in Arabic and English; that it was printed is noted on the case.

	:raises frappe.PermissionError: the user may not print the case
	:raises PaperFormMissing: the print format is gone
	"""
	document = frappe.get_doc("Case", case)
	document.check_permission("print")
	_expect_format(RECEIPT, "Case")
	with print_language(FIRST):
		_answer(document, RECEIPT)


@frappe.whitelist(methods=["GET"])
def letter_pdf(response: str) -> None:
	"""A response as a letter to the citizen, in the language of the response; a draft says that it is one.

	:raises frappe.PermissionError: the user may not print the response, or is not of the office
	:raises PreviewRefused: the response is not for the citizen
	:raises PaperFormMissing: the print format is gone
	"""
	document = frappe.get_doc("Response", response)
	document.check_permission("print")
	expect_letter(document)
	_expect_format(LETTER, "Response")
	with print_language(language_of(document)):
		_answer(document, LETTER)


def _expect_format(name: str, doctype: str) -> None:
	if not frappe.db.get_value("Print Format", {"name": name, "doc_type": doctype, "disabled": 0}):
		frappe.throw(
			_("The print format “{0}” was deleted or disabled.").format(_(name)),
			PaperFormMissing,
			title=_("Nothing to Print"),
		)


def _print_format() -> str:
	name = frappe.get_cached_doc("Citizen Service Settings").form_print_format or SPECIAL_FORM
	if frappe.db.get_value("Print Format", {"name": name, "doc_type": "Case", "disabled": 0}):
		return name
	frappe.throw(
		_(
			"The print format “{0}” is not there for cases. Choose one in the settings, under Signed Form."
		).format(_(name)),
		PaperFormMissing,
		title=_("Nothing to Print"),
	)


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
def download_pdf(doctype: str, name: str, format: str | None = None, **rest: object) -> None:
	"""The PDF button of the framework's print view; documents of ours without wkhtmltopdf.

	Stands in for `frappe.utils.print_format.download_pdf`, and asks for the same permission.
	"""
	if frappe.get_meta(doctype).module != MODULE:
		frappe.call(framework_print.download_pdf, doctype=doctype, name=name, format=format, **rest)
		return
	document = frappe.get_doc(doctype, name)
	validate_print_permission(document)
	with print_language(rest.get("language")):
		_answer(document, format, rest.get("letterhead"), frappe.utils.cint(rest.get("no_letterhead")))


def _answer(
	document: Document, format_name: str | None, letterhead: str | None = None, no_letterhead: int = 0
) -> None:
	chosen = format_name or document.meta.default_print_format or "Standard"
	print_format = None if chosen == "Standard" else frappe.get_doc("Print Format", chosen)
	with codes_for_an_officer() as codes:
		body = get_rendered_template(
			document, print_format, document.meta, letterhead=letterhead, no_letterhead=bool(no_letterhead)
		)
	is_plain = print_format and print_format.custom_format
	css = print_format.css or "" if is_plain else get_print_style(print_format=print_format)
	frappe.local.response.filename = f"{document.name}.pdf"
	frappe.local.response.filecontent = to_pdf(body, css, document.name, document.name)
	frappe.local.response.type = "pdf"
	note_printing(codes)
