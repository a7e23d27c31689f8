"""Periodic reports: drawn up, approved, frozen, printed.

`إعداد الإحصائيات التحليلية والتقارير الدورية … ورفعها للمسئول المباشر بعد استخلاص النتائج والمؤشرات`
"""

import io
from dataclasses import replace

import frappe
from pypdf import PdfReader

from citizen_service.acting import acting_as
from citizen_service.errors import InvalidFindingRule, ReportRefused
from citizen_service.periodic_report import keeping
from citizen_service.periodic_report.content import Content
from citizen_service.periodic_report.findings import note
from citizen_service.periodic_report.paper import pdf
from citizen_service.tests.base import OfficeTestCase
from citizen_service.tests.support.reports import sample

DAYS = {"first_day": "2003-07-01", "last_day": "2003-09-30"}


class ReportTestCase(OfficeTestCase):
	def draft(self, **values) -> "frappe.model.document.Document":
		with acting_as(self.office.manager):
			return frappe.get_doc(
				{"doctype": "Periodic Report", "kind": "Quarter", **DAYS, **values}
			).insert()

	def computed(self, **values) -> "frappe.model.document.Document":
		document = self.draft(**values)
		keeping.keep(document, self.content())
		return frappe.get_doc("Periodic Report", document.name)

	def content(self) -> Content:
		content = sample()
		styles = {language: keeping.style(language) for language in ("ar", "en")}
		found = note(content, keeping.rules(), (), styles)
		return replace(content, findings=tuple(replace(one, department="") for one in found))

	def approved(self, **values) -> "frappe.model.document.Document":
		document = self.computed(**values)
		with acting_as(self.office.manager):
			document.submit()
		return document


class TestPeriodicReport(ReportTestCase):
	def test_figures_are_kept_as_they_were_and_change_on_no_path(self):
		document = self.approved()
		before = frappe.db.get_value("Periodic Report", document.name, ["content", "content_hash"])
		self.assertEqual(keeping.kept(document), self.content())
		self.assertEqual(document.approved_by, self.office.manager)
		with self.refused(ReportRefused, "approved"):
			keeping.keep(document, sample())
		for change in ({"content": "{}"}, {"conclusions": "Otherwise"}, {"first_day": "2003-06-01"}):
			with self.subTest(change), acting_as(self.office.manager):
				changed = frappe.get_doc("Periodic Report", document.name).update(change)
				try:
					changed.save()
				except frappe.UpdateAfterSubmitError:
					pass
			self.assertEqual(
				frappe.db.get_value("Periodic Report", document.name, ["content", "content_hash"]), before
			)
		self.assertFalse(frappe.db.get_value("Periodic Report", document.name, "conclusions"))

	def test_nobody_brings_figures_or_findings(self):
		document = self.draft(content="{}", content_hash="x", findings=[{"sentence": "Mine"}])
		self.assertFalse(document.content or document.content_hash or document.findings)
		keeping.keep(document, self.content())
		with acting_as(self.office.manager):
			document.reload()
			sentence = document.findings[0].sentence
			document.content = "{}"
			document.findings[0].update({"sentence": "Mine", "left_out": 1})
			document.save()
			document.reload()
		self.assertEqual((document.findings[0].sentence, document.findings[0].left_out), (sentence, 1))
		self.assertEqual(keeping.kept(document), self.content())

	def test_what_cannot_be_approved(self):
		with self.refused(ReportRefused, "no figures"):
			self.draft().submit()
		with self.refused(ReportRefused, "not ended"):
			self.computed(last_day=frappe.utils.nowdate()).submit()
		document = self.computed()
		frappe.db.set_value(
			"Periodic Report", document.name, "content", document.content.replace("708", "709")
		)
		with self.refused(ReportRefused, "seal"):
			frappe.get_doc("Periodic Report", document.name).submit()

	def test_recommendations_go_on_until_they_are_settled(self):
		first = self.approved(
			recommendations=[{"recommendation": "Mend the pump"}, {"recommendation": "More lamps"}]
		)
		second = self.computed(first_day="2003-10-01", last_day="2003-12-31")
		self.assertEqual(second.last_report, first.name)
		self.assertEqual([row.recommendation for row in second.follow_ups], ["Mend the pump", "More lamps"])
		second.follow_ups[0].update({"status": "Done", "recommendation": "Something else"})
		second.save()
		self.assertEqual(second.follow_ups[0].recommendation, "Mend the pump")
		second.submit()
		third = self.draft(first_day="2004-01-01", last_day="2004-03-31")
		self.assertEqual(
			[(row.recommendation, row.first_report) for row in third.follow_ups], [("More lamps", first.name)]
		)

	def test_a_supervisor_sees_what_was_approved(self):
		draft, approved = self.draft(), self.approved()
		with acting_as(self.office.supervisor):
			names = frappe.get_list("Periodic Report", pluck="name", order_by="name asc")
			self.assertIn(approved.name, names)
			self.assertNotIn(draft.name, names)
			self.assertTrue(approved.has_permission("read"))
			self.assertFalse(draft.has_permission("read"))

	def test_a_rule_whose_sentence_has_an_unknown_place(self):
		for sentence in ("{nobody} knows", "{about"):
			rule = frappe.get_doc("Finding Rule", "Satisfaction Fell").update({"sentence_en": sentence})
			with self.subTest(sentence), self.refused(InvalidFindingRule, "English"):
				rule.save()


