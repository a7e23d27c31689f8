"""Periodic reports: drawn up, approved, frozen, printed.

`إعداد الإحصائيات التحليلية والتقارير الدورية … ورفعها للمسئول المباشر بعد استخلاص النتائج والمؤشرات`
"""

import io
from dataclasses import replace

import frappe
from pypdf import PdfReader

from citizen_service.acting import acting_as
from citizen_service.errors import BadPeriod, InvalidFindingRule, ReportRefused
from citizen_service.periodic_report import keeping, tabulating
from citizen_service.periodic_report.content import Content, same
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
			today = frappe.utils.nowdate()
			self.computed(first_day=today, last_day=today).submit()
		document = self.computed()
		frappe.db.set_value(
			"Periodic Report", document.name, "content", document.content.replace("708", "709")
		)
		with self.refused(ReportRefused, "seal"):
			frappe.get_doc("Periodic Report", document.name).submit()

	def test_one_approved_report_of_a_period_and_none_that_is_lost(self):
		first, second = self.approved(), self.computed()
		with acting_as(self.office.manager):
			with self.refused(ReportRefused, first.name):
				second.submit()
			first.cancel()
			with self.refused(ReportRefused, "stays in the record"):
				frappe.delete_doc("Periodic Report", first.name)
			with self.refused(ReportRefused, "do not change"):
				keeping.keep(frappe.get_doc("Periodic Report", first.name), sample())
			second.reload()
			second.submit()
		self.assertEqual(keeping.kept(first), self.content())

	def test_a_report_whose_recommendations_are_followed_up_is_not_cancelled(self):
		first = self.approved(recommendations=[{"recommendation": "Mend the pump"}])
		second = self.computed(first_day="2003-10-01", last_day="2003-12-31")
		with acting_as(self.office.manager):
			second.submit()
			with self.assertRaises(frappe.LinkExistsError):
				frappe.get_doc("Periodic Report", first.name).cancel()

	def test_an_amended_report_is_counted_anew(self):
		first = self.approved(summary="As it was.")
		with acting_as(self.office.manager):
			first.cancel()
			second = frappe.copy_doc(first)
			second.update({"amended_from": first.name, "docstatus": 0})
			second.insert()
			self.assertFalse(second.content or second.computed_on or second.approved_by or second.findings)
			self.assertEqual((second.docstatus, second.summary), (0, "As it was."))
			with self.refused(ReportRefused, "no figures"):
				second.submit()

	def test_figures_of_other_days_are_not_taken_along(self):
		document = self.computed()
		with acting_as(self.office.manager):
			document.update({"first_day": "2003-07-02"}).save()
		self.assertFalse(document.content or document.computed_on or document.findings)
		self.assertEqual(document.kind, "Any")

	def test_periods_that_cannot_be_reported_on(self):
		year = frappe.utils.getdate().year
		for first, last, word in (
			("2003-09-30", "2003-07-01", "Exchange"),
			(f"{year + 1}-01-01", f"{year + 1}-01-31", "to come"),
			("1900-01-01", "1999-12-31", "longer than"),
		):
			with self.subTest(first), self.refused(BadPeriod, word):
				self.draft(first_day=first, last_day=last)

	def test_a_department_of_many_categories_is_told_of_the_largest(self):
		counts = {(f"Category {n}",): n for n in range(1, 41)}
		table = tabulating.of_department(counts)
		self.assertEqual(len(table.rows), tabulating.OF_A_PART + 1)
		self.assertEqual((table.rows[0].key, table.rows[0].cells[0].number), ("Category 40", 40))
		rest = table.rows[-1]
		self.assertEqual((rest.key, rest.cells[0].number, rest.cells[1].base), (tabulating.REST, 55, 820))

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
	"""Each paper is made once: the whole in both languages, one with other digits, a department's part."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.papers = {}

	def setUp(self) -> None:
		super().setUp()
		self.document = self.computed(
			summary="A quiet quarter.",
			conclusions="Water needs care.",
			recommendations=[{"recommendation": "Mend the pump"}],
		)

	def content(self) -> Content:
		"""With more areas than a page has lines."""
		content = super().content()
		*others, areas = content.tables
		lines = tuple(replace(areas.rows[0], key=f"{n}", label=same(f"Area {n}")) for n in range(1, 61))
		return replace(content, tables=(*others, replace(areas, rows=lines)))

	def text(self, language: str, department: str | None = None) -> list[str]:
		"""Of each page, without spaces, which readers of PDFs guess."""
		key = (language, department, keeping.digits())
		if key not in self.papers:
			pages = PdfReader(io.BytesIO(pdf(self.document, language, department))).pages
			self.papers[key] = ["".join(page.extract_text().split()) for page in pages]
		return self.papers[key]

	def test_in_english_with_contents_and_numbered_pages(self):
		pages = self.text("en")
		self.assertIn("Draft,notapproved", pages[0])
		self.assertNotIn("Page1of", pages[0])
		heads = [
			"1.Summary",
			"2.Indicators",
			"3.NotedFindings",
			"4.Charts",
			"5.Tables",
			"CasesbyArea",
			"6.Departments",
			"7.Conclusions",
			"8.Recommendations",
			"9.Approval",
		]
		where = []
		for head in heads:
			page = next(at for at, text in enumerate(pages) if at > 1 and head in text)
			where.append(page)
			self.assertRegex(pages[1], rf"{head}[.]+{page + 1}\D*", "the contents name the page it is on")
		for at in range(1, len(pages)):
			self.assertIn(f"Page{at + 1}of{len(pages)}", pages[at])
		everything = "".join(pages)
		for words in ("Aquietquarter.", "Waterneedscare.", "Mendthepump", "WaterCut", "81.4%"):
			self.assertIn(words, everything)

	def test_a_table_over_pages_repeats_its_head(self):
		pages = [text for text in self.text("en")[2:] if "Area1" in text or "Area60" in text]
		self.assertGreater(len(pages), 1)
		for text in pages:
			self.assertIn("AreaReceivedClosedOpen", text)

	def test_in_arabic_with_the_digits_of_the_choice(self):
		plain = self.text("ar")
		setting = ("Citizen Service Settings", "report_digits")
		self.addCleanup(frappe.db.set_single_value, *setting, "Latin")  # the framework keeps what it read
		frappe.db.set_single_value(*setting, "Arabic-Indic")
		indic = self.text("ar")
		self.assertEqual(len(plain), len(indic))
		self.assertTrue(any("708" in text for text in plain))
		self.assertFalse(any("708" in text for text in indic))
		self.assertTrue(any("٧٠٨" in text or "٨٠٧" in text for text in indic))

	def test_a_department_is_given_its_own(self):
		everything = "".join(self.text("en", "Roads"))
		self.assertIn("RoadsandLighting", everything)
		for words in ("WaterandSewage", "708", "Aquietquarter", "WaterCut"):
			self.assertNotIn(words, everything)
