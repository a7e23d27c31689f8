"""The special form as it is printed for signature."""

import io

import frappe
from frappe.translate import print_language
from pypdf import PdfReader

from citizen_service.errors import (
	PaperFormMissing,
)
from citizen_service.paper import printing
from citizen_service.paper.form import barcode, special_form
from citizen_service.tests import factories as make
from citizen_service.tests.base import OfficeTestCase

SETTINGS = "Citizen Service Settings"


class TestSpecialForm(OfficeTestCase):
	"""`نموذج خاص موقع من صاحب الشكاوى`"""

	def text(self, case: str, user: str, language: str | None = None) -> tuple[str, int]:
		"""The text of the PDF without its spaces, which readers of PDFs guess, and how many pages it has."""
		frappe.local.response = frappe._dict(docs=[])
		with make.acting_as(user):
			printing.special_form_pdf(case, language)
		self.assertEqual(frappe.local.response.type, "pdf")
		pages = PdfReader(io.BytesIO(frappe.local.response.filecontent)).pages
		return "".join("".join(page.extract_text().split()) for page in pages), len(pages)

	def test_one_page_with_what_is_needed(self):
		case = make.make_case(mobile="+970599123456", national_id="901234567").name
		text, pages = self.text(case, self.office.reception, "en")
		self.assertEqual(pages, 1)
		for words in (case, "SpecialForm", "901234567", "+970599123456", "undersigned", "Signature"):
			self.assertIn(words, text)

	def test_long_texts_go_on(self):
		case = make.make_case(language="en", description="A line of the letter.\n" * 120)
		text, pages = self.text(case.name, self.office.reception)
		self.assertGreater(pages, 1)
		self.assertEqual(text.count("Alineoftheletter."), 120)
		self.assertIn(f"Page{pages}of{pages}", text)

	def html(self, case: str, user: str) -> str:
		"""The framework's print view of the same."""
		with print_language("en"), make.acting_as(user):
			return frappe.get_print("Case", case, "Special Form")

	def test_in_arabic(self):
		case = make.make_case()
		with print_language("ar"):
			self.assertIn("أقرّ أنا الموقّع أدناه", special_form(case).declaration)
			html = frappe.get_print("Case", case.name, "Special Form")
		self.assertIn("النموذج الخاص", html)
		self.assertNotIn("undersigned", html)

	def test_a_withheld_identity(self):
		"""It is written by hand on the form that is signed."""
		case = make.make_case(citizen_name="Nobody Knows", withhold_identity=1).name
		for user in (self.office.reception, self.office.follow_up, self.office.manager):
			self.assertNotIn("Nobody Knows", self.html(case, user))

	def test_departments_do_not_print_it(self):
		case = make.make_case().name
		for print_it in (
			lambda: printing.special_form_pdf(case),
			lambda: printing.download_pdf("Case", case, "Special Form"),
		):
			with make.acting_as(self.office.roads_officer):
				# From 15 on the framework says that there is no such case.
				self.assertRaises((frappe.PermissionError, frappe.DoesNotExistError), print_it)

	def test_what_people_wrote_is_no_markup(self):
		case = make.make_case(language="en")
		case.db_set("description", "<img src=/files/x.png> & <script>alert(1)</script>")
		html = self.html(case.name, self.office.reception)
		self.assertNotIn("<script>alert(1)", html)
		self.assertIn("&lt;script&gt;alert(1)", html)

	def test_the_office_words_it(self):
		settings = frappe.get_doc(SETTINGS)
		settings.declaration_en = "Signed before the clerk on duty."
		settings.save()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		case = make.make_case(language="en").name
		self.assertIn("Signed before the clerk", self.html(case, self.office.reception))

	def test_the_office_draws_it(self):
		own = frappe.get_doc(
			{
				"doctype": "Print Format",
				"name": f"Ours {frappe.generate_hash(length=6)}",
				"doc_type": "Case",
				"standard": "No",
				"custom_format": 1,
				"print_format_type": "Jinja",
				"html": "<p>OUR OWN {{ special_form(doc).barcode }}</p>",
			}
		).insert()
		frappe.db.set_single_value(SETTINGS, "form_print_format", own.name)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		case = make.make_case(language="en").name
		self.assertIn("OUROWN", self.text(case, self.office.reception)[0])
		own.db_set("disabled", 1)
		with self.refused(PaperFormMissing, "under Signed Form"):
			self.text(case, self.office.reception)

	def test_the_barcode_is_the_reference(self):
		self.assertNotEqual(barcode("CS-2026-000001"), barcode("CS-2026-000002"))
		self.assertIn("<svg", barcode("CS-2026-000001"))