class TestPaper(ReportTestCase):
	def text(self, document, language: str, **options) -> list[str]:
		"""Of each page, without spaces, which readers of PDFs guess."""
		pages = PdfReader(io.BytesIO(pdf(document, language, **options))).pages
		return ["".join(page.extract_text().split()) for page in pages]

	def test_in_english_with_contents_and_numbered_pages(self):
		document = self.computed(
			summary="A quiet quarter.",
			conclusions="Water needs care.",
			recommendations=[{"recommendation": "Mend the pump"}],
		)
		pages = self.text(document, "en")
		self.assertIn("Draft,notapproved", pages[0])
		self.assertNotIn("Page1of", pages[0])
		heads = [
			"Summary",
			"Indicators",
			"NotedFindings",
			"Charts",
			"Tables",
			"Departments",
			"Conclusions",
			"Recommendations",
			"Approval",
		]
		where = []
		for number, head in enumerate(heads, 1):
			title = f"{number}.{head}"
			page = next(at for at, text in enumerate(pages) if at > 1 and title in text)
			where.append(page)
			self.assertRegex(
				pages[1], rf"{title}[.]+{page + 1}(\d+[.]|Contents)", "the contents name the page it is on"
			)
		self.assertEqual(where, sorted(where))
		for at in range(1, len(pages)):
			self.assertIn(f"Page{at + 1}of{len(pages)}", pages[at])
		everything = "".join(pages)
		for words in ("Aquietquarter.", "Waterneedscare.", "Mendthepump", "WaterCut", "81.4%"):
			self.assertIn(words, everything)

	def test_a_table_over_pages_repeats_its_head(self):
		pages = self.text(self.computed(), "en")
		with_areas = [text for text in pages if "Area30" in text or "Area1" in text]
		for text in with_areas:
			self.assertIn("AreaReceivedClosedOpen", text)

	def test_in_arabic_with_the_digits_of_the_choice(self):
		document = self.computed(summary="ربع هادئ")
		plain, indic = self.text(document, "ar"), self.text(document, "ar", digits="Arabic-Indic")
		self.assertEqual(len(plain), len(indic))
		self.assertTrue(any("708" in text for text in plain))
		self.assertFalse(any("708" in text for text in indic))
		self.assertTrue(any("٧٠٨" in text or "٨٠٧" in text for text in indic))

	def test_a_department_is_given_its_own(self):
		document = self.computed(summary="For the office alone.")
		everything = "".join(self.text(document, "en", department="Roads"))
		self.assertIn("RoadsandLighting", everything)
		for words in ("WaterandSewage", "708", "Fortheofficealone", "WaterCut"):
			self.assertNotIn(words, everything)
