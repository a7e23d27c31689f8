"""Chromium at the counter, in Arabic, without the mouse: found, registered, answered; and a department's phone."""

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.browser.test_walks import DESK, PHONE, BrowserTestCase
from citizen_service.tests.unit.test_portal_attachments import PDF


class CounterPageTest(BrowserTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.clerk = make.make_user("arabic.reception", "Reception Officer", language="ar")
		cls.officer = make.make_user("arabic.roads", "Department Officer", language="ar")
		make.make_department("قسم الصيانة للاختبار", members=[cls.officer])
		cls.mark = frappe.generate_hash(length=6)
		cls.citizen = make.make_citizen(citizen_name=f"أُسامة الصيّاد {cls.mark}", mobile="0599404040")
		cls.first = make.make_case(citizen=cls.citizen.name, subject="حفرة في شارع المدارس")
		cls.procedure = frappe.get_doc(
			{
				"doctype": "Service Procedure",
				"title": f"تصديق عقد {cls.mark}",
				"department": cls.office.roads,
				"steps": [{"instruction": "تقديم الطلب في قسم الأرشيف"}],
			}
		).insert()
		frappe.db.commit()

	def open_counter(self, page) -> None:
		self.enter(page, self.clerk)
		page.goto(f"{self.web.url}/app/counter")
		page.wait_for_selector(".counter-search:focus")
		page.wait_for_selector(".counter-tally [data-kind]")

	def at(self, page, field: str) -> None:
		"""The cursor is there by now, moved by the keys alone."""
		page.wait_for_selector(f".counter [data-fieldname={field}]:focus")

	def choose(self, page, field: str, text: str, found: str) -> None:
		"""Types into a Link field and takes the first that is offered."""
		self.at(page, field)
		page.keyboard.type(text)
		page.wait_for_selector(f".counter [data-fieldname={field}] [role=listbox] >> text={found}")
		page.keyboard.press("Enter")
		page.wait_for_function(
			"([field, text]) => document.querySelector(`.counter input[data-fieldname=${field}]`).value.includes(text)",
			arg=[field, found],
		)
		page.keyboard.press("Tab")

	def reference(self, page) -> str:
		page.wait_for_selector(".counter-next:focus")
		return page.inner_text(".counter-reference").strip()

	def test_a_known_visitor_is_found_warned_of_and_registered_by_the_keys(self):
		"""`استقبال شكاوى واستفسارات واقتراحات المواطنين`"""
		with self.page(DESK) as page:
			self.open_counter(page)
			self.assertEqual(page.get_attribute("html", "dir"), "rtl")
			page.keyboard.type(f"صياد اسامه {self.mark}")
			page.wait_for_selector(f".counter-hits li[aria-selected=true] >> text={self.mark}")
			page.keyboard.press("Enter")
			page.wait_for_selector(f".counter-history >> text={self.first.name}")
			self.at(page, "case_type")
			page.keyboard.press("ArrowDown")
			for _field in ("channel", "category", "procedure", "subject"):
				page.keyboard.press("Tab")
			self.at(page, "subject")
			page.keyboard.type("حفرة بشارع المدارس")
			page.keyboard.press("Tab")
			page.keyboard.type("ما زالت الحفرة في الشارع.")
			page.keyboard.press("Control+Enter")
			page.wait_for_selector(".counter-message >> text=Ctrl+Enter")
			self.assertIn(self.first.name, page.inner_text(".counter-duplicates"))
			page.keyboard.press("Control+Enter")
			name = self.reference(page)
			frappe.db.rollback()
			case = frappe.get_doc("Case", name)
			self.assertEqual((case.citizen, case.mobile), (self.citizen.name, "0599404040"))
			page.keyboard.press("Enter")
			page.wait_for_selector(".counter-search:focus")
			page.keyboard.type(name)  # the visitor comes back with the reference
			page.wait_for_selector(f".counter-hits li[aria-selected=true] >> text={name}")
			page.keyboard.press("Enter")
			page.wait_for_selector(f".counter-case >> text={name}")

	def test_a_new_visitors_question_is_answered_on_the_spot(self):
		"""`الرد على استفساراتهم … وتوضيح الإجراءات المطلوبة لكل معاملة`; `تلقي اتصالات الجمهور`"""
		with self.page(PHONE) as page:
			self.open_counter(page)
			self.assert_fits(page)
			page.keyboard.type(f"سلوى {self.mark}")
			page.wait_for_selector(f".counter-hits li:last-child >> text=سلوى {self.mark}")
			while page.locator(".counter-hits li:last-child[aria-selected=true]").count() == 0:
				page.keyboard.press("ArrowDown")
			page.keyboard.press("Enter")
			self.at(page, "national_id")
			for _field in ("mobile", "email", "case_type"):
				page.keyboard.press("Tab")
			self.at(page, "case_type")
			page.keyboard.press("ArrowDown")
			for _field in ("channel", "category", "procedure"):
				page.keyboard.press("Tab")
			self.choose(page, "procedure", f"تصديق {self.mark}", self.procedure.title)
			page.wait_for_selector(".counter-procedure >> text=قسم الأرشيف")
			self.at(page, "subject")
			page.keyboard.type("استفسار عن تصديق عقد")
			page.keyboard.press("Tab")
			page.keyboard.type("تسأل كيف يُصدَّق العقد.")
			page.keyboard.press("Alt+a")
			page.wait_for_selector(".counter-answer .ql-editor >> text=قسم الأرشيف")
			self.assert_fits(page)
			page.keyboard.press("Control+Enter")
			name = self.reference(page)
			self.assert_fits(page)
			frappe.db.rollback()
			case = frappe.get_doc("Case", name)
			self.assertEqual(
				frappe.db.get_value("Citizen", case.citizen, "citizen_name"), f"سلوى {self.mark}"
			)
			answer = frappe.get_doc("Response", {"case": name})
			self.assertEqual((answer.procedure, answer.deliveries[0].status), (self.procedure.name, "Given"))
			self.assertIn("قسم الأرشيف", answer.body)

	def test_a_departments_officer_passes_on_from_a_phone(self):
		"""`عدم استقبال أي معاملة أو شكاوى الا من خلال البرنامج`"""
		with self.page(PHONE) as page:
			self.enter(page, self.officer)
			page.goto(f"{self.web.url}/app/pass-on")
			page.wait_for_selector(".pass-on [data-fieldname=citizen_name]:focus")
			self.assert_fits(page)
			page.keyboard.type("ماجد السيد")
			page.fill(".pass-on input[data-fieldname=subject]", f"شكوى سُلّمت في القسم {self.mark}")
			page.fill(".pass-on textarea[data-fieldname=description]", "سلّم شكواه باليد.")
			page.select_option(".pass-on select[data-fieldname=case_type]", "Complaint")
			paper = {"name": "شكوى.pdf", "mimeType": "application/pdf", "buffer": PDF}
			page.set_input_files("#pass-on-papers", paper)
			page.click(".pass-on-send")
			page.wait_for_selector(".pass-on-reference")
			name = page.inner_text(".pass-on-reference").strip()
			self.assert_fits(page)
			frappe.db.rollback()
			self.assertEqual(frappe.db.get_value("Case", name, "passed_on_by"), self.officer)
			self.assertTrue(frappe.db.exists("File", {"attached_to_name": name}))
