"""A response as a letter to the citizen: what its print format is given."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from frappe.utils.html_utils import clean_html
from markupsafe import Markup

from citizen_service.answer.files import refuse_departments
from citizen_service.errors import PreviewRefused
from citizen_service.paper.form import barcode
from citizen_service.paper.receipt import day_in_words
from citizen_service.portal.language import DIRECTION, FIRST
from citizen_service.states.meaning import stage_of


def letter(doc: Document) -> frappe._dict:
	"""What print formats of a response have beside `doc`; in the response's language, whoever prints it.

	:raises NotYours, PreviewRefused: as `expect_letter`
	"""
	expect_letter(doc)
	settings = frappe.get_cached_doc("Citizen Service Settings")
	case = frappe.db.get_value("Case", doc.case, ["citizen_name", "subject", "address"], as_dict=True)
	lang = language_of(doc)
	return frappe._dict(
		lang=lang,
		dir=DIRECTION[lang],
		office=settings.office_name,
		phone=settings.office_phone,
		email=settings.office_email,
		barcode=barcode(doc.case),
		date=day_in_words((doc.accepted_on or now_datetime()).date(), lang),
		addressee=case.citizen_name,
		subject=case.subject,
		body=Markup(clean_html(doc.body)),
		files=[row.file_name for row in doc.citizen_files],
		is_draft=stage_of(doc) != "Accepted",
	)


def expect_letter(doc: Document) -> None:
	"""Asked before the rendering, too: released frameworks make a PrintFormatError of whatever a print format raises.

	:raises NotYours: somebody of a department prints it
	:raises PreviewRefused: it is not for the citizen
	"""
	refuse_departments()
	if doc.audience != "Citizen":
		frappe.throw(
			_("Response {0} is for the office only: there is no letter of it.").format(doc.name),
			PreviewRefused,
			title=_("Nothing to Print"),
		)


def language_of(doc: Document) -> str:
	"""The response's language, if it is one that letters are written in."""
	return doc.language if doc.language in DIRECTION else FIRST
